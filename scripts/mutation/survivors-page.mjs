import { existsSync, readFileSync } from 'node:fs';

const HEADER = `# Changes that no test notices

Written by \`npm run mutation -- --survivors docs/mutation-survivors.md\`; the last column is written by hand and kept.
A change is here because it changes nothing that anybody can see, or because nothing tests it yet. Without an explanation
of its own it is of one of these kinds, or is not tested yet:

- \`optional chain\` and \`default\` where the type says that something may be missing, and the code before makes sure that it
  is not (indexes into lists of a known length, groups of an expression that has matched).
- \`method\`: \`find\` and \`findLast\` where one entry at most fits; \`filter\`, \`sort\` and \`slice\` before something that does not
  depend on them.
- \`condition\` and \`comparison\` that only spare work: without them the same comes out of an empty list.
- \`number\` in widths and limits one more than the tests reach.
- \`empty text\` in a type's own words (\`as const\` lists of which only the type is used), and in words of \`kind\` that every
  user tells apart by the others.

`;
const ROW = /^\| (?<line>\d+) \| `(?<kind>[^`]*)` \| (?<change>.*) \| (?<why>[^|]*) \|$/;

/**
 * The page of what survived, with the explanations that the page has now, and with what it says of files that were not
 * measured this time.
 *
 * @param {readonly object[]} results - what became of each change
 * @param {string} page - its file
 * @param {(file: string) => boolean} isThere - whether a source file still is
 */
export function survivorsPage(results, page, isThere = (_file) => true) {
  const before = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const reasons = reasonsIn(before);
  const measured = new Map();
  for (const result of results) {
    if (!measured.has(result.file)) measured.set(result.file, []);
    measured.get(result.file).push(result);
  }
  const kept = (found) => [...found].filter(([file]) => !measured.has(file) && isThere(file));
  const counts = new Map([
    ...kept(countsIn(before)),
    ...[...measured].map(([file, all]) => [file, { noticed: noticedOf(all), all: all.length }]),
  ]);
  const sections = [
    ...kept(sectionsIn(before)),
    ...[...measured]
      .filter(([, all]) => noticedOf(all) < all.length)
      .map(([file, all]) => [file, sectionOf(all, reasons)]),
  ];
  return [
    `${HEADER}${tableOf(counts)}`,
    ...sections.sort(byFile).map(([file, text]) => `## ${file}\n\n${text}`),
  ].join('\n');
}

const noticedOf = (results) => results.filter(({ fate }) => fate === 'noticed').length;

function byFile([a], [b]) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What is noticed by folder and by file; a file counts as it was when it was last measured. */
function tableOf(counts) {
  const total = (some) => ({
    noticed: some.reduce((sum, { noticed }) => sum + noticed, 0),
    all: some.reduce((sum, { all }) => sum + all, 0),
  });
  const byFolder = new Map();
  for (const [file, count] of [...counts].sort(byFile)) {
    const folder = file.split('/').slice(0, 2).join('/');
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), [file, count]]);
  }
  const line = (name, { noticed, all }) =>
    `| ${name} | ${noticed} | ${all} | ${((100 * noticed) / Math.max(all, 1)).toFixed(1)} % |`;
  const rows = [...byFolder].flatMap(([folder, files]) => [
    line(`**${folder}**`, total(files.map(([, count]) => count))),
    ...files.filter(([, { all }]) => all > 0).map(([file, count]) => line(file, count)),
  ]);
  const { noticed, all } = total([...counts.values()]);
  const sentence = `${noticed} of ${all} changes are noticed: ${((100 * noticed) / Math.max(all, 1)).toFixed(1)} %.`;
  return `${sentence}\n\n| file | noticed | changes | share |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const COUNT = /^\| (?<file>\S+\.ts) \| (?<noticed>\d+) \| (?<all>\d+) \|/;

/** The counts that a page has, by file. */
function countsIn(page) {
  return new Map(
    page.split('\n').flatMap((line) => {
      const { file, noticed, all } = COUNT.exec(line)?.groups ?? {};
      return file === undefined ? [] : [[file, { noticed: Number(noticed), all: Number(all) }]];
    }),
  );
}

/** The text of each file's section of a page, without its heading. */
function sectionsIn(page) {
  const [, ...sections] = page.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [file, ...text] = section.split('\n');
      return [file, `${text.join('\n').trim()}\n`];
    }),
  );
}

function sectionOf(all, reasons) {
  const rows = all.filter(({ fate }) => fate !== 'noticed').map((result) => row(result, reasons));
  return `| line | kind | change | why it is not noticed |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function row(result, reasons) {
  const change = changeOf(result);
  const why =
    reasons.get(`${result.file}\n${result.kind}\n${change}`) ??
    (result.fate === 'not reached' ? 'no test gets there' : '');
  return `| ${result.line} | \`${result.kind}\` | ${change} | ${why} |`;
}

function changeOf({ original, replacement }) {
  const code = (text) => `\`\` ${shorten(text.replace(/\s+/g, ' ')).replaceAll('|', '¦')} \`\``;
  return replacement === '' ? `${code(original)} removed` : `${code(original)} → ${code(replacement)}`;
}

function shorten(text) {
  return text.length <= 70 ? text : `${text.slice(0, 45)} … ${text.slice(-22)}`;
}

/** The explanations of a page, by file, kind and change: lines move. */
function reasonsIn(page) {
  const reasons = new Map();
  let file = '';
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) file = line.slice(3);
    const { kind, change, why } = ROW.exec(line)?.groups ?? {};
    if (kind !== undefined && why.trim() !== '') reasons.set(`${file}\n${kind}\n${change}`, why.trim());
  }
  return reasons;
}

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

/** The page of what survived, with the explanations that the page has now. */
export function survivorsPage(results, page) {
  const reasons = reasonsIn(existsSync(page) ? readFileSync(page, 'utf8') : '');
  const survivors = results.filter(({ fate }) => fate !== 'noticed');
  const files = [...new Set(survivors.map(({ file }) => file))];
  const noticed = results.length - survivors.length;
  const share = ((100 * noticed) / results.length).toFixed(1);
  const sections = files.map((file) => {
    const rows = survivors.filter((result) => result.file === file).map((result) => row(result, reasons));
    return `## ${file}\n\n| line | kind | change | why it is not noticed |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${HEADER}${noticed} of ${results.length} changes are noticed: ${share} %.\n\n${sections.join('\n')}`;
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

// Makes docs/screen.svg, the picture of the README, from what the built program prints: `npm run picture`.
// With `-` the picture goes to standard output, for the test that holds it to the program.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const ARGS = ['aws', '--sandbox', 'minimal'];
const COLUMNS = 80;

/** Advance of a character and height of a line, in the units of the picture. */
const CHARACTER = 8.4;
const LINE = 18;
const MARGIN = 20;

/** The colours that the program uses, by their codes, on a dark ground. */
const COLOURS = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 36: '#79c0ff' };
const STYLES = { 1: 'font-weight="bold"', 2: 'opacity="0.6"' };

function screen() {
  // The text of the program alone: neither colours nor width hang on this terminal.
  const env = { PATH: process.env.PATH, HOME: ROOT, COLUMNS: String(COLUMNS), LANG: 'C.UTF-8' };
  const run = spawnSync(process.execPath, [path.join(ROOT, 'bin/skycheck.js'), ...ARGS, '--color'], {
    encoding: 'utf8',
    env,
  });
  if (run.stdout === '') throw new Error(run.stderr);
  return run.stdout.trimEnd().split('\n');
}

/** A line longer than the terminal goes on in the next row, as terminals show it. */
function rows(line) {
  const pieces = [];
  let row = [];
  let column = 0;
  let codes = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read
  for (const [part] of line.matchAll(/\u001b\[\d+m|[^\u001b]/gu)) {
    if (part.startsWith('\u001b')) {
      codes = withCode(codes, Number(part.slice(2, -1)));
      continue;
    }
    if (column === COLUMNS) {
      pieces.push(row);
      row = [];
      column = 0;
    }
    row.push({ text: part, codes });
    column += 1;
  }
  return [...pieces, row];
}

/** 22 ends bold and dim, 39 a colour. */
function withCode(codes, code) {
  if (code === 22) return codes.filter((each) => each > 2);
  if (code === 39) return codes.filter((each) => each <= 2);
  return [...codes, code];
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Characters of one look in one piece. */
function spans(row) {
  const runs = [];
  for (const { text, codes } of row) {
    const last = runs.at(-1);
    if (last !== undefined && last.codes.join() === codes.join()) last.text += text;
    else runs.push({ text, codes });
  }
  return runs
    .map(({ text, codes }) => {
      const looks = codes.map((code) => STYLES[code] ?? `fill="${COLOURS[code]}"`);
      return looks.length === 0 ? escaped(text) : `<tspan ${looks.join(' ')}>${escaped(text)}</tspan>`;
    })
    .join('');
}

function picture() {
  const command = rows(`\u001b[2m$\u001b[22m skycheck ${ARGS.join(' ')}`);
  const all = [...command, ...screen().flatMap(rows)];
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN);
  const height = all.length * LINE + 2 * MARGIN;
  const lines = all.flatMap((row, index) =>
    row.length === 0
      ? []
      : [`<text x="${MARGIN}" y="${MARGIN + 13 + index * LINE}" xml:space="preserve">${spans(row)}</text>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="skycheck ${ARGS.join(' ')}: what is missing, and the commands that add it">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${lines.join('\n')}
</g>
</svg>
`;
}

if (process.argv[2] === '-') process.stdout.write(picture());
else writeFileSync(path.join(ROOT, 'docs/screen.svg'), picture());

// The licence texts of what the bundle contains: every package with a whole text, each text once.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ALLOWED = /^\(?(MIT|Apache-2\.0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD)( OR .*)?\)?$/;
const LICENCE_FILE = /^licen[cs]e(\.md|\.txt)?$/i;
const NOTICE_FILE = /^(notice|copyrightnotice)(\.md|\.txt)?$/i;
const RULE = '-'.repeat(80);

/**
 * @param folders - of the packages that are in the bundle
 * @param others - `{ title, file }` of what was taken over from packages that are no dependencies
 * @returns the text that ships with the bundle
 * @throws where a licence may not ship, or a package has no licence text anywhere
 */
export function thirdPartyLicences(folders, others) {
  const packages = folders.map(readPackage);
  const entries = [
    ...packages.map((entry) => ({ title: titleOf(entry), text: textFor(entry, packages) })),
    ...others.map(({ title, file }) => ({ title, text: readFileSync(file, 'utf8').trim() })),
  ];
  const blocks = [...new Set(entries.map(({ text }) => text))].map((text) => {
    const titles = entries.filter((entry) => entry.text === text).map(({ title }) => title);
    return `${titles.join('\n')}\n\n${text}`;
  });
  return `skycheck contains these packages and data, each block under the licence that follows it.\n\n${blocks.join(`\n\n${RULE}\n\n`)}\n`;
}

/** @returns name, version and licence of each package in the bundle, by name */
export function thirdPartyList(folders) {
  return folders
    .map(readPackage)
    .map(({ name, version, license }) => ({ name, version, license }))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** @returns the blocks of such a text, each as the names in it and the licence's text */
export function blocksOf(licences) {
  const [, ...body] = licences.split('\n\n');
  return body
    .join('\n\n')
    .split(`\n\n${RULE}\n\n`)
    .map((block) => {
      const end = block.indexOf('\n\n');
      const names = block
        .slice(0, end)
        .split('\n')
        .map((title) => title.slice(0, title.indexOf(' ')));
      return { names, text: block.slice(end).trim() };
    });
}

function readPackage(folder) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  if (!ALLOWED.test(license)) throw new Error(`${name}: licence ${license} may not ship`);
  const files = readdirSync(folder);
  const text = (pattern) => {
    const file = files.find((entry) => pattern.test(entry));
    return file === undefined ? undefined : readFileSync(path.join(folder, file), 'utf8').trim();
  };
  return {
    name,
    version,
    license,
    repository: typeof repository === 'string' ? repository : repository?.url,
    licence: text(LICENCE_FILE),
    notice: text(NOTICE_FILE),
  };
}

function titleOf({ name, version, license }) {
  return `${name} ${version} (${license})`;
}

/** Some packages of a repository are published without the text that lies at its root; their siblings have it. */
function textFor(entry, packages) {
  const sibling = packages.find(
    ({ repository, license, licence }) =>
      licence !== undefined && repository === entry.repository && license === entry.license,
  );
  const licence = entry.licence ?? (entry.repository === undefined ? undefined : sibling?.licence);
  if (licence === undefined) throw new Error(`${entry.name}: no text of its licence (${entry.license})`);
  return entry.notice === undefined ? licence : `${licence}\n\n${entry.notice}`;
}

// Makes the type declarations of the library: those of its own files, and the report's from its shipped schema.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { isolatedDeclarationSync } from 'rolldown/experimental';

/** The files whose declarations a caller sees. */
const FILES = { library: 'src/cli/library.ts', host: 'src/host.ts', time: 'src/time.ts' };

/** Where the library's own file gets its types from, in the source and in the package. */
const MOVED = [
  [/"\.\.\/host\.ts"/g, '"./host.js"'],
  [/"(\.|\.\.)\/time\.ts"/g, '"./time.js"'],
  [/"\.\.\/(report\/report|skypilot\/requirements)\.ts"/g, '"./report.js"'],
];

/** Writes the declarations into a folder. */
export async function writeLibraryTypes(root, folder, capabilities) {
  mkdirSync(folder, { recursive: true });
  for (const [name, file] of Object.entries(FILES)) {
    writeFileSync(path.join(folder, `${name}.d.ts`), declaration(root, file));
  }
  const schema = JSON.parse(readFileSync(path.join(root, 'schema/report.schema.json'), 'utf8'));
  const report = await compile({ ...schema, title: 'Report' }, 'Report', {
    bannerComment: '',
    additionalProperties: false,
  });
  const ids = capabilities.map((id) => `'${id}'`).join(' | ');
  writeFileSync(path.join(folder, 'report.d.ts'), `export type CapabilityId = ${ids};\n\n${report}`);
}

function declaration(root, file) {
  const { code, errors } = isolatedDeclarationSync(file, readFileSync(path.join(root, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const text = MOVED.reduce((before, [from, to]) => before.replace(from, to), code);
  const left = /from "([^"]*\.ts)"/.exec(text);
  if (left !== null)
    throw new Error(`${file}: the declarations name ${left[1]}, which is not in the package`);
  return text;
}

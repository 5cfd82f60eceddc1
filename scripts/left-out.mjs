// What is left out of the bundle: modules of packages that are imported and that nothing here ever calls. Each of their
// exports throws. What the SDK's own chain of providers reaches stays in: `configure compare` asks it.
// The end-to-end tests run the bundle; `npm run test:faults` and the interop tests run all of its clients.
import { readFileSync } from 'node:fs';

/** By the end of a module's path, with the reason why nothing calls it. */
const LEFT_OUT = [
  // No operation has a stream of events.
  '@smithy/core/dist-es/submodules/event-streams/EventStreamSerde.js',
  '@smithy/core/dist-es/submodules/event-streams/eventstream-codec/HeaderMarshaller.js',
  '@smithy/core/dist-es/submodules/event-streams/eventstream-codec/EventStreamCodec.js',
  '@smithy/core/dist-es/submodules/event-streams/eventstream-serde-universal/getChunkedStream.js',
  // For browsers, or where Node has no crypto.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
  '@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.browser.js',
  // Schemas of reports are made in the tests.
  'zod/v4/core/json-schema-processors.js',
  'zod/v4/core/to-json-schema.js',
];

const EXPORTED = /^export (?:async )?(?:const|let|function\*?|class) (\w+)/gm;
const REEXPORTED = /^export \{([^}]*)\}|^export \* from/gm;

/** A plugin of the bundler. Throws where a module of the list is not in the bundle any more. */
export function leaveOut() {
  const left = new Set();
  return {
    name: 'leave-out',
    load(id) {
      const path = id.replaceAll('\\', '/');
      const entry = LEFT_OUT.find((end) => path.endsWith(`/node_modules/${end}`));
      if (entry === undefined) return undefined;
      left.add(entry);
      return { code: emptied(readFileSync(id, 'utf8'), entry), moduleSideEffects: false };
    },
    buildEnd() {
      const gone = LEFT_OUT.filter((entry) => !left.has(entry));
      if (gone.length > 0) throw new Error(`not in the bundle any more: ${gone.join(', ')}`);
    },
  };
}

/** The module with the same exports, each a function (or a class) that throws. */
function emptied(source, entry) {
  const listed = [...source.matchAll(REEXPORTED)].flatMap(([, names = '']) => names.split(','));
  const names = [
    ...[...source.matchAll(EXPORTED)].map(([, name]) => name),
    ...listed.map((name) => name.trim().split(' ').at(-1)).filter((name) => name !== ''),
  ];
  const file = entry.split('/').at(-1);
  return [
    `function leftOut() { throw new Error('Left out of the bundle: ${file}'); }`,
    ...names.map((name) => `export const ${name} = leftOut;`),
  ].join('\n');
}

// Modules of Node are loaded when one of their functions is first used: `node:crypto`, `node:https` and `node:child_process`
// take 3 to 6 ms each of a start of 24, and what lies in one file with them does without.

const IMPORTED = /^let (\w+) = require\("(node:[\w/]+)"\);$/gm;
/** The same in a package that is CommonJS itself. */
const REQUIRED = /^(\s+)(?:const|let|var) (\w+) = require\("(node:(?:child_process|https?|crypto))"\);$/gm;
/** The bundler's copy of a module for what imports it as a whole; the stand-in is one by itself. */
const COPIED = /^(\w+) = [\w$.]+\(\1(?:, 1)?\);\n/gm;

/** A plugin of the bundler. */
export function lazyBuiltins() {
  return {
    name: 'lazy-builtins',
    renderChunk(code) {
      const names = new Set([...code.matchAll(IMPORTED)].map(([, name]) => name));
      if (names.size === 0) return undefined;
      const lazy = code
        .replace(COPIED, (whole, name) => (names.has(name) ? '' : whole))
        .replace(
          REQUIRED,
          (_, indent, name, builtin) => `${indent}const ${name} = lazily(() => require("${builtin}"));`,
        )
        .replace(IMPORTED, (_, name, builtin) => `const ${name} = lazily(() => require("${builtin}"));`);
      return `${LAZILY}\n${lazy}`;
    },
  };
}

const LAZILY = `function lazily(load) {
  return new Proxy({}, { get: (_, name) => name === "default" ? load() : load()[name] });
}`;

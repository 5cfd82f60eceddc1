// Makes the manual page from the command line as it is in the source.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** The page's text; `root` is the repository. */
export async function manPageText(root, version) {
  // Inside of the repository, so that nothing outside of it is ever left.
  const folder = mkdtempSync(path.join(root, 'node_modules/.man-page-'));
  try {
    const bundle = await rolldown({
      cwd: root,
      input: {
        program: 'src/cli/program.ts',
        shape: 'src/cli/completion/command-shape.ts',
        page: 'src/cli/man-page.ts',
      },
      platform: 'node',
      // What commands do, which is loaded when they run.
      external: /-run\.ts$/,
    });
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' });
    await bundle.close();
    const load = (name) => import(pathToFileURL(path.join(folder, `${name}.mjs`)));
    const [{ buildProgram }, { shapeOf }, { manPage }] = await Promise.all(
      ['program', 'shape', 'page'].map(load),
    );
    const silent = { write() {} };
    const program = buildProgram(
      [],
      { version, terminal: { stdout: silent, stderr: silent, env: {} } },
      () => {},
    );
    return manPage(shapeOf(program), version);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

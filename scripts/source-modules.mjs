// Loads modules of the source, for what the build makes of them.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * What modules of the source export, by a name for each.
 *
 * @param root - the repository
 * @param files - by name, from the repository on
 */
export async function sourceModules(root, files) {
  // Inside of the repository, so that nothing outside of it is ever left.
  const folder = mkdtempSync(path.join(root, 'node_modules/.source-modules-'));
  try {
    const bundle = await rolldown({
      cwd: root,
      input: files,
      platform: 'node',
      // What commands do, which is loaded when they run.
      external: /-run\.ts$/,
    });
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' });
    await bundle.close();
    const loaded = Object.keys(files).map(async (name) => [
      name,
      await import(pathToFileURL(path.join(folder, `${name}.mjs`))),
    ]);
    return Object.fromEntries(await Promise.all(loaded));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, which is the package's own folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const BIN = path.join(ROOT, 'bin', 'skycheck.js');

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BARE_ENV, FULL, PYTHON } from './support.ts';

const run = promisify(execFile);
const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const BIN = at('../../bin/skycheck.js');
const shipped = readdirSync(at('../../scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -5));
const own = readdirSync(at('scenarios')).map((name) => at(`scenarios/${name}`));

/** Those that differ most in what `sky check` says. */
const SAMPLE = ['least-privilege', 'minimal', 'read-only', 'scp-denied', 'no-credentials', 'sso-expired'];

const OWN_SAMPLE = ['keys-in-config.yaml', 'login.yaml', 'off.yaml'];

/** Two at a time: each starts a Python that imports all of SkyPilot. */
describe.concurrent('what `sky check aws` enables is what skyCheck says', () => {
  const names = FULL
    ? [...shipped, ...own]
    : [
        ...SAMPLE.filter((name) => shipped.includes(name)),
        ...own.filter((file) => OWN_SAMPLE.some((name) => file.endsWith(name))),
      ];

  it.each(names)('%s', async (name) => {
    const home = mkdtempSync(path.join(tmpdir(), 'skycheck-sky-check-'));
    // The `aws` and the `sky` of the environment come first, also where the scenario has a PATH of its own.
    const PATH = `${path.dirname(PYTHON)}:${BARE_ENV.PATH}`;
    const env = { ...BARE_ENV, HOME: home, PATH };
    const inSandbox = async (...words: readonly string[]) =>
      (
        await run(process.execPath, [BIN, 'sandbox', name, '--', ...words], {
          env,
          maxBuffer: 64 * 1024 * 1024,
        }).catch((error) => error)
      ).stdout;
    try {
      // Not `aws --sandbox`: that starts no program, as a credential_process is one.
      const report = JSON.parse(await inSandbox(process.execPath, BIN, 'aws', '--format', 'json'));
      const text: string = await inSandbox('env', `PATH=${PATH}`, PYTHON, at('sky_check.py'));
      const line = text.split('\n').find((candidate) => candidate.startsWith('VERDICT '));
      const verdict = JSON.parse(line?.slice('VERDICT '.length) ?? 'null');
      expect({ enabled: [...report.skyCheck].sort() }, text).toEqual({ enabled: verdict.enabled });
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

/** Runs SkyPilot's own code, in the virtual environment that `scripts/skypilot-python.sh` makes. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The Python that has SkyPilot. */
export const PYTHON = process.env.SKYCHECK_SKYPILOT_PYTHON ?? 'python3';

/** Everything, and not the sample of the gate. */
export const FULL = process.env.SKYCHECK_SKYPILOT_FULL === '1';

export const SEED = Number(process.env.SKYCHECK_SKYPILOT_SEED ?? '1');

/** Only what a program needs to start: no credentials and no home of the machine. */
export const BARE_ENV = {
  PATH: process.env.PATH ?? '',
  SKYPILOT_DISABLE_USAGE_COLLECTION: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Gives a script of this folder one line of JSON for each case; each gives back a line that begins with VERDICT. */
export function askSkyPilot<Case, Verdict>(script: string, cases: readonly Case[]): readonly Verdict[] {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const run = spawnSync(PYTHON, [file], {
    env: BARE_ENV,
    input: cases.map((value) => `${JSON.stringify(value)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const lines = run.stdout.split('\n').filter((line) => line.startsWith('VERDICT '));
  if (lines.length !== cases.length)
    throw new Error(
      `${script}: ${lines.length} verdicts for ${cases.length} cases\n${run.stderr.slice(-2000)}`,
    );
  return lines.map((line): Verdict => JSON.parse(line.slice('VERDICT '.length)));
}

/** Whether recorded expectations are written anew. */
export const RECORD = process.env.SKYCHECK_SKYPILOT_RECORD === '1';

/** The release of SkyPilot in that Python, such as `0.14.1`. */
export function releaseOf(): string {
  const code = "from importlib.metadata import version; print(version('skypilot'))";
  return spawnSync(PYTHON, ['-c', code], { env: BARE_ENV, encoding: 'utf8' }).stdout.trim();
}

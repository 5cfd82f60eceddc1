/** Which AWS CLI `aws` starts; `aws sso login` of an sso-session profile needs version 2. */
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';

export interface AwsCli {
  /** Shown with `~`. */
  readonly path: string;
  /** Such as `2.31.4`; undefined where it did not say. */
  readonly version: string | undefined;
  readonly major: number | undefined;
}

const TIMEOUT_MS = 10_000;

/** Finds the first `aws` on PATH and asks its version; undefined where there is none. */
export async function findAwsCli(host: Host): Promise<AwsCli | undefined> {
  for (const directory of (host.env.PATH ?? '').split(':').filter((entry) => entry.startsWith('/'))) {
    if (!(await host.listDirectory(directory)).includes('aws')) continue;
    const file = `${directory}/aws`;
    const path = displayPath(file, host.home);
    const end = await host.run({ argv: [file, '--version'], timeoutMs: TIMEOUT_MS });
    if (end.kind === 'not-started') continue;
    // Version 1 printed it on stderr until 1.16.
    const text = end.kind === 'exited' ? `${end.stdout}\n${end.stderr}` : '';
    const version = /aws-cli\/(\d+(?:\.\d+){0,3})/.exec(text)?.[1];
    return { path, version, major: version === undefined ? undefined : Number.parseInt(version, 10) };
  }
  return undefined;
}

/** Which AWS CLI `aws` starts; `aws sso login` of an sso-session profile needs version 2. */
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';

export interface AwsCli {
  /** Shown with `~`. */
  readonly path: string;
  /** Such as `2.31.4`; undefined where it did not say. */
  readonly version: string | undefined;
  readonly major: number | undefined;
  /** Where version 2 is, which the first hides; shown with `~`. */
  readonly v2?: string;
}

const TIMEOUT_MS = 10_000;

/** Where installers put version 2. Source: AWS CLI User Guide, "Installing or updating to the latest version". */
const INSTALLED = ['/usr/local/bin', '/usr/local/aws-cli', '/opt/homebrew/bin', '/snap/bin'];

/** Finds the first `aws` on PATH and asks its version; undefined where there is none. */
export async function findAwsCli(host: Host): Promise<AwsCli | undefined> {
  const directories = (host.env.PATH ?? '').split(':').filter((entry) => entry.startsWith('/'));
  const [first] = await look(host, directories, () => true);
  if (first?.major !== 1) return first;
  const isSecond = ({ major }: AwsCli) => major === 2;
  const [second] = await look(host, [...new Set([...directories, ...INSTALLED])], isSecond);
  return second === undefined ? first : { ...first, v2: second.path };
}

/** The first that is wanted, or none. */
async function look(
  host: Host,
  directories: readonly string[],
  isWanted: (cli: AwsCli) => boolean,
): Promise<readonly AwsCli[]> {
  for (const directory of directories) {
    if (!(await host.listDirectory(directory)).includes('aws')) continue;
    const cli = await askVersion(host, `${directory}/aws`);
    if (cli !== undefined && isWanted(cli)) return [cli];
  }
  return [];
}

async function askVersion(host: Host, file: string): Promise<AwsCli | undefined> {
  const end = await host.run({ argv: [file, '--version'], timeoutMs: TIMEOUT_MS });
  if (end.kind === 'not-started') return undefined;
  // Version 1 printed it on stderr until 1.16.
  const text = end.kind === 'exited' ? `${end.stdout}\n${end.stderr}` : '';
  const version = /aws-cli\/(\d+(?:\.\d+){0,3})/.exec(text)?.[1];
  return {
    path: displayPath(file, host.home),
    version,
    major: version === undefined ? undefined : Number.parseInt(version, 10),
  };
}

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

/**
 * Finds the first `aws` on PATH and asks its version, and where that is 1 looks for a version 2 behind it; undefined where
 * PATH has none. Each is asked once.
 */
export async function findAwsCli(host: Host): Promise<AwsCli | undefined> {
  const onPath = onPathOf(host);
  let first: AwsCli | undefined;
  for (const directory of new Set([...onPath, ...INSTALLED])) {
    if (first === undefined && !onPath.includes(directory)) return undefined;
    const cli = await cliIn(host, directory);
    if (cli === undefined) continue;
    if (first === undefined) first = shown(cli);
    else if (cli.major === 2) return { ...first, v2: cli.path };
    if (first.major !== 1) return first;
  }
  return first;
}

/** An AWS CLI and what to start it with. */
export interface RunnableAwsCli extends AwsCli {
  readonly file: string;
}

/** The first AWS CLI of each major version, on PATH and where installers put version 2. Each is asked for its version once. */
export async function findEachAwsCli(host: Host): Promise<ReadonlyMap<number, RunnableAwsCli>> {
  const found = new Map<number, RunnableAwsCli>();
  for (const directory of new Set([...onPathOf(host), ...INSTALLED])) {
    if (found.has(1) && found.has(2)) break;
    const cli = await cliIn(host, directory);
    if (cli?.major === undefined || found.has(cli.major)) continue;
    found.set(cli.major, cli);
  }
  return found;
}

/** What is started is not shown. */
function shown({ file: _file, ...cli }: RunnableAwsCli): AwsCli {
  return cli;
}

function onPathOf({ env, platform }: Host): readonly string[] {
  if (platform !== 'win32') return (env.PATH ?? '').split(':').filter((entry) => entry.startsWith('/'));
  // Windows knows variables in any case, and calls this one `Path`.
  const name = Object.keys(env).find((variable) => variable.toUpperCase() === 'PATH');
  return (env[name ?? 'PATH'] ?? '').split(';').filter((entry) => /^([a-z]:|\\)\\/i.test(entry));
}

/** Windows starts a `.cmd` only through a shell, which no program is given to: it counts as one that says no version. */
const NAMES_ON_WINDOWS = ['aws.exe', 'aws.cmd'];

async function cliIn(host: Host, directory: string): Promise<RunnableAwsCli | undefined> {
  const names = await host.listDirectory(directory);
  if (host.platform !== 'win32')
    return names.includes('aws') ? askVersion(host, `${directory}/aws`) : undefined;
  const name = NAMES_ON_WINDOWS.find((file) => names.some((entry) => entry.toLowerCase() === file));
  if (name === undefined) return undefined;
  const file = `${directory.replace(/\\$/, '')}\\${name}`;
  return name === 'aws.exe' ? askVersion(host, file) : unsaid(file, host);
}

async function askVersion(host: Host, file: string): Promise<RunnableAwsCli | undefined> {
  const end = await host.run({ argv: [file, '--version'], timeoutMs: TIMEOUT_MS, environment: 'plain' });
  if (end.kind === 'not-started') return undefined;
  // Version 1 printed it on stderr until 1.16.
  const text = end.kind === 'exited' ? `${end.stdout}\n${end.stderr}` : '';
  const version = /aws-cli\/(\d+(?:\.\d+){0,3})/.exec(text)?.[1];
  return {
    file,
    path: displayPath(file, host.home),
    version,
    major: version === undefined ? undefined : Number.parseInt(version, 10),
  };
}

function unsaid(file: string, { home }: Host): RunnableAwsCli {
  return { file, path: displayPath(file, home), version: undefined, major: undefined };
}

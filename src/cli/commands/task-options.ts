/** The options about the task that is to be launched, as `sky launch` takes them. */
import * as path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { displayPath } from '../../config/display-path.ts';
import type { TaskPurpose, TaskRequest } from '../../task/task-facts.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../exit.ts';
import type { LaunchOptions } from './launch-options.ts';

export interface TaskOptions {
  /** A file, or `-` for standard input. */
  readonly task?: string;
  readonly for?: string;
  readonly nodes?: number;
  readonly bucket: readonly string[];
  /** `NAME=VALUE`, or the name of a variable of the environment. */
  readonly env: readonly string[];
  readonly secret: readonly string[];
  readonly infra?: string;
  readonly gpus?: string;
  readonly as?: TaskPurpose;
}

/** Adds them to a command. */
export function addTaskOptions(command: Command): Command {
  const several = (value: string, before: readonly string[]) => [...before, value];
  return command
    .option('--task <file>', 'check whether this task would launch; - for standard input')
    .option('--for <what>', 'check a launch of accelerators or of a type: H100:8, p5.48xlarge')
    .option('--nodes <number>', 'on so many nodes', readNodes)
    .option('--bucket <name>', 'with this bucket; repeatable', several, [])
    .option('--env <name=value>', 'a variable of the task; repeatable', several, [])
    .option('--secret <name=value>', 'a secret of the task; repeatable', several, [])
    .option('--infra <infra>', 'aws, aws/REGION or aws/REGION/ZONE, in place of that of the task')
    .option('--gpus <gpus>', 'accelerators, in place of those of the task')
    .addOption(new Option('--as <how>', 'how it is started').choices(['launch', 'job', 'serve']));
}

function readNodes(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It takes a whole number of at least 1.');
  return Number(text);
}

/** What to check; undefined where no task is asked about. */
export async function taskRequest(
  options: TaskOptions & LaunchOptions,
  context: Pick<CliContext, 'host' | 'readStandardInput'>,
): Promise<TaskRequest | undefined> {
  const { host } = context;
  const asked = [options.for, options.nodes, options.infra, options.gpus, options.as];
  const isAsked = asked.some((value) => value !== undefined) || options.bucket.length > 0;
  if (options.task === undefined && !isAsked) return undefined;
  if (options.task !== undefined && (options.for !== undefined || options.bucket.length > 0))
    throw new UsageError('--task names what is launched: --for and --bucket are for a check without a file.');
  const pairs = (name: string, values: readonly string[]) =>
    new Map(values.map((value) => pairOf(name, value, host.env)));
  const flags = {
    envs: pairs('--env', options.env),
    secrets: pairs('--secret', options.secret),
    nodes: options.nodes,
    infra: options.infra,
    gpus: options.gpus,
    instanceType: options.instanceType,
    spot: options.spot ? true : undefined,
  };
  const given = options.task === undefined ? madeUp(options) : await fileOf(options.task, context);
  return { ...given, flags, purpose: options.as };
}

/** As click and SkyPilot take it: a name alone is that of a variable here. */
function pairOf(
  flag: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): [string, string] {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  const value = split < 0 ? env[name] : text.slice(split + 1);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UsageError(`${flag} takes NAME=VALUE.`);
  if (value === undefined) throw new UsageError(`${flag} ${name}: there is no variable of that name here.`);
  return [name, value];
}

async function fileOf(
  file: string,
  { host, readStandardInput }: Pick<CliContext, 'host' | 'readStandardInput'>,
): Promise<Pick<TaskRequest, 'file' | 'text' | 'isMadeUp'>> {
  const absolute = path.resolve(host.cwd, file);
  const display =
    file === '-' ? 'standard input' : path.isAbsolute(file) ? displayPath(file, host.home) : file;
  const read = file === '-' ? await readStandardInput() : await host.readFile(absolute);
  switch (read.kind) {
    case 'file':
      return { file: display, text: textOf(read.bytes, display), isMadeUp: false };
    case 'missing':
      throw new UsageError(`--task: ${display} does not exist.`);
    case 'directory':
      throw new UsageError(`--task: ${display} is a directory.`);
    case 'too-large':
      throw new UsageError(`--task: ${display} is too large.`);
    case 'unreadable':
      throw new UsageError(`--task: ${display} cannot be read (${read.code}).`);
  }
}

/** SkyPilot refuses what is no UTF-8. */
function textOf(bytes: Uint8Array, display: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`--task: ${display} is no UTF-8 text.`);
  }
}

const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

/** A task of flags alone. JSON is YAML. */
function madeUp({ for: what, bucket }: TaskOptions): Pick<TaskRequest, 'file' | 'text' | 'isMadeUp'> {
  const asked =
    what === undefined ? {} : INSTANCE_TYPE.test(what) ? { instance_type: what } : { accelerators: what };
  const mounts = Object.fromEntries(
    bucket.map((name) => [
      `/bucket/${name.replace(/^s3:\/\//, '')}`,
      { source: name.includes('://') ? name : `s3://${name}` },
    ]),
  );
  return {
    isMadeUp: true,
    file: what === undefined ? 'of flags' : `--for ${what}`,
    text: JSON.stringify({ resources: { infra: 'aws', ...asked }, file_mounts: mounts }),
  };
}

/**
 * Keys that a program prints. Its arguments and its output may hold secrets and appear in no message; of what it says
 * on stderr, the last line does, without what they hold and what looks like a secret.
 *
 * Source: botocore `ProcessProvider`.
 */

import type { FailureKind } from '../../aws/aws-result.ts';
import { shlexSplit } from '../../config/python-shlex.ts';
import { type FileLine, placeText } from '../../file-line.ts';
import type { Host, ProcessEnd } from '../../host.ts';
import type { Credentials, CredentialsOutcome } from '../credentials-outcome.ts';
import { credentialError } from '../errors.ts';
import { loadFresh } from '../freshness.ts';
import { jsonFields, parseJsonText } from '../json.ts';
import { failed, type LoadContext, type Loader, loaded } from '../load-context.ts';
import { said } from '../said.ts';
import { type ProviderScope, textOf } from '../scope.ts';
import { sourceFailure } from '../source-failure.ts';
import { parseTimestamp } from '../timestamp.ts';

const provider = 'custom-process' as const;

type Argv = readonly [string, ...string[]];

interface Failure {
  readonly kind: 'failure';
  readonly botocoreError: string;
  /** Follows the program's name. */
  readonly problem: string;
  /** Where a limit of skycheck's own ended it, which boto3 has not: then nothing is decided. */
  readonly fault?: FailureKind;
}

type Printed = { readonly kind: 'credentials'; readonly credentials: Credentials } | Failure;

function failure(botocoreError: string, problem: string, fault?: FailureKind): Failure {
  return { kind: 'failure', botocoreError, problem, ...(fault === undefined ? {} : { fault }) };
}

const START_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'FileNotFoundError',
  EACCES: 'PermissionError',
  ENOTDIR: 'NotADirectoryError',
};

/** The program's name, where it is plainly one. */
function programName(argv: Argv): string {
  const name = argv[0].slice(argv[0].lastIndexOf('/') + 1);
  return /^[\w.+-]{1,32}$/.test(name) ? `"${name}"` : 'the program';
}

/** A script without `#!` runs from a shell but not from boto3; Node would hand it to a shell. */
async function lacksInterpreterLine(argv: Argv, host: Host): Promise<boolean> {
  if (!argv[0].includes('/')) return false;
  const read = await host.readFile(argv[0].startsWith('/') ? argv[0] : `${host.cwd}/${argv[0]}`);
  if (read.kind !== 'file' || (read.mode & 0o111) === 0) return false;
  const start = read.bytes.subarray(0, 512);
  return !(start[0] === 0x23 && start[1] === 0x21) && !start.includes(0);
}

/** What a shell would have read and boto3 hands on as it is. Source: botocore `ProcessProvider`, `subprocess.Popen`. */
function shellWords(argv: Argv): string {
  const words = [
    ...(argv.some((word) => word.startsWith('~')) ? ['~'] : []),
    ...(argv.some((word) => /\$[A-Za-z_{(]/.test(word)) ? ['variables such as $HOME'] : []),
  ];
  const operator = argv.find((word) => /^(\|{1,2}$|&{1,2}$|;$|\d?>|<)/.test(word) || /;$/.test(word));
  const isAssignment = /^[A-Za-z_]\w*=/.test(argv[0]);
  const carriageReturn = argv.some((word) => word.includes('\r'));
  return [
    ...(words.length === 0
      ? []
      : [`. boto3 starts it without a shell, which would read ${words.join(' and ')}: write the full path`]),
    ...(operator === undefined && !isAssignment
      ? []
      : [
          `. boto3 starts it without a shell, to which ${isAssignment ? 'a variable before the command' : '| and the like'} would mean something: write sh -c '…' around the command`,
        ]),
    ...(carriageReturn ? ['. The command ends in a carriage return, as files of Windows have'] : []),
  ].join('');
}

function credentialsFrom(fields: ReadonlyMap<string, unknown>): Printed {
  const version = fields.get('Version');
  if (version !== 1 && version !== true)
    return failure('CredentialRetrievalError', 'printed JSON whose Version is not 1');
  const missing = ['AccessKeyId', 'SecretAccessKey'].filter((name) => !fields.has(name));
  if (missing.length > 0)
    return failure('CredentialRetrievalError', `printed JSON without ${missing.join(' and ')}`);
  const accessKeyId = fields.get('AccessKeyId');
  const secretAccessKey = fields.get('SecretAccessKey');
  const sessionToken = fields.get('SessionToken') ?? undefined;
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || !isText(sessionToken)) {
    return failure('TypeError', 'printed keys that are not text');
  }
  const expiration = fields.get('Expiration') ?? undefined;
  const end = typeof expiration === 'string' ? parseTimestamp(expiration) : undefined;
  if (expiration !== undefined && end?.kind !== 'instant') {
    const botocoreError = end?.kind === 'unreadable' ? 'ParserError' : 'TypeError';
    return failure(botocoreError, 'printed an Expiration that is no point in time');
  }
  const credentials = {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === 'string' && sessionToken !== '' ? { sessionToken } : {}),
    ...(end?.kind === 'instant' ? { expiresAt: end.ms } : {}),
  };
  return { kind: 'credentials', credentials };
}

function readOutput(stdout: string): Printed {
  const json = parseJsonText(stdout);
  if (json === undefined) return failure('JSONDecodeError', 'did not print JSON');
  const fields = jsonFields(json.value);
  return fields === undefined
    ? failure('AttributeError', 'did not print a JSON object')
    : credentialsFrom(fields);
}

function readEnd(end: ProcessEnd, argv: Argv, timeoutMs: number): Printed {
  switch (end.kind) {
    case 'exited':
      return withWords(
        end.status === 0
          ? readOutput(end.stdout)
          : failure('CredentialRetrievalError', `ended with exit status ${end.status}`),
        end.stderr,
        argv,
      );
    case 'signalled':
      return failure('CredentialRetrievalError', `was ended by signal ${end.signal}`);
    case 'not-started':
      return failure(START_ERRORS[end.code] ?? 'OSError', `could not be started (${end.code})`);
    case 'timed-out':
      return failure(
        'none',
        `did not end within ${seconds(timeoutMs)}, and skycheck waits no longer`,
        'timeout',
      );
    case 'too-much-output':
      return failure('none', 'printed more than the 1 MiB that skycheck reads', 'malformed-answer');
  }
}

/** What it said of its failure, without what its arguments hold beside plain words. */
function withWords(printed: Printed, stderr: string, [, ...args]: Argv): Printed {
  if (printed.kind !== 'failure') return printed;
  const values = args
    .flatMap((arg) => [arg, ...arg.split('=').slice(1)])
    .filter((arg) => !/^-*[a-z-]+$/.test(arg));
  const words = said(stderr, values);
  return words === '' ? printed : { ...printed, problem: `${printed.problem} and said: ${words}` };
}

function seconds(ms: number): string {
  const count = Math.round(ms / 1000);
  return `${count} second${count === 1 ? '' : 's'}`;
}

function processFailed(
  { botocoreError, problem, fault }: Failure,
  who: string,
  source: FileLine | undefined,
): CredentialsOutcome {
  const place = source === undefined ? '' : ` (${placeText(source)})`;
  const what = `The credential_process${place} failed: ${who} ${problem}`;
  const message = `${what}. Run its command by hand to see why.`;
  const error = credentialError('credential-process-failed', botocoreError, message, { provider, source });
  if (fault === undefined) return failed(error);
  const code = fault === 'timeout' ? 'ETIMEDOUT' : 'AnswerTooLarge';
  return failed({ ...error, failure: sourceFailure('credential-process', 'run', fault, code, what) });
}

async function runOnce(scope: ProviderScope, context: LoadContext, argv: Argv): Promise<CredentialsOutcome> {
  const source = scope.entries.get('credential_process')?.source;
  const who = programName(argv);
  if (await lacksInterpreterLine(argv, context.host)) {
    return processFailed(
      failure('OSError', 'is a script without a #! line, which boto3 cannot start'),
      who,
      source,
    );
  }
  const timeoutMs = context.processTimeoutMs;
  const result = readEnd(await context.host.run({ argv, timeoutMs }), argv, timeoutMs);
  if (result.kind === 'failure') {
    return processFailed({ ...result, problem: result.problem + shellWords(argv) }, who, source);
  }
  return loaded(provider, source === undefined ? provider : placeText(source), result.credentials);
}

/** Splits as boto3 does and runs without a shell: `~`, `$VAR` and pipes mean nothing. */
export const loadProcess: Loader = async (scope, context) => {
  const source = scope.entries.get('credential_process')?.source;
  const split = shlexSplit(textOf(scope, 'credential_process') ?? '');
  if (split.kind === 'error') {
    const problem =
      split.reason === 'no-closing-quotation' ? 'a quotation mark without its pair' : 'a last "\\"';
    return processFailed(
      failure('ValueError', `cannot be read, for it has ${problem}`),
      'the command',
      source,
    );
  }
  const [program, ...args] = split.words;
  if (program === undefined) return processFailed(failure('IndexError', 'is blank'), 'the command', source);
  return loadFresh(
    () => runOnce(scope, context, [program, ...args]),
    () => context.host.now(),
    'The credentials that credential_process printed',
  );
};

/** The words for why tools part, and what makes them agree: functions of the reason. */
import { type FileLine, placeText } from '../file-line.ts';
import {
  command,
  edit,
  type FixStep,
  notedCommand,
  removal,
  setVariable,
  unset,
} from '../findings/fix-step.ts';
import { loginStep } from '../findings/sso/login-step.ts';
import { type Comparison, type Difference, viewOf } from './comparison.ts';
import type { ReadingDifference, Reason } from './reasons.ts';
import type { KeySource, ToolId } from './tool-view.ts';

export interface Explained {
  /** One or two plain sentences. */
  readonly why: string;
  /** What makes boto3 agree with the others, or all with each other; empty where a person has to choose. */
  readonly fix: readonly FixStep[];
}

export const TOOL_NAMES: Readonly<Record<ToolId, string>> = {
  boto3: 'boto3 (SkyPilot)',
  'cli-v1': 'AWS CLI v1',
  'cli-v2': 'AWS CLI v2',
  'js-sdk': 'the JavaScript SDK',
};

/** `AWS CLI v1 and v2`, `AWS CLI v2 and the JavaScript SDK`. */
function namesOf(tools: readonly ToolId[]): string {
  const names = tools.map((tool) => TOOL_NAMES[tool]);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

interface Told {
  readonly difference: Difference;
  readonly comparison: Comparison;
  readonly who: string;
  /** "reads" or "read". */
  readonly verb: (one: string, several: string) => string;
}

/** Says why, and what to change; times are given as milliseconds since 1970. */
export function explainDifference(difference: Difference, comparison: Comparison, now: number): Explained {
  const { tools, reason } = difference;
  const verb = (one: string, several: string) => (tools.length === 1 ? one : several);
  return explain(reason, { difference, comparison, who: namesOf(tools), verb }, now);
}

function explain(reason: Reason, told: Told, now: number): Explained {
  const { who, verb } = told;
  switch (reason.kind) {
    case 'variable-unread':
      return variableUnread(reason, told);
    case 'variable-order':
      return {
        why: `${reason.first} and ${reason.second} are both set: boto3 takes ${reason.second}, ${who} ${reason.first}.`,
        fix: [unset(reason.second)],
      };
    case 'blank-profile':
      return {
        why: `${reason.variable} is blank: boto3 looks for a profile without a name, ${who} ${verb('takes', 'take')} it as not set.`,
        fix: [unset(reason.variable)],
      };
    case 'other-profile':
      return otherProfile(reason, told, now);
    case 'file-refused':
      return {
        why: `${placeText(reason.at)} ${reason.message}; boto3 and the AWS CLIs refuse the whole file for it, ${who} ${verb('reads', 'read')} on.`,
        fix: [edit(reason.at)],
      };
    case 'profile-missing':
      return {
        why: `There is no profile "${reason.name}": boto3 stops there, ${who} ${verb('goes', 'go')} on to other sources.`,
        fix:
          reason.variable === undefined
            ? [command('skycheck', 'configure', 'list-profiles')]
            : [unset(reason.variable)],
      };
    case 'section-unseen':
      return {
        why: `${who} ${verb('does', 'do')} not see profile "${reason.name}" (${placeText(reason.at)}): its name has characters that only botocore takes.`,
        fix: [edit(reason.at)],
      };
    case 'profile-before-keys':
      return {
        why: `boto3 and the AWS CLIs take the keys of the environment, ${who} ${verb('takes', 'take')} profile "${reason.profile}" that AWS_PROFILE names.`,
        fix: [unset(...reason.variables)],
      };
    case 'half-pair':
      return {
        why: `boto3 and the AWS CLIs stop at half a pair of keys (${reason.variable ?? placeOr(reason.at)}), ${who} ${verb('looks', 'look')} further.`,
        fix:
          reason.variable === undefined
            ? editOf(reason.at)
            : [unset(reason.variable, 'AWS_SECRET_ACCESS_KEY')],
      };
    case 'kept-keys':
      return keptKeys(reason, told, now);
    case 'source-order':
      return sourceOrder(reason, told);
    case 'source-unread':
      return {
        why: `Only boto3 and the AWS CLIs read ${reason.source.location}; ${who} ${verb('does', 'do')} not.`,
        fix: editOf(reason.source.at),
      };
    case 'login-unsupported':
      return {
        why: `boto3 needs the package awscrt for the keys of \`aws login\`, which ${who} ${verb('does', 'do')} not.`,
        fix: [command('pip', 'install', 'botocore[crt]')],
      };
    case 'read-otherwise':
      return {
        why: `${reason.key} (${placeText(reason.at)}): ${READINGS[reason.how]}.`,
        fix: [reason.how === 'comment' ? removal(reason.at, 'the comment after the value') : edit(reason.at)],
      };
    case 'file-order':
      return {
        why: `Both files set ${reason.key}: boto3 takes the credentials file (${placeText(reason.at)}), ${who} the config file.`,
        fix: [removal(reason.at, reason.key)],
      };
    case 'token-variable':
      return {
        why: `${reason.variable} is set: boto3 sends it as the session token, ${who} ${verb('does', 'do')} not.`,
        fix: [unset(reason.variable)],
      };
    case 'trust-unread':
      return trustUnread(reason, told);
    case 'proxy-unread':
      return {
        why: `boto3 and the AWS CLIs go through the proxy of ${reason.variable ?? 'the environment'}, ${who} ${verb('goes', 'go')} past it unless the program sets one (cdk: --proxy).`,
        fix: [],
      };
    case 'word':
      return {
        why: `${reason.variable ?? placeOr(reason.at)}: ${reason.means}.`,
        fix: reason.variable === undefined ? editOf(reason.at) : [unset(reason.variable)],
      };
    case 'no-keys':
      return {
        why: `${reason.who === 'boto3' ? 'boto3' : who}: ${reason.message}`,
        fix: reason.code.startsWith('sso-')
          ? [loginStep(reason.profile, told.comparison)]
          : editOf(reason.at),
      };
    case 'endpoint-refused':
      return {
        why: `boto3 and the AWS CLIs refuse ${reason.variable ?? placeOr(reason.at)}: ${reason.message}`,
        fix: reason.variable === undefined ? editOf(reason.at) : [unset(reason.variable)],
      };
    case 'not-explained':
      return {
        why: `${who} ${verb('says', 'say')} so ${verb('itself', 'themselves')}; no rule that skycheck knows tells why.`,
        fix: [],
      };
  }
}

const placeOr = (at: FileLine | undefined): string => (at === undefined ? 'the environment' : placeText(at));

function editOf(at: FileLine | undefined): readonly FixStep[] {
  return at === undefined ? [] : [edit(at)];
}

function valueIn({ difference: { row, tools }, comparison }: Told, side: 'boto3' | 'other'): string {
  const tool = side === 'boto3' ? 'boto3' : (tools[0] ?? 'boto3');
  const view = viewOf(comparison.views, tool);
  return row === 'credentials' ? '' : (view[row].value ?? '');
}

/** The variable that the other side reads for the same. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  AWS_REGION: 'AWS_DEFAULT_REGION',
  AWS_DEFAULT_REGION: 'AWS_REGION',
  AWS_DEFAULT_PROFILE: 'AWS_PROFILE',
};

function variableUnread(
  { variable, reader }: Extract<Reason, { kind: 'variable-unread' }>,
  told: Told,
): Explained {
  const { who, verb } = told;
  const counterpart = COUNTERPARTS[variable];
  const value = valueIn(told, reader);
  const why =
    reader === 'other'
      ? `boto3 does not read ${variable}; ${who} ${verb('does', 'do')}.`
      : `${who} ${verb('does', 'do')} not read ${variable}; boto3 does.`;
  const fix =
    counterpart === undefined || value === '' ? [unset(variable)] : [setVariable(counterpart, value)];
  return { why, fix };
}

function otherProfile(
  { theirs, ours }: Extract<Reason, { kind: 'other-profile' }>,
  told: Told,
  now: number,
): Explained {
  const { comparison, difference, who, verb } = told;
  const cause = comparison.differences.find(
    ({ row, tools }) => row === 'profile' && tools.some((tool) => difference.tools.includes(tool)),
  );
  const why = `boto3 takes profile "${ours}", ${who} ${verb('takes', 'take')} "${theirs}".`;
  if (cause === undefined) return { why, fix: [] };
  const explained = explainDifference(cause, comparison, now);
  return { why: `${why} ${explained.why}`, fix: explained.fix };
}

function keptKeys(
  { file, until, profile, sso }: Extract<Reason, { kind: 'kept-keys' }>,
  { who, verb, comparison }: Told,
  now: number,
): Explained {
  const minutes = Math.max(1, Math.round((until - now) / 60_000));
  const left = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  const why = `${who} still ${verb('has', 'have')} keys of this role in ${file}, for ${left} more; boto3 keeps none and has to ask anew.`;
  return { why, fix: sso ? [loginStep(profile, comparison)] : [] };
}

const PROVIDER_WORDS: Readonly<Record<KeySource['provider'], string>> = {
  env: 'the keys of the environment',
  'assume-role': 'the role',
  'assume-role-with-web-identity': 'the web identity token',
  sso: 'the SSO login',
  'shared-credentials-file': 'the keys of the credentials file',
  login: 'the login of `aws login`',
  'custom-process': 'the credential_process',
  'config-file': 'the keys of the config file',
  'ec2-credentials-file': 'the file of AWS_CREDENTIAL_FILE',
  'boto-config': 'the boto configuration',
  'container-role': 'the container agent',
  'iam-role': 'the instance metadata service',
};

/** A source in a few words, with its place. */
export function sourceWords({ provider, location }: KeySource): string {
  const words = PROVIDER_WORDS[provider].replace(/^the /, '');
  return location === '' || location === provider || provider === 'iam-role'
    ? words
    : `${words} (${location})`;
}

function sourceOrder(
  { ours, theirs }: Extract<Reason, { kind: 'source-order' }>,
  { who, verb }: Told,
): Explained {
  const place = (source: KeySource) =>
    source.at === undefined
      ? PROVIDER_WORDS[source.provider]
      : `${PROVIDER_WORDS[source.provider]} (${placeText(source.at)})`;
  const why = `Of two sources boto3 takes ${place(ours)}, ${who} ${verb('takes', 'take')} ${place(theirs)}.`;
  // The one that is not meant has to go; that is the person's to say, and both places are named.
  return { why, fix: editOf(ours.at ?? theirs.at) };
}

const READINGS: Readonly<Record<ReadingDifference, string>> = {
  comment: 'what follows " #" or " ;" is part of the value for boto3, and a comment for the SDK',
  'key-case': 'its capital letters do not matter to boto3; to the SDK it is another key',
  delimiter: 'boto3 takes ":" and blank values, the SDK does not',
  continuation: 'the indented line below is part of the value for boto3, and not for the SDK',
  'default-section': 'it is in [DEFAULT], which counts for every profile in boto3, and for none in the SDK',
  'other-file': 'boto3 takes it from one file, the SDK from the other',
  'other-name': 'the SDK does not know this older name',
  'other-section': 'the profile has several sections, of which each takes another',
};

function trustUnread(
  { reader, by, path, theirs }: Extract<Reason, { kind: 'trust-unread' }>,
  { who, verb }: Told,
): Explained {
  if (reader === 'boto3') {
    const instead = theirs === undefined ? '' : ` (it has ${theirs})`;
    const why = `${who} ${verb('does', 'do')} not read ${by}${instead}; Node reads NODE_EXTRA_CA_CERTS.`;
    return { why, fix: [setVariable('NODE_EXTRA_CA_CERTS', path)] };
  }
  const why = `boto3 does not read ${by}: behind a proxy that signs for AWS its calls fail where those of ${who} do not.`;
  const fix =
    by === 'NODE_EXTRA_CA_CERTS'
      ? [notedCommand('in place of the public ones', 'export', `AWS_CA_BUNDLE=${path}`)]
      : [];
  return { why, fix };
}

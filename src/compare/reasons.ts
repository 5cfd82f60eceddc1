/** Why a tool parts from boto3, as data. Pure functions of facts; the words are in `reason-words.ts`. */
import type { ConfigEntry } from '../config/aws-config-types.ts';
import type { FileLine } from '../file-line.ts';
import type { CompareFacts } from './compare-facts.ts';
import { type JsEntry, jsProfile } from './js-files.ts';
import { jsProfileName } from './js-view.ts';
import type { KeySource, KeyView, RowId, Setting, ToolView } from './tool-view.ts';

/** How the SDK for JavaScript reads a line that botocore reads in another way. */
export type ReadingDifference =
  | 'comment'
  | 'key-case'
  | 'delimiter'
  | 'continuation'
  | 'default-section'
  | 'other-file'
  | 'other-name'
  | 'other-section';

export type Reason =
  /** Only one side reads the variable: boto3, or the other. */
  | { readonly kind: 'variable-unread'; readonly variable: string; readonly reader: 'boto3' | 'other' }
  /** Both are set, and the other tool takes `first` where boto3 takes `second`. */
  | { readonly kind: 'variable-order'; readonly first: string; readonly second: string }
  /** boto3 looks up the profile with the blank name, the other takes none as named. */
  | { readonly kind: 'blank-profile'; readonly variable: string }
  | { readonly kind: 'other-profile'; readonly theirs: string; readonly ours: string }
  /** botocore refuses the whole file for a line. */
  | { readonly kind: 'file-refused'; readonly at: FileLine; readonly message: string }
  | { readonly kind: 'profile-missing'; readonly name: string; readonly variable: string | undefined }
  /** The section is there for botocore; the other tool does not take its name for one. */
  | { readonly kind: 'section-unseen'; readonly at: FileLine; readonly name: string }
  /** The other tool takes the profile where boto3 takes the keys of the environment. */
  | { readonly kind: 'profile-before-keys'; readonly variables: readonly string[]; readonly profile: string }
  /** boto3 stops at half a pair; the other goes on. */
  | { readonly kind: 'half-pair'; readonly variable: string | undefined; readonly at: FileLine | undefined }
  /** An AWS CLI goes on with keys that it has kept. */
  | {
      readonly kind: 'kept-keys';
      readonly file: string;
      readonly until: number;
      readonly profile: string;
      readonly sso: boolean;
    }
  /** Of two sources in one profile each takes another. */
  | { readonly kind: 'source-order'; readonly theirs: KeySource; readonly ours: KeySource }
  /** One side does not know the source at all. */
  | { readonly kind: 'source-unread'; readonly source: KeySource; readonly reader: 'boto3' | 'other' }
  | { readonly kind: 'login-unsupported'; readonly at: FileLine | undefined }
  | {
      readonly kind: 'read-otherwise';
      readonly key: string;
      readonly at: FileLine;
      readonly how: ReadingDifference;
    }
  /** Where both files set a key, the other tool takes that of the config file. */
  | { readonly kind: 'file-order'; readonly key: string; readonly at: FileLine }
  | { readonly kind: 'token-variable'; readonly variable: string }
  /** A setting of trust that one side does not read; `path` is the file that it names. */
  | {
      readonly kind: 'trust-unread';
      readonly reader: 'boto3' | 'other';
      readonly by: string;
      readonly path: string;
      readonly theirs: string | undefined;
    }
  | { readonly kind: 'proxy-unread'; readonly variable: string | undefined }
  /** A word that counts for one side only. */
  | {
      readonly kind: 'word';
      readonly variable: string | undefined;
      readonly at: FileLine | undefined;
      readonly means: string;
    }
  | {
      readonly kind: 'no-keys';
      readonly who: 'boto3' | 'other';
      readonly code: string;
      readonly profile: string;
      readonly message: string;
      readonly at: FileLine | undefined;
    }
  /** boto3 makes no client with it. */
  | {
      readonly kind: 'endpoint-refused';
      readonly message: string;
      readonly variable: string | undefined;
      readonly at: FileLine | undefined;
    }
  /** The tool itself says so, and no rule tells why. */
  | { readonly kind: 'not-explained' };

/** What is known of one row: boto3's view, and that of a tool that parts from it. */
interface Case {
  readonly row: RowId;
  readonly boto3: ToolView;
  readonly other: ToolView;
  readonly facts: CompareFacts;
}

type Rule = (given: Case) => Reason | undefined;

export function reasonOf(row: RowId, boto3: ToolView, other: ToolView, facts: CompareFacts): Reason {
  for (const rule of RULES[row]) {
    const reason = rule({ row, boto3, other, facts });
    if (reason !== undefined) return reason;
  }
  return { kind: 'not-explained' };
}

const isJs = ({ other }: Case): boolean => other.tool === 'js-sdk';

const nameOf = ({ value }: Setting): string => value || 'default';

function variableOrder({ row, boto3, other }: Case): Reason | undefined {
  const [ours, theirs] = settingsIn(row, boto3, other);
  if (ours?.variable === undefined || theirs?.variable === undefined || ours.variable === theirs.variable)
    return undefined;
  return { kind: 'variable-order', first: theirs.variable, second: ours.variable };
}

function variableUnread({ row, boto3, other, facts: { env } }: Case): Reason | undefined {
  const [ours, theirs] = settingsIn(row, boto3, other);
  // Where both read one, they part in something else; where the other takes one of its own, boto3 does not read it.
  if (theirs?.variable !== undefined && theirs.variable !== ours?.variable) {
    return { kind: 'variable-unread', variable: theirs.variable, reader: 'other' };
  }
  if (ours?.variable !== undefined && env[ours.variable] !== undefined && theirs?.variable === undefined) {
    return { kind: 'variable-unread', variable: ours.variable, reader: 'boto3' };
  }
  return undefined;
}

function settingsIn(row: RowId, boto3: ToolView, other: ToolView): readonly [Setting?, Setting?] {
  return row === 'credentials' ? [] : [boto3[row], other[row]];
}

/** Variables that both read, of which each takes another first. */
const profileOrder: Rule = (given) => (isJs(given) ? undefined : variableOrder(given));

/** Of the two the SDK reads only the newer. */
const profileVariableUnread: Rule = ({ boto3: { profile } }) =>
  profile.variable === 'AWS_DEFAULT_PROFILE'
    ? { kind: 'variable-unread', variable: profile.variable, reader: 'boto3' }
    : undefined;

const blankProfile: Rule = ({ boto3, other }) => {
  const { value, variable } = boto3.profile;
  return value === '' && variable !== undefined && other.profile.value === undefined
    ? { kind: 'blank-profile', variable }
    : undefined;
};

const otherProfile: Rule = ({ boto3, other }) => {
  const [ours, theirs] = [nameOf(boto3.profile), nameOf(other.profile)];
  return ours === theirs ? undefined : { kind: 'other-profile', ours, theirs };
};

const blankFirst: Rule = (given) => blankProfile(given) ?? otherProfile(given);

const fileRefused: Rule = (given) => {
  const { error } = given.facts.boto3.config;
  return error === undefined || !isJs(given)
    ? undefined
    : { kind: 'file-refused', at: error.source, message: error.message };
};

const profileMissing: Rule = ({ boto3 }) => {
  const { credentials, profile } = boto3;
  if (credentials.kind !== 'failed' || credentials.code !== 'profile-not-found') return undefined;
  return { kind: 'profile-missing', name: profile.value ?? 'default', variable: profile.variable };
};

const sectionUnseen: Rule = (given) => {
  const { facts } = given;
  const name = jsProfileName(facts);
  const section = facts.boto3.config.profiles.get(name)?.sections.at(-1);
  if (!isJs(given) || section === undefined || jsProfile(facts.jsFiles, name) !== undefined) return undefined;
  return { kind: 'section-unseen', at: section.source, name };
};

const KEY_VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

const profileBeforeKeys: Rule = (given) => {
  const { boto3, other, facts } = given;
  const profile = other.profile.value;
  if (!isJs(given) || profile === undefined || providerOf(boto3.credentials) !== 'env') return undefined;
  const variables = KEY_VARIABLES.filter((name) => facts.env[name]);
  return { kind: 'profile-before-keys', variables, profile };
};

const halfPair: Rule = (given) => {
  const { credentials } = given.boto3;
  if (!isJs(given) || credentials.kind !== 'failed' || credentials.code !== 'partial-credentials')
    return undefined;
  const variable = credentials.at === undefined ? 'AWS_ACCESS_KEY_ID' : undefined;
  return { kind: 'half-pair', variable, at: credentials.at };
};

const keptKeys: Rule = ({ boto3, other }) => {
  const { credentials } = other;
  if (credentials.kind !== 'keys' || credentials.cache === undefined) return undefined;
  const { file, until } = credentials.cache;
  return {
    kind: 'kept-keys',
    file,
    until,
    profile: nameOf(boto3.profile),
    sso: credentials.source.provider === 'sso',
  };
};

const loginUnsupported: Rule = ({ boto3: { credentials } }) =>
  credentials.kind === 'failed' && credentials.code === 'login-unsupported'
    ? { kind: 'login-unsupported', at: credentials.at }
    : undefined;

const LEGACY_SOURCES = ['ec2-credentials-file', 'boto-config'];

const sourceUnread: Rule = ({ boto3, other }) => {
  const ours = sourceIn(boto3.credentials);
  if (ours === undefined || !LEGACY_SOURCES.includes(ours.provider)) return undefined;
  return providerOf(other.credentials) === ours.provider
    ? undefined
    : { kind: 'source-unread', source: ours, reader: 'boto3' };
};

const sourceOrder: Rule = ({ boto3, other }) => {
  const [ours, theirs] = [sourceIn(boto3.credentials), sourceIn(other.credentials)];
  if (ours === undefined || theirs === undefined || ours.provider === theirs.provider) return undefined;
  return { kind: 'source-order', ours, theirs };
};

/** boto3 fails with the source that it takes first; the other takes another of the same profile. */
const failedSourceOrder: Rule = ({ boto3, other, facts }) => {
  const theirs = sourceIn(other.credentials);
  const { credentials } = boto3;
  if (credentials.kind !== 'failed' || theirs === undefined) return undefined;
  const marker = PROVIDER_KEYS.flatMap(([provider, key]) => {
    const entry = facts.boto3.scope.entries.get(key);
    return entry === undefined ? [] : [{ provider, location: '', at: entry.source, id: undefined }];
  }).find(({ provider }) => provider !== theirs.provider);
  return marker === undefined ? undefined : { kind: 'source-order', ours: marker, theirs };
};

/** The keys that switch a source on, in the order in which boto3 looks. */
const PROVIDER_KEYS: readonly (readonly [KeySource['provider'], string])[] = [
  ['assume-role', 'role_arn'],
  ['sso', 'sso_account_id'],
  ['sso', 'sso_role_name'],
  ['login', 'login_session'],
  ['custom-process', 'credential_process'],
];

const metadataSwitch: Rule = ({ boto3, other, facts: { env } }) => {
  const variable = 'AWS_EC2_METADATA_DISABLED';
  const value = env[variable];
  const isMetadata = [boto3, other].some(({ credentials }) => providerOf(credentials) === 'iam-role');
  if (!isMetadata || value === undefined) return undefined;
  return {
    kind: 'word',
    variable,
    at: undefined,
    means: 'boto3 takes only true for it, the SDK every word but false',
  };
};

const blankContainer: Rule = ({ boto3, facts: { env } }) => {
  const variable = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].find(
    (name) => env[name] === '',
  );
  const isContainer =
    providerOf(boto3.credentials) === 'container-role' ||
    (boto3.credentials.kind === 'failed' && boto3.credentials.code === 'container-credentials-failed');
  if (variable === undefined || !isContainer) return undefined;
  return {
    kind: 'word',
    variable,
    at: undefined,
    means: 'boto3 takes a blank one as set, the SDK as not set',
  };
};

const tokenVariable: Rule = ({ boto3, other, facts: { env } }) => {
  const isBoth = [boto3, other].every(({ credentials }) => providerOf(credentials) === 'env');
  return isBoth && env.AWS_SECURITY_TOKEN !== undefined
    ? { kind: 'token-variable', variable: 'AWS_SECURITY_TOKEN' }
    : undefined;
};

const noKeys: Rule = ({ boto3, other }) => {
  const failed = (who: 'boto3' | 'other', { credentials }: ToolView): Reason | undefined =>
    credentials.kind === 'failed'
      ? {
          kind: 'no-keys',
          who,
          code: credentials.code,
          profile: nameOf(boto3.profile),
          message: credentials.message,
          at: credentials.at,
        }
      : undefined;
  return failed('boto3', boto3) ?? failed('other', other);
};

function sourceIn(keys: KeyView): KeySource | undefined {
  return keys.kind === 'keys' || keys.kind === 'not-fetched' ? keys.source : undefined;
}

function providerOf(keys: KeyView): string | undefined {
  return sourceIn(keys)?.provider;
}

const READ_FOR: Readonly<Partial<Record<RowId, readonly string[]>>> = {
  credentials: [
    'aws_access_key_id',
    'aws_secret_access_key',
    'aws_session_token',
    'aws_security_token',
    'role_arn',
    'source_profile',
    'credential_source',
    'credential_process',
    'sso_session',
    'sso_account_id',
    'sso_role_name',
    'sso_start_url',
    'sso_region',
    'login_session',
    'web_identity_token_file',
  ],
  region: ['region'],
  endpoint: ['endpoint_url', 'services', 'ignore_configured_endpoint_urls'],
  fips: ['use_fips_endpoint'],
};

/** A line of the profile that the two parsers take otherwise. */
const readOtherwise: Rule = (given) => {
  if (!isJs(given)) return undefined;
  const { row, facts } = given;
  const name = jsProfileName(facts);
  const theirs = jsProfile(facts.jsFiles, name);
  const ours = facts.boto3.config.profiles.get(name)?.entries;
  for (const key of READ_FOR[row] ?? []) {
    const [mine, other] = [ours?.get(key), theirs?.get(key)];
    const how = differenceInReading(mine, other);
    const at = mine?.source ?? other?.at;
    if (how !== undefined && at !== undefined) return { kind: 'read-otherwise', key, at, how };
  }
  return undefined;
};

function differenceInReading(
  mine: ConfigEntry | undefined,
  theirs: JsEntry | undefined,
): ReadingDifference | undefined {
  if (mine === undefined) return theirs === undefined ? undefined : 'other-section';
  const text = typeof mine.value === 'string' ? mine.value : undefined;
  if (text === theirs?.value) return undefined;
  if (mine.key === 'aws_security_token') return 'other-name';
  if (theirs === undefined) {
    if (mine.inherited) return 'default-section';
    if (mine.writtenKey !== mine.key) return 'key-case';
    return text === '' || text === undefined ? undefined : 'delimiter';
  }
  if (theirs.at.file !== mine.source.file) return 'other-file';
  if (theirs.at.line !== mine.source.line) return mine.writtenKey === mine.key ? 'other-section' : 'key-case';
  if (text?.includes('\n')) return 'continuation';
  return text !== undefined && /\s[#;]/.test(text) ? 'comment' : 'delimiter';
}

/** Keys of the other settings: the SDK lays the config file over the credentials file. */
const fileOrder: Rule = (given) => {
  const { row, facts } = given;
  if (!isJs(given)) return undefined;
  const name = jsProfileName(facts);
  for (const key of READ_FOR[row] ?? []) {
    const config = facts.jsFiles.configProfiles.get(name)?.get(key);
    const credentials = facts.jsFiles.credentialProfiles.get(name)?.get(key);
    if (config !== undefined && credentials !== undefined && config.value !== credentials.value) {
      return { kind: 'file-order', key, at: credentials.at };
    }
  }
  return undefined;
};

const endpointRefused: Rule = ({ boto3: { endpoint } }) =>
  endpoint.problem === undefined
    ? undefined
    : { kind: 'endpoint-refused', message: endpoint.problem, variable: endpoint.variable, at: endpoint.at };

const switchWord: Rule = (given) => {
  const { boto3, other, row, facts } = given;
  if (!isJs(given) || row === 'credentials') return undefined;
  const [name, key] =
    row === 'fips'
      ? ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint']
      : ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'];
  const variable = facts.env[name] === undefined ? undefined : name;
  const entry = facts.boto3.scope.sessionEntries.get(key);
  if (variable === undefined && entry === undefined) return undefined;
  if (boto3[row].value === other[row].value) return undefined;
  const means = 'the SDK knows only the words true and false, in small letters';
  return { kind: 'word', variable, at: variable === undefined ? entry?.source : undefined, means };
};

const trustUnread: Rule = ({ boto3, other }) => {
  const [ours, theirs] = [boto3.certificates, other.certificates];
  if (ours.value !== undefined && ours.value !== '') {
    const by = ours.variable ?? 'ca_bundle';
    return { kind: 'trust-unread', reader: 'boto3', by, path: ours.value, theirs: theirs.variable };
  }
  if (theirs.value === undefined || theirs.variable === undefined) return undefined;
  return {
    kind: 'trust-unread',
    reader: 'other',
    by: theirs.variable,
    path: theirs.value,
    theirs: undefined,
  };
};

const proxyUnread: Rule = ({ boto3: { proxy } }) =>
  proxy.value === undefined ? undefined : { kind: 'proxy-unread', variable: proxy.variable };

const FILES: readonly Rule[] = [fileRefused, blankFirst, sectionUnseen];

const RULES: Readonly<Record<RowId, readonly Rule[]>> = {
  profile: [blankProfile, profileOrder, profileVariableUnread],
  credentials: [
    fileRefused,
    blankFirst,
    keptKeys,
    profileMissing,
    profileBeforeKeys,
    halfPair,
    tokenVariable,
    loginUnsupported,
    sectionUnseen,
    sourceUnread,
    blankContainer,
    metadataSwitch,
    readOtherwise,
    sourceOrder,
    failedSourceOrder,
    noKeys,
  ],
  region: [variableUnread, ...FILES, readOtherwise],
  endpoint: [endpointRefused, ...FILES, switchWord, fileOrder, readOtherwise],
  certificates: [trustUnread],
  proxy: [proxyUnread],
  fips: [...FILES, switchWord, fileOrder, readOtherwise],
};

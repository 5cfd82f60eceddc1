/** Seeded homes and environments for the differential test. */

/** File contents: text, bytes in base64, or a program. */
export type CaseFile = string | { readonly base64: string } | { readonly program: string };

/**
 * One case. `@HOME@` and `@PORT@` in values and files stand for the home and the server's port, `@NOW+60@` for a
 * time that many seconds from now.
 */
export interface CredentialCase {
  readonly id: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, CaseFile>>;
  readonly flag: string | null;
  readonly mfaCode: string | null;
  /** For stored regressions: what diverged. */
  readonly why?: string;
}

/** Numbers in [0, 1) from a seed. Source: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Dice {
  private readonly next: () => number;
  /** How often things are odd. */
  readonly oddity: number;
  constructor(seed: number) {
    this.next = randomFrom(seed);
    this.oddity = this.chance(0.6) ? 0.06 : 0.4;
  }
  chance(probability: number): boolean {
    return this.next() < probability;
  }
  /** The usual value, or now and then one of the odd ones. */
  usual<T>(usual: readonly T[], odd: readonly T[]): T {
    return this.pick(this.chance(this.oddity) ? odd : usual);
  }
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('pick from nothing');
    return item;
  }
  some<T>(items: readonly T[], least: number, most: number): readonly T[] {
    const count = least + Math.floor(this.next() * (most - least + 1));
    return [...items].sort(() => this.next() - 0.5).slice(0, count);
  }
  key(prefix = 'AKIA'): string {
    return (
      prefix + Array.from({ length: 16 }, () => this.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'])).join('')
    );
  }
}

type Keys = (readonly [key: string, value: string])[];

const PROFILES = ['default', 'dev', 'prod', 'base', 'my prof', 'john.doe', 'é', 'a:b', 'profile', 'Dev'];
const SESSIONS = ['corp', 'other', 'my sso'];
const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'cn-north-1', 'ap-southeast-99'];
const ROLES = [
  'arn:aws:iam::123456789012:role/admin',
  'arn:aws:iam::123456789012:role/reader',
  'arn:aws:iam::210987654321:role/denied',
  'arn:aws:iam::210987654321:role/expired',
  'arn:aws:iam::1:r/x',
  'short',
];
const START_URLS = [
  'https://corp.awsapps.com/start',
  'https://corp.awsapps.com/start/',
  'https://corp.awsapps.com/start#/',
];

const recipes: Readonly<Record<string, (dice: Dice) => Keys>> = {
  static: (dice) => {
    const keys: Keys = [
      ['aws_access_key_id', dice.key()],
      ['aws_secret_access_key', 'wJalr+made/up'],
    ];
    if (dice.chance(dice.oddity / 2)) keys.splice(dice.pick([0, 1]), 1);
    if (dice.chance(0.2))
      keys.push([dice.pick(['aws_session_token', 'aws_security_token']), dice.pick(['tok', ''])]);
    if (dice.chance(dice.oddity / 8)) return keys.map(([key]) => [key, '']);
    return keys;
  },
  region: (dice) => [['region', dice.usual(REGIONS, ['', 'us west 2', 'EU-WEST-1'])]],
  role: (dice) => {
    const keys: Keys = [['role_arn', dice.usual(ROLES.slice(0, 2), ROLES)]];
    const bySource = dice.chance(0.8);
    if (bySource) keys.push(['source_profile', dice.usual(PROFILES.slice(0, 4), [...PROFILES, 'nowhere'])]);
    if (dice.chance(bySource ? dice.oddity / 4 : 0.9))
      keys.push([
        'credential_source',
        dice.usual(['Environment', 'Ec2InstanceMetadata', 'EcsContainer'], ['environment', 'Nothing']),
      ]);
    if (dice.chance(0.15)) keys.push(['external_id', dice.usual(['ext-1'], ['x', ''])]);
    if (dice.chance(0.12))
      keys.push(['mfa_serial', dice.usual(['arn:aws:iam::123456789012:mfa/ada'], ['short', ''])]);
    if (dice.chance(0.15))
      keys.push(['duration_seconds', dice.usual(['3600', '900'], ['60', 'x', '1_000', '-1', '+1800'])]);
    if (dice.chance(0.15)) keys.push(['role_session_name', dice.usual(['me'], ['m', ''])]);
    return keys;
  },
  web: (dice) => {
    const keys: Keys = [
      [
        'web_identity_token_file',
        dice.usual(['@HOME@/token'], ['@HOME@/absent', '@HOME@/.aws', '~/token', '']),
      ],
    ];
    if (!dice.chance(dice.oddity / 3)) keys.push(['role_arn', dice.usual(ROLES.slice(0, 2), ROLES)]);
    if (dice.chance(0.2)) keys.push(['role_session_name', dice.pick(['me', ''])]);
    return keys;
  },
  ssoSession: (dice) => {
    const keys: Keys = [
      ['sso_session', dice.usual(SESSIONS, ['absent', ''])],
      ['sso_account_id', '123456789012'],
      ['sso_role_name', dice.usual(['Admin', 'Reader'], ['Forbidden', 'Expired'])],
    ];
    if (dice.chance(dice.oddity / 3)) keys.splice(dice.pick([1, 2]), 1);
    if (dice.chance(dice.oddity / 3)) keys.push(['sso_region', dice.pick(['us-east-1', 'eu-west-1'])]);
    if (dice.chance(dice.oddity / 3)) keys.push(['sso_start_url', dice.pick(START_URLS)]);
    return keys;
  },
  ssoLegacy: (dice) => {
    const keys: Keys = [
      ['sso_start_url', dice.pick(START_URLS)],
      ['sso_region', dice.usual(['us-east-1'], ['us east', ''])],
      ['sso_account_id', '123456789012'],
      ['sso_role_name', dice.usual(['Admin'], ['Forbidden'])],
    ];
    if (dice.chance(dice.oddity / 3)) keys.splice(dice.pick([0, 1, 2, 3]), 1);
    return keys;
  },
  process: (dice) => [
    [
      'credential_process',
      dice.pick([
        '@HOME@/bin/good',
        '@HOME@/bin/good "two words" \'x\'',
        '"@HOME@/bin/good" a\\ b',
        '@HOME@/bin/expired',
        '@HOME@/bin/soon',
        '@HOME@/bin/fails',
        '@HOME@/bin/garbage',
        '@HOME@/bin/version',
        '@HOME@/bin/partial',
        '@HOME@/bin/list',
        '@HOME@/bin/zoneless',
        '@HOME@/bin/plain',
        '@HOME@/bin/noshebang',
        '@HOME@/bin/absent',
        '@HOME@/bin',
        '@HOME@/bin/good "open',
        '~/bin/good',
        '$HOME/bin/good',
        '',
        '@HOME@/bin/good | cat',
        '@HOME@/bin/notexec',
      ]),
    ],
  ],
  login: () => [['login_session', 'arn:aws:iam::123456789012:user/ada']],
  nested: (dice) => [[dice.pick(['s3', 'cli_history']), '\n  addressing_style = path\n  x = 1']],
  junk: (dice) => [
    [
      dice.pick(['output', 'cli_pager', 'Weird Key', 'sso_registration_scopes']),
      dice.pick(['json', '', 'sso:account:access', '"quoted"']),
    ],
  ],
  metadata: (dice) => [
    [
      dice.pick([
        'metadata_service_timeout',
        'metadata_service_num_attempts',
        'ec2_metadata_service_endpoint_mode',
        'ec2_metadata_service_endpoint',
        'ec2_metadata_v1_disabled',
      ]),
      dice.usual(['1', '2'], ['x', 'ipv4', 'true', 'http://127.0.0.1:@PORT@/imds-ok', '']),
    ],
  ],
};

/** Weights of the recipes in profiles of the config file. */
const CONFIG_RECIPES = [
  'static',
  'region',
  'region',
  'role',
  'role',
  'role',
  'web',
  'ssoSession',
  'ssoSession',
  'ssoLegacy',
  'process',
  'process',
  'login',
  'nested',
  'junk',
];
const CREDENTIAL_RECIPES = [
  'static',
  'static',
  'static',
  'static',
  'static',
  'region',
  'role',
  'process',
  'ssoSession',
  'junk',
  'nested',
];

function spell(dice: Dice, key: string, value: string, odd: boolean): string {
  if (!odd) return `${key} = ${value}`;
  const written = dice.chance(0.1) ? key.toUpperCase() : key;
  const delimiter = dice.pick([' = ', '=', ':', ' : ', '\t=\t', ' =', '= ', '\u00a0= ', ' =\u2003']);
  const tail = dice.pick(['', '', '', '', '', ' ', '\t', ' # note', ' ; note', '\u0085', '\u001c', '\ufeff']);
  return `${written}${delimiter}${value}${tail}`;
}

function writeSection(dice: Dice, header: string, keys: Keys, odd: boolean): string {
  const seen = new Set<string>();
  const lines = [`[${header}]${odd ? dice.pick(['', '', '', ' ', '# c', ' ; c', 'x', ']']) : ''}`];
  for (const [key, value] of keys) {
    if (seen.has(key) && !dice.chance(0.03)) continue;
    seen.add(key);
    lines.push(spell(dice, key, value, odd && !value.startsWith('\n')));
    if (odd && dice.chance(0.08))
      lines.push(
        dice.pick([
          '',
          '# comment',
          '; comment',
          '  # indented comment',
          '\t',
          ' continued',
          '   a = b',
          '\f',
        ]),
      );
  }
  lines.push('');
  return lines.join('\n');
}

function configHeader(dice: Dice, profile: string, odd: boolean): string {
  if (profile === 'default') return dice.chance(0.85) ? 'default' : 'profile default';
  const quoted = /[ :]/.test(profile) ? dice.pick([`"${profile}"`, `'${profile}'`]) : profile;
  if (!odd || dice.chance(0.8)) return `profile ${quoted}`;
  return dice.pick([
    `profile ${quoted}`,
    `profile ${quoted}`,
    `profile ${quoted}`,
    `profile  ${quoted}`,
    `profile\t"${profile}"`,
    profile,
    `profile ${profile}`,
    `profiles ${quoted}`,
    ` profile ${quoted}`,
    `profile ${quoted} `,
    `Profile ${quoted}`,
    `profile "${profile}`,
    `profile ${quoted} x`,
  ]);
}

function keysFrom(dice: Dice, names: readonly string[], most: number): Keys {
  const chosen = [...dice.some(names, 1, most), ...(dice.chance(0.02) ? ['metadata'] : [])];
  return chosen.flatMap((name) => recipes[name]?.(dice) ?? []);
}

function writeConfig(dice: Dice, odd: boolean, profiles: readonly string[]): string {
  const parts: string[] = [];
  if (odd && dice.chance(0.08))
    parts.push(
      writeSection(dice, 'DEFAULT', keysFrom(dice, ['region', 'static', 'junk', 'role', 'nested'], 1), false),
    );
  for (const profile of profiles) {
    parts.push(writeSection(dice, configHeader(dice, profile, odd), keysFrom(dice, CONFIG_RECIPES, 3), odd));
  }
  for (const session of SESSIONS) {
    if (dice.chance(dice.oddity / 2)) continue;
    const keys: Keys = [
      ['sso_start_url', dice.pick(START_URLS)],
      ['sso_region', dice.usual(['us-east-1', 'eu-west-1'], ['bad region', ''])],
      ['sso_registration_scopes', 'sso:account:access'],
    ];
    if (dice.chance(dice.oddity / 4)) keys.splice(dice.pick([0, 1]), 1);
    const header = session.includes(' ') ? `sso-session "${session}"` : `sso-session ${session}`;
    parts.push(writeSection(dice, header, dice.chance(0.03) ? [] : keys, false));
  }
  if (odd && dice.chance(0.1))
    parts.push(
      writeSection(
        dice,
        dice.pick(['default', 'profile dev', 'plugins', 'preview', 'services x']),
        keysFrom(dice, ['region', 'junk'], 1),
        false,
      ),
    );
  return parts.join('');
}

function writeCredentials(dice: Dice, odd: boolean, profiles: readonly string[]): string {
  const parts: string[] = [];
  if (odd && dice.chance(0.06))
    parts.push(writeSection(dice, 'DEFAULT', keysFrom(dice, ['region', 'static', 'junk'], 1), false));
  for (const profile of profiles) {
    const header =
      odd && dice.chance(0.1) ? dice.pick([`profile ${profile}`, ` ${profile}`, `"${profile}"`]) : profile;
    parts.push(writeSection(dice, header, keysFrom(dice, CREDENTIAL_RECIPES, 2), odd));
  }
  return parts.join('');
}

/** Breaks or bends a whole file. */
function mutate(dice: Dice, text: string): CaseFile {
  const bytes = (buffer: Buffer): CaseFile => ({ base64: buffer.toString('base64') });
  const lines = text.split('\n');
  const at = Math.floor(lines.length * 0.6);
  switch (
    dice.pick([
      'crlf',
      'cr',
      'bom',
      'latin1',
      'garbage',
      'headless',
      'duplicate',
      'no-key',
      'indent',
      'nested',
      'nul',
      'truncate',
      'mixed',
      'utf16',
      'bracket',
      'comment',
    ])
  ) {
    case 'crlf':
      return text.replaceAll('\n', '\r\n');
    case 'cr':
      return text.replaceAll('\n', '\r');
    case 'bom':
      return `\ufeff${text}`;
    case 'latin1':
      return bytes(Buffer.concat([Buffer.from(text), Buffer.from('# caf\xe9\n', 'latin1')]));
    case 'utf16':
      return bytes(Buffer.from(text, 'utf16le'));
    case 'garbage':
      return lines
        .toSpliced(
          at,
          0,
          dice.pick(['just words', '<<<<<<< HEAD', '=======', '{"json": 1}', '= value', ': value']),
        )
        .join('\n');
    case 'headless':
      return `${dice.pick(['x = 1', '\u00e9', ' region = x'])}\n${text}`;
    case 'duplicate':
      return `${text}\n${lines.slice(0, 2).join('\n')}\n`;
    case 'no-key':
      return `${text}\naws_access_key_id\n`;
    case 'indent':
      return lines.map((line) => (dice.chance(0.2) ? `  ${line}` : line)).join('\n');
    case 'nested':
      return `${text}\n[profile nested]\ns3 =\n  no equals\n`;
    case 'nul':
      return lines.toSpliced(at, 0, 'x = \0').join('\n');
    case 'truncate':
      return text.slice(0, Math.floor(text.length * 0.7));
    case 'mixed':
      return lines.map((line) => line + dice.pick(['\r', '', '\u2028', '\u000b'])).join('\n');
    case 'bracket':
      return lines
        .map((line) =>
          line.startsWith('[') && dice.chance(0.3)
            ? dice.pick([line.replace(']', ''), `${line}]`, line.replace('[', '[['), '[]', '[ ]'])
            : line,
        )
        .join('\n');
    default:
      return `# top\n;top\n  # indented\n\n${text}`;
  }
}

function ssoToken(dice: Dice): CaseFile {
  const token: Record<string, unknown> = {
    startUrl: 'https://corp.awsapps.com/start',
    region: 'us-east-1',
    accessToken: dice.usual(['tok-a', 'tok-b'], ['revoked', '']),
    expiresAt: dice.pick([
      '@NOW+7200@',
      '@NOW+7200@',
      '@NOW+600@',
      '@NOW-600@',
      '@NOW-600@',
      '2030-01-01T00:00:00UTC',
      '2030-01-01T00:00:00',
      'soon',
      '2030-01-01T00:00:00+0200',
    ]),
  };
  if (dice.chance(0.7)) {
    token.clientId = 'client';
    token.clientSecret = 'secret';
    token.registrationExpiresAt = dice.pick(['@NOW+9000@', '@NOW+9000@', '@NOW-9000@', 'never']);
  }
  if (dice.chance(0.7)) token.refreshToken = dice.pick(['refresh', 'rotating', 'ended']);
  if (dice.chance(dice.oddity / 5)) delete token[dice.pick(['accessToken', 'expiresAt'])];
  if (dice.chance(dice.oddity / 5))
    return dice.pick([
      '',
      '{',
      '[]',
      '"accessToken expiresAt"',
      'null',
      '7',
      '\ufeff{}',
      '{"accessToken": "x", "expiresAt": 5}',
    ]);
  return JSON.stringify(token);
}

/** SHA-1 of the names in use, so that this file needs no crypto of its own. */
export type Sha1 = (text: string) => string;

function ssoFiles(dice: Dice, sha1: Sha1): Record<string, CaseFile> {
  const files: Record<string, CaseFile> = {};
  for (const name of [...SESSIONS, ...START_URLS]) {
    if (!dice.chance(dice.oddity / 2)) files[`.aws/sso/cache/${sha1(name)}.json`] = ssoToken(dice);
  }
  return files;
}

const printer = (json: string): CaseFile => ({ program: `#!/bin/sh\ncat <<'EOF'\n${json}\nEOF\n` });

const PROGRAMS: Readonly<Record<string, CaseFile>> = {
  'bin/good': {
    program:
      '#!/bin/sh\necho "{\\"Version\\": 1, \\"AccessKeyId\\": \\"AKIAPROC$#$1\\", \\"SecretAccessKey\\": \\"s\\", \\"SessionToken\\": \\"t\\", \\"Expiration\\": \\"2035-01-01T00:00:00Z\\"}"\n',
  },
  'bin/plain': printer('{"Version": 1, "AccessKeyId": "AKIAPLAIN", "SecretAccessKey": "s"}'),
  'bin/soon': printer(
    '{"Version": 1, "AccessKeyId": "AKIASOON", "SecretAccessKey": "s", "Expiration": "@NOW+700@"}',
  ),
  'bin/expired': printer(
    '{"Version": 1, "AccessKeyId": "AKIAOLD", "SecretAccessKey": "s", "Expiration": "2020-01-01T00:00:00Z"}',
  ),
  'bin/zoneless': printer(
    '{"Version": 1, "AccessKeyId": "AKIAZ", "SecretAccessKey": "s", "Expiration": "2035-01-01T00:00:00"}',
  ),
  'bin/version': printer('{"Version": "1", "AccessKeyId": "AKIAV", "SecretAccessKey": "s"}'),
  'bin/partial': printer('{"Version": 1, "AccessKeyId": "AKIAP"}'),
  'bin/list': printer('[1]'),
  'bin/garbage': { program: '#!/bin/sh\necho hello\n' },
  'bin/fails': { program: '#!/bin/sh\necho no >&2\nexit 3\n' },
  'bin/noshebang': { program: 'echo hello\n' },
  'bin/notexec': '#!/bin/sh\necho hello\n',
};

function chosenEnv(dice: Dice, profiles: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  const maybe = (probability: number, name: string, values: readonly string[]) => {
    if (dice.chance(probability)) env[name] = dice.pick(values);
  };
  maybe(0.7, 'AWS_PROFILE', profiles);
  maybe(dice.oddity / 5, 'AWS_PROFILE', [...PROFILES, 'nowhere', '']);
  maybe(0.06, 'AWS_DEFAULT_PROFILE', [...profiles, ...profiles, 'nowhere', '']);
  maybe(0.4, 'AWS_DEFAULT_REGION', [dice.usual(REGIONS, ['', 'us west 2'])]);
  maybe(0.1, 'AWS_REGION', REGIONS);
  maybe(0.12, 'AWS_ACCESS_KEY_ID', [dice.key('AKIA'), dice.key('ASIA'), '', ' ']);
  if (env.AWS_ACCESS_KEY_ID !== undefined)
    maybe(0.85, 'AWS_SECRET_ACCESS_KEY', ['secret', 'secret', 'secret', '']);
  maybe(0.05, 'AWS_SESSION_TOKEN', ['tok', '']);
  maybe(0.03, 'AWS_SECURITY_TOKEN', ['tok', '']);
  maybe(0.03, 'AWS_CREDENTIAL_EXPIRATION', [
    '@NOW+3600@',
    '@NOW+300@',
    '@NOW-300@',
    'x',
    '2035-01-01T00:00:00',
    '',
  ]);
  maybe(0.04, 'AWS_CONFIG_FILE', [
    '@HOME@/other',
    '~/other',
    '$HOME/other',
    '${HOME}/other',
    '',
    '/dev/null',
    '@HOME@/.aws',
    '$NOTSET/x',
    '~nobody-here/x',
  ]);
  maybe(0.04, 'AWS_SHARED_CREDENTIALS_FILE', [
    '@HOME@/other',
    '~/other',
    '$HOME/.aws/credentials',
    '',
    '/dev/null',
    '@HOME@/.aws/config',
  ]);
  maybe(0.05, 'AWS_WEB_IDENTITY_TOKEN_FILE', ['@HOME@/token', '@HOME@/absent', '~/token', '']);
  maybe(0.05, 'AWS_ROLE_ARN', [...ROLES, '']);
  maybe(0.03, 'AWS_ROLE_SESSION_NAME', ['me', '', 'x']);
  maybe(0.04, 'AWS_CONTAINER_CREDENTIALS_FULL_URI', [
    'http://127.0.0.1:@PORT@/ecs-ok',
    'http://localhost:@PORT@/ecs-ok',
    'http://127.0.0.1:@PORT@/ecs-forbidden',
    'http://127.0.0.1:@PORT@/ecs-garbage',
    'http://127.0.0.1:@PORT@/ecs-list',
    'http://127.0.0.1:@PORT@/ecs-partial',
    'http://127.0.0.1:@PORT@/ecs-expired',
    'http://127.0.0.1:1/x',
    'http://example.com/x',
    'http://127.1/x',
    '',
    'nonsense',
  ]);
  if (env.AWS_CONTAINER_CREDENTIALS_FULL_URI !== undefined) {
    maybe(0.3, 'AWS_CONTAINER_AUTHORIZATION_TOKEN', ['Basic x', 'a\nb', '']);
    maybe(0.2, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', [
      '@HOME@/token',
      '@HOME@/line',
      '@HOME@/absent',
      '@HOME@/.aws',
    ]);
  }
  maybe(0.03, 'AWS_METADATA_SERVICE_TIMEOUT', ['1', '2', 'x', '', '0', '-1']);
  maybe(0.03, 'AWS_METADATA_SERVICE_NUM_ATTEMPTS', ['1', '3', '0', 'x', '1.5']);
  maybe(0.02, 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', ['IPv4', 'ipv6', 'x', '']);
  maybe(0.02, 'AWS_EC2_METADATA_V1_DISABLED', ['true', 'false']);
  maybe(0.04, 'AWS_CREDENTIAL_FILE', [
    '@HOME@/ec2',
    '~/ec2',
    '@HOME@/ec2-partial',
    '@HOME@/absent',
    '@HOME@/token',
    '',
  ]);
  maybe(0.05, 'BOTO_CONFIG', [
    '@HOME@/boto',
    '$HOME/boto',
    '@HOME@/absent',
    '@HOME@/boto-broken',
    '@HOME@/boto-partial',
  ]);
  return env;
}

function metadataEnv(dice: Dice): Record<string, string> {
  if (dice.chance(0.7)) return { AWS_EC2_METADATA_DISABLED: dice.pick(['true', 'True', 'TRUE']) };
  const modes = [
    'ok',
    'ok',
    'v1',
    'bad-request',
    'token-500',
    'no-role',
    'blank-role',
    'error-json',
    'garbage',
    'expired',
    'offset',
    'offset-expired',
  ];
  const endpoint = dice.pick([
    `http://127.0.0.1:@PORT@/imds-${dice.pick(modes)}/`,
    `http://127.0.0.1:@PORT@/imds-${dice.pick(modes)}`,
    'http://127.0.0.1:1/',
    'http://127.0.0.1:1/x',
  ]);
  const env: Record<string, string> = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: dice.chance(0.04) ? 'not a url' : endpoint,
  };
  if (dice.chance(0.1)) env.AWS_EC2_METADATA_DISABLED = dice.pick(['false', '1', '']);
  return env;
}

function fixedFiles(dice: Dice): Record<string, CaseFile> {
  return {
    ...PROGRAMS,
    token: dice.pick(['web-token-1', 'web-token-2\n', 'x', { base64: '/w==' }]),
    line: 'a\r\nb',
    other:
      '[default]\naws_access_key_id = AKIAOTHERDEFAULT\naws_secret_access_key = s\n[profile dev]\naws_access_key_id = AKIAOTHERDEV\naws_secret_access_key = s\n[dev]\naws_access_key_id = AKIAOTHERDEV2\naws_secret_access_key = s\n',
    ec2: 'AWSAccessKeyId=AKIAECTWO\nAWSSecretKey = s\nAWSSecretKey = t = u\n',
    'ec2-partial': 'AWSAccessKeyId=AKIAECTWO\n',
    boto: '[Credentials]\naws_access_key_id = AKIABOTO\naws_secret_access_key = s\n',
    'boto-broken': '[Credentials\n',
    'boto-partial': '[Credentials]\naws_access_key_id = AKIABOTO\n',
  };
}

/** Makes case `index` of a run. */
export function generateCase(seed: number, index: number, sha1: Sha1): CredentialCase {
  const dice = new Dice(seed * 1_000_003 + index);
  const odd = dice.chance(dice.oddity > 0.2 ? 0.7 : 0.25);
  const files: Record<string, CaseFile> = { ...fixedFiles(dice), ...ssoFiles(dice, sha1) };
  const profiles = dice.some(PROFILES, 1, 5);
  if (dice.chance(0.92)) files['.aws/config'] = writeConfig(dice, odd, profiles);
  if (dice.chance(0.75)) {
    const others = dice.some(PROFILES, 1, 3);
    const named = dice.chance(0.7) ? new Set(['base', ...others]) : others;
    files['.aws/credentials'] = writeCredentials(dice, odd, [...named]);
  }
  if (dice.chance(0.1))
    files['.boto'] = dice.pick([
      '[Credentials]\naws_access_key_id = AKIADOTBOTO\naws_secret_access_key = s\n',
      '[Boto]\nx = 1\n',
    ]);
  if (odd && dice.chance(0.3)) {
    const victim = dice.pick(['.aws/config', '.aws/credentials']);
    const text = files[victim];
    if (typeof text === 'string') files[victim] = mutate(dice, text);
  }
  const env = { ...metadataEnv(dice), ...chosenEnv(dice, profiles) };
  const flag = dice.chance(0.1) ? dice.pick([...profiles, ...profiles, 'nowhere', '']) : null;
  return { id: `${seed}-${index}`, env, files, flag, mfaCode: dice.chance(0.5) ? '123456' : null };
}

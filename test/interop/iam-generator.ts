/** Random policies and requests for the differential test: the same seed gives the same case. */
import type { DocumentJson, StatementJson } from './iam-policy-json.ts';

/** One request with the policies that bear on it, as plain JSON. */
export interface GeneratedCase {
  readonly seed: number;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly DocumentJson[];
  readonly boundary?: DocumentJson | undefined;
  readonly session?: DocumentJson | undefined;
  readonly serviceControl?: readonly (readonly DocumentJson[])[];
}

type Draw = () => number;

const ACTIONS = [
  'ec2:RunInstances',
  'ec2:DescribeInstances',
  'ec2:CreateTags',
  's3:GetObject',
  's3:ListBucket',
  'iam:PassRole',
  'iam:CreateServiceLinkedRole',
];

const RESOURCES = [
  'arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0',
  'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
  'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1',
  'arn:aws:s3:::my-bucket',
  'arn:aws:s3:::my-bucket/home/alice/notes.txt',
  'arn:aws:s3:::my-bucket/a$b',
  'arn:aws:iam::123456789012:role/skypilot-v1',
  'arn:aws:iam::123456789012:role/path/Skypilot-V1',
  'arn:aws-cn:logs:cn-north-1:123456789012:log-group:app:log-stream:1',
];

type KeyKind = 'string' | 'number' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'set';

interface ContextKey {
  readonly key: string;
  readonly kind: KeyKind;
}

const KEYS: readonly ContextKey[] = [
  { key: 'aws:username', kind: 'string' },
  { key: 'aws:PrincipalTag/team', kind: 'string' },
  { key: 'aws:RequestedRegion', kind: 'string' },
  { key: 'aws:RequestTag/Owner', kind: 'string' },
  { key: 's3:max-keys', kind: 'number' },
  { key: 'aws:MultiFactorAuthAge', kind: 'number' },
  { key: 'aws:CurrentTime', kind: 'date' },
  { key: 'aws:SecureTransport', kind: 'bool' },
  { key: 'test:digest', kind: 'binary' },
  { key: 'aws:SourceIp', kind: 'ip' },
  { key: 'aws:SourceArn', kind: 'arn' },
  { key: 'aws:TagKeys', kind: 'set' },
  { key: 'aws:CalledVia', kind: 'set' },
];

const VALUES: Readonly<Record<KeyKind, readonly string[]>> = {
  string: ['alice', 'Alice', 'bob', 'us-east-1', 'us-west-2', 'a*', 'default', 'x?y', '$'],
  number: ['0', '1', '5', '5.0', '-3', '10', '2.5', '1000'],
  date: [
    '2024-01-01T00:00:00Z',
    '2024-06-15T12:30:00Z',
    '2025-12-31T23:59:59Z',
    '2024-01-01T02:00:00+02:00',
    '2024-06-15T12:30:00.500Z',
  ],
  bool: ['true', 'false', 'TRUE', 'False'],
  binary: ['YWxpY2U=', 'Ym9i', 'QUxJQ0U='],
  ip: ['10.0.0.1', '10.1.2.3', '192.168.1.77', '203.0.113.9', '2001:db8::1', '2001:db8:1:2::3', '::1'],
  arn: [
    'arn:aws:iam::123456789012:role/skypilot-v1',
    'arn:aws:iam::123456789012:user/alice',
    'arn:aws:sns:us-east-1:123456789012:topic',
    'arn:aws:lambda:us-east-1:123456789012:function:a:b',
  ],
  set: ['alice', 'Owner', 'owner', 'team', 'cost-center', 'team-a'],
};

const PATTERNS: Readonly<Record<KeyKind, readonly string[]>> = {
  string: [
    '*',
    'a*',
    '?lice',
    'us-*-1',
    '*b*',
    'A*',
    '${aws:username}',
    '${aws:PrincipalTag/team}',
    'x${?}y',
    '${$}',
  ],
  number: ['7', '100'],
  date: ['2024-01-01', '2024-06', '2024-06-15T12:30Z', '2024-06-15T07:30-05:00'],
  bool: [],
  binary: [],
  ip: [
    '10.0.0.0/8',
    '10.1.0.0/16',
    '192.168.1.64/26',
    '2001:db8::/32',
    '2001:DB8:1::/48',
    '203.0.113.9/32',
    '128.0.0.0/1',
    '8000::/1',
  ],
  arn: [
    'arn:aws:iam::*:role/*',
    'arn:aws:iam::123456789012:*',
    'arn:*:sns:us-*-1:*:top?c',
    'arn:aws:*:*:*:*',
    'arn:aws:lambda:*:*:function:*',
    'arn:aws:iam::123456789012:user/${aws:username}',
  ],
  set: ['team*', '*', 'O*', '${aws:username}'],
};

const OPERATORS: Readonly<Record<KeyKind, readonly string[]>> = {
  string: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  number: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: [
    'DateEquals',
    'DateNotEquals',
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
  ],
  bool: ['Bool'],
  binary: ['BinaryEquals'],
  ip: ['IpAddress', 'NotIpAddress'],
  arn: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
  set: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'],
};

/** A case from its seed. */
export function generateCase(seed: number): GeneratedCase {
  const draw = random(seed);
  const action = pick(draw, ACTIONS);
  const resource = pick(draw, RESOURCES);
  const context: Record<string, string | readonly string[]> = {};
  for (const { key, kind } of KEYS) {
    if (draw() < 0.6) context[key] = kind === 'set' ? some(draw, VALUES.set, 1, 3) : pick(draw, VALUES[kind]);
  }
  const subject: Subject = { action, resource, context, variables: true };
  const documents = (least: number, most: number) =>
    times(draw, least, most, () => randomDocument(draw, subject));
  return {
    seed,
    action: draw() < 0.2 ? swapCase(action, draw) : action,
    resource,
    context,
    identity: documents(1, 2),
    boundary: draw() < 0.25 ? randomDocument(draw, subject) : undefined,
    session: draw() < 0.2 ? randomDocument(draw, subject) : undefined,
    serviceControl: draw() < 0.3 ? times(draw, 1, 3, () => documents(1, 2)) : [],
  };
}

interface Subject {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Whether the document's version knows policy variables. */
  readonly variables: boolean;
}

function randomDocument(draw: Draw, subject: Subject): DocumentJson {
  const Version = draw() < 0.9 ? '2012-10-17' : '2008-10-17';
  const variables = Version === '2012-10-17';
  const statements = times(draw, 1, 3, () => randomStatement(draw, { ...subject, variables }));
  const [only] = statements;
  return {
    Version,
    Statement: statements.length === 1 && only !== undefined && draw() < 0.3 ? only : statements,
  };
}

function randomStatement(draw: Draw, subject: Subject): StatementJson {
  const actions = listOrOne(
    draw,
    times(draw, 1, 3, () => actionPattern(draw, subject)),
  );
  const resources = listOrOne(
    draw,
    times(draw, 1, 3, () => resourcePattern(draw, subject)),
  );
  const conditions = draw() < 0.55 ? randomConditions(draw, subject) : undefined;
  const negatedResources =
    draw() < 0.15
      ? times(draw, 1, 2, () => resourcePattern(draw, { ...subject, variables: false }))
      : undefined;
  return {
    Effect: draw() < 0.75 ? 'Allow' : 'Deny',
    ...(draw() < 0.85 ? { Action: actions } : { NotAction: actions }),
    ...(negatedResources === undefined ? { Resource: resources } : { NotResource: negatedResources }),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

function actionPattern(draw: Draw, subject: Subject): string {
  const action = draw() < 0.7 ? subject.action : pick(draw, ACTIONS);
  const [service = '', name = ''] = action.split(':');
  const cut = Math.floor(draw() * name.length);
  return pick(draw, [
    '*',
    action,
    swapCase(action, draw),
    `${service}:*`,
    `${service}:${name.slice(0, cut)}*`,
    `${service}:*${name.slice(cut)}`,
    `${service}:${name.slice(0, cut)}?${name.slice(cut + 1)}`,
    `${service}:${name.slice(0, 2)}*${name.slice(-3)}`,
  ]);
}

function resourcePattern(draw: Draw, subject: Subject): string {
  const { variables } = subject;
  const resource = draw() < 0.75 ? subject.resource : pick(draw, RESOURCES);
  const parts = resource.split(':');
  const head = parts.slice(0, 5);
  const tail = parts.slice(5).join(':');
  const type = tail.search(/[/:]/) + 1;
  const cut = type + Math.floor(draw() * (tail.length - type));
  const wild = head.map((part, index) => (index === 1 || index > 2 ? (draw() < 0.4 ? '*' : part) : part));
  const arn = (end: string) => [...(draw() < 0.5 ? wild : head), end].join(':');
  return pick(draw, [
    '*',
    resource,
    arn('*'),
    arn(`${tail.slice(0, cut)}*`),
    arn(`${tail.slice(0, type)}*${tail.slice(cut)}`),
    arn(`${tail.slice(0, cut)}?${tail.slice(cut + 1)}`),
    arn(variables ? tail.replaceAll('$', '${$$}') : tail),
    arn(swapCase(tail, draw)),
    ...(variables
      ? [
          arn(tail.replace('alice', '${aws:username}')),
          arn(tail.replace('alice', '${aws:PrincipalTag/team}')),
          arn(tail.replace('alice', "${aws:PrincipalTag/none, 'alice'}")),
        ]
      : []),
  ]);
}

function randomConditions(draw: Draw, subject: Subject): StatementJson['Condition'] {
  const block: Record<string, Record<string, string | readonly string[]>> = {};
  for (let count = draw() < 0.6 ? 1 : 2; count > 0; count -= 1) {
    const { key, kind } = pick(draw, KEYS);
    const spelled = draw() < 0.2 ? swapCase(key, draw) : key;
    const operator = draw() < 0.1 ? 'Null' : operatorFor(draw, kind);
    const values =
      operator === 'Null'
        ? [pick(draw, ['true', 'false'])]
        : conditionValues(draw, key, kind, operator, subject);
    block[operator] = { ...block[operator], [spelled]: listOrOne(draw, values) };
  }
  return block;
}

/** Sets want a set operator, and single values none: the other ways have no documented answer. */
function operatorFor(draw: Draw, kind: KeyKind): string {
  const base = pick(draw, OPERATORS[kind]);
  if (kind !== 'set') return draw() < 0.25 ? `${base}IfExists` : base;
  if (draw() < 0.5) return `ForAnyValue:${base}`;
  return draw() < 0.25 ? `ForAllValues:${base}IfExists` : `ForAllValues:${base}`;
}

function conditionValues(
  draw: Draw,
  key: string,
  kind: KeyKind,
  operator: string,
  subject: Subject,
): readonly string[] {
  const given = [subject.context[key] ?? []].flat();
  const pool = [...VALUES[kind], ...PATTERNS[kind], ...given, ...given, ...given];
  const comparables = pool.filter((value) => comparable(value, operator, subject));
  return times(draw, 1, 3, () => pick(draw, comparables));
}

/** Leaves out what the oracle is known to answer against the documentation; see test/iam/regressions. */
function comparable(value: string, operator: string, subject: Subject): boolean {
  if (operator.startsWith('NotIpAddress')) return value.includes('/');
  if (!value.includes('${')) return true;
  if (!subject.variables) return false;
  if (/\$\{[*?$]\}/.test(value)) return operator.includes('Like');
  if (!operator.includes('Not')) return true;
  const keys = [...value.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '');
  return keys.every((key) => typeof subject.context[key] === 'string');
}

function listOrOne(draw: Draw, items: readonly string[]): string | readonly string[] {
  const [first] = items;
  return items.length === 1 && first !== undefined && draw() < 0.5 ? first : items;
}

function times<T>(draw: Draw, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + Math.floor(draw() * (most - least + 1)) }, make);
}

function some<T>(draw: Draw, items: readonly T[], least: number, most: number): T[] {
  return [...new Set(times(draw, least, most, () => pick(draw, items)))];
}

function pick<T>(draw: Draw, items: readonly T[]): T {
  const item = items[Math.floor(draw() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function swapCase(text: string, draw: Draw): string {
  return [...text].map((letter) => (draw() < 0.5 ? letter.toUpperCase() : letter.toLowerCase())).join('');
}

/** Mulberry32. */
function random(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Buckets of a task, for those who use them: each case is an account, a task, and what comes of it. */
import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import type { TaskRequest } from '../../src/task/task-facts.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { scenarioOf } from '../sandbox/support.ts';

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1111aaaa-22bb-33cc-44dd-555566667777`;

interface Account {
  /** Statements, in YAML's flow style, beside one that allows all. */
  readonly denied?: string;
  readonly role?: string;
  /** What the statement that allows all leaves out. */
  readonly identityLacks?: string;
  readonly roleLacks?: string;
  readonly buckets?: string;
  readonly others?: string;
}

const NOTHING = 'x:Nothing';

function accountOf(account: Account) {
  const { denied = '', role = '', buckets = '', others = '' } = account;
  const { identityLacks = NOTHING, roleLacks = NOTHING } = account;
  const policy = (lacks: string, statement: string) =>
    `inline: { some: { Version: "2012-10-17", Statement: [{ Effect: Allow, NotAction: "${lacks}", Resource: "*" }, ${statement}] } }`;
  return scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    skypilotRole: false
    users: [{ name: dev, ${policy(identityLacks, denied)} }]
    roles:
      - name: skypilot-v1
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: "sts:AssumeRole" }] }
        ${policy(roleLacks, role)}
    instanceProfiles: [{ name: skypilot-v1, roles: [skypilot-v1] }]
    buckets: [${buckets}]
${others}
home:
  profiles: [{ name: default, user: dev, region: us-east-1 }]
  skypilotCatalog: true
  env: { SKYPILOT_USER: dev }
  files:
    - path: .sky/config.yaml
      text: "aws: { remote_identity: SERVICE_ACCOUNT }"
`);
}

/** Nobody may read, in the flow style. */
const deny = (action: string, resource = '*') =>
  `{ Effect: Deny, Action: "${action}", Resource: "${resource}" }`;

function taskOf(text: string): TaskRequest {
  return {
    ...{ file: 'task.yaml', text, isMadeUp: false, purpose: undefined },
    flags: { envs: new Map(), secrets: new Map() },
  };
}

async function answers(account: Account, mounts: string, more: Partial<CheckRequest> = {}) {
  const task = taskOf(`resources: { infra: aws/us-east-1 }\nfile_mounts:\n  /data: ${mounts}\nrun: echo\n`);
  const { report, codes } = await checkScenario(accountOf(account), { task, ...more });
  const buckets = (report.task?.tasks[0]?.buckets ?? []).map(
    ({ who, access, decision }) => `${who} ${access} ${decision}`,
  );
  return {
    report,
    buckets,
    codes: codes.filter((code) => code.startsWith('task-b') || code.startsWith('task-st')),
  };
}

const DATA = '{ name: data }';
const MOUNTED = '{ source: "s3://data" }';

describe('a bucket of a task', () => {
  it.each<[string, Account, string, readonly string[], readonly string[], string]>([
    [
      'that is read by its address',
      { buckets: DATA },
      's3://data/some/key',
      ['server list allowed', 'node read likely'],
      [],
      'ready',
    ],
    [
      'that is mounted',
      { buckets: DATA },
      '{ source: "s3://data" }',
      ['server list allowed', 'node read likely', 'node write likely'],
      [],
      'ready',
    ],
    [
      'that is in another region',
      { buckets: '{ name: data, region: eu-west-1 }' },
      's3://data',
      ['server list allowed', 'node read likely'],
      ['task-bucket-elsewhere'],
      'ready',
    ],
    [
      'that is not there, by its address',
      {},
      '{ source: "s3://data" }',
      ['server list denied'],
      ['task-bucket-missing'],
      'not-ready',
    ],
    [
      'that is not there, by its path',
      {},
      's3://data',
      ['server list denied'],
      ['task-bucket-missing'],
      'not-ready',
    ],
    [
      'that is made',
      {},
      '{ name: data, store: s3 }',
      ['server create likely', 'node read likely', 'node write likely'],
      [],
      'ready',
    ],
    [
      'that may not be made',
      { denied: deny('s3:CreateBucket') },
      '{ name: data }',
      ['server create denied', 'node read likely', 'node write likely'],
      ['task-bucket-denied'],
      'not-ready',
    ],
    [
      'that is there, and was not made by SkyPilot',
      { buckets: DATA },
      '{ name: data }',
      ['server list allowed', 'server create denied', 'node read likely', 'node write likely'],
      ['task-bucket-not-skypilots'],
      'not-ready',
    ],
    [
      'that the identity may not list',
      { buckets: DATA, denied: deny('s3:ListBucket', 'arn:aws:s3:::data') },
      's3://data',
      ['server list denied', 'node read likely'],
      ['task-bucket-denied'],
      'not-ready',
    ],
    [
      'that the role may not read',
      { buckets: DATA, role: deny('s3:GetObject', 'arn:aws:s3:::data/*') },
      's3://data',
      ['server list allowed', 'node read denied'],
      ['task-bucket-denied'],
      'not-ready',
    ],
    [
      'that the role may not write',
      { buckets: DATA, role: deny('s3:PutObject', 'arn:aws:s3:::data/*') },
      '{ source: "s3://data" }',
      ['server list allowed', 'node read likely', 'node write denied'],
      ['task-bucket-read-only'],
      'ready',
    ],
    [
      'whose key the role may not use',
      { buckets: `{ name: data, kmsKey: "${KEY}" }`, roleLacks: 'kms:*' },
      's3://data',
      ['server list allowed', 'node read denied'],
      ['task-bucket-key-denied'],
      'not-ready',
    ],
    [
      'without a list of all buckets, by its path',
      { buckets: DATA, denied: deny('s3:ListAllMyBuckets') },
      's3://data',
      ['server list allowed', 'node read likely'],
      [],
      'ready',
    ],
    [
      'without a list of all buckets, mounted',
      { buckets: DATA, denied: deny('s3:ListAllMyBuckets') },
      '{ source: "s3://data" }',
      ['server storage denied', 'server list allowed', 'node read likely', 'node write likely'],
      ['task-storage-off'],
      'not-ready',
    ],
    [
      'of another account, whose policy lets everybody in',
      {
        others: `  - id: "444455556666"
    buckets: [{ name: data, policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] }] } }]`,
      },
      's3://data',
      ['server list allowed', 'node read unknown'],
      ['task-bucket-undecided'],
      'undecided',
    ],
    [
      'of another account that is closed',
      { others: '  - id: "444455556666"\n    buckets: [{ name: data }]' },
      's3://data',
      ['server list denied', 'node read unknown'],
      ['task-bucket-denied', 'task-bucket-undecided'],
      'not-ready',
    ],
  ])('%s', async (_name, account, mounts, expected, codes, verdict) => {
    const found = await answers(account, mounts);
    expect(found.buckets).toEqual(expected);
    expect(found.codes).toEqual(codes);
    expect(found.report.verdict).toBe(verdict);
  });
});

describe('the statement of a finding about a bucket', () => {
  it.each<[string, 'role' | 'identity', string, string]>([
    ['the role, to read', 'role', 's3:GetObject', MOUNTED],
    ['the role, to write', 'role', 's3:PutObject', MOUNTED],
    ['the role, to use its key', 'role', 'kms:Decrypt', MOUNTED],
    ['the identity, to make it', 'identity', 's3:CreateBucket', '{ name: fresh-data }'],
    ['the identity, to have storage', 'identity', 's3:ListAllMyBuckets', MOUNTED],
    ['the identity, to list it', 'identity', 's3:ListBucket', MOUNTED],
  ])('for %s, is what is lacking, and helps', async (_name, whose, action, mounts) => {
    const buckets = `{ name: data, kmsKey: "${KEY}" }`;
    const account: Account =
      whose === 'role' ? { buckets, roleLacks: action } : { buckets, identityLacks: action };
    const { report } = await answers(account, mounts);
    const found = report.findings.filter(({ code }) => /^task-(bucket|storage)/.test(code));
    const statements = found.flatMap(({ fix }) => fix.filter(({ kind }) => kind === 'statement'));
    expect(statements.map(({ text }) => JSON.parse(text).Action)).toEqual([[action]]);
    const added = statements.map(({ text }) => JSON.stringify(JSON.parse(text))).join(', ');
    const helped = await answers({ ...account, [whose === 'role' ? 'role' : 'denied']: added }, mounts);
    expect(helped.codes).toEqual([]);
    expect(helped.report.verdict).toBe('ready');
  });

  it('is none where a policy denies: nothing that is added would help', async () => {
    const { report } = await answers({ buckets: DATA, role: deny('s3:GetObject') }, MOUNTED);
    const fix = report.findings.find(({ code }) => code === 'task-bucket-denied')?.fix;
    expect(fix?.map(({ kind }) => kind)).toEqual(['ask']);
  });
});

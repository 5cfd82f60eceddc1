import { expect, it } from 'vitest';
import type { PolicyCheckRequest } from '../../../src/check-policies.ts';
import type { Report } from '../../../src/report/report.ts';
import { allow, deny, policy, reportFor, source } from '../../policy/support.ts';

type Changes = Partial<PolicyCheckRequest>;

/** A finding as a person reads it. */
function found(code: string, file: ReturnType<typeof source>, changes: Changes = {}): Report['findings'] {
  return reportFor(file, changes).findings.filter((finding) => finding.code === code);
}

function details(code: string, file: ReturnType<typeof source>, changes: Changes = {}): readonly string[] {
  return found(code, file, changes).map(({ severity, detail }) => `${severity}: ${detail}`);
}

const UNSTATED = { account: undefined, partition: undefined, region: undefined, role: 'skypilot-v1' };
const whenMfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

it('names resources with a misspelt account, each once, of Resource and NotResource', () => {
  const wrong = 'arn:aws:ec2:*:1111-2222-3333:instance/*';
  const file = source(
    policy(allow('ec2:*', [wrong, wrong, 'arn:aws:s3:::x']), {
      Effect: 'Deny',
      Action: 'iam:*',
      NotResource: ['arn:aws:iam::12345:role/x'],
    }),
  );
  expect(details('policy-account-misspelt', file)).toEqual([
    `error: policy.json: in "${wrong}", "arn:aws:iam::12345:role/x" the fifth part is no account number.`,
  ]);
});

it('joins remarks of one kind', () => {
  const file = source(policy(allow(['ec2:RunInstance', 's3:ListBuckets', 'ec2:RunInstance'])));
  expect(details('policy-action-unknown', file)).toEqual([
    'warning: policy.json:7:9: "ec2:RunInstance" names no action of its service; is ec2:RunInstances meant? (Statement[0].Action); policy.json:8:9: "s3:ListBuckets" names no action of its service; is s3:ListBucket meant? (Statement[0].Action); policy.json:9:9: "ec2:RunInstance" names no action of its service; is ec2:RunInstances meant? (Statement[0].Action).',
  ]);
});

it.each<[number, 'identity' | 'scp', readonly string[]]>([
  [6144, 'identity', []],
  [6145, 'identity', ['warning: p has 6145 characters, white space aside; a managed policy may have 6144.']],
  [10_240, 'scp', []],
  [
    10_241,
    'scp',
    ['warning: p has 10241 characters, white space aside; a service control policy may have 10240.'],
  ],
])('measures a policy of %i characters for %s', (size, layer, expected) => {
  const text = (length: number) =>
    JSON.stringify(policy(deny('iam:*', `arn:aws:iam:::${'x'.repeat(length)}`)));
  const file = { name: 'p', text: text(size - text(0).length) };
  const all = source(policy(allow('*')), 'all.json');
  const report = layer === 'scp' ? reportFor(all, { serviceControl: [file] }) : reportFor([all, file]);
  const sized = report.findings.filter(({ code }) => code === 'policy-too-large');
  expect(sized.map(({ severity, detail }) => `${severity}: ${detail}`)).toEqual(expected);
});

it('says what hangs on which condition, and how grave that is', () => {
  const some = source(policy(allow('*'), deny(['ec2:StopInstances', 'ssm:*'], '*', whenMfa)));
  expect(details('policy-condition-undecided', some)).toEqual([
    'error: Part of compute, ssm hangs on aws:MultiFactorAuthPresent, which documents alone do not tell.',
  ]);
  const optional = source(policy(allow('*'), deny('ssm:*', '*', whenMfa)));
  expect(details('policy-condition-undecided', optional)).toEqual([
    'info: Part of ssm hangs on aws:MultiFactorAuthPresent, which documents alone do not tell.',
  ]);
  expect(details('policy-condition-undecided', optional, { required: ['ssm'] })[0]).toMatch(/^error/);
  expect(details('policy-condition-undecided', source(policy(allow('*'))))).toEqual([]);
});

it.each<[string, string | undefined, number]>([
  ['aws:RequestedRegion', undefined, 1],
  ['aws:requestedregion', undefined, 1],
  ['ec2:Region', undefined, 1],
  ['aws:RequestedRegion', 'us-east-1', 0],
  ['aws:SourceIp', undefined, 0],
  ['aws:PrincipalTag/aws:RequestedRegion', undefined, 0],
])('asks for the region where a condition on %s hangs on it and it is %s', (key, region, steps) => {
  const file = source(policy(allow('*', '*', { Condition: { StringEquals: { [key]: 'us-east-1' } } })));
  const [finding] = found('policy-condition-undecided', file, {
    stated: { ...UNSTATED, account: '111122223333', region },
  });
  expect(finding?.fix ?? []).toEqual(
    Array.from({ length: steps }, () => ({
      kind: 'command',
      text: 'skycheck policy check --region REGION …',
    })),
  );
});

const role = (name: string, policies: readonly string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    Policies: policies.map((PolicyName) => ({ PolicyName, PolicyDocument: policy(allow('*')) })),
  },
});

it('says whether policies that are taken together belong together', () => {
  const same = source({ Resources: { A: role('a', ['x', 'y']) } }, 't.json');
  expect(details('policies-taken-together', same)).toEqual([
    'info: t.json holds 2 policies: A.x, A.y. They are evaluated as if one identity had them all.',
  ]);
  const different = source({ Resources: { A: role('a', ['x']), B: role('b', ['y']) } }, 't.json');
  expect(details('policies-taken-together', different)).toEqual([
    'warning: t.json holds 2 policies: A.x, B.y. They belong to different identities (A, B), and are evaluated as if one had them all.',
  ]);
  const alone = source({ Resources: { A: role('a', ['x']) } }, 't.json');
  expect(details('policies-taken-together', alone)).toEqual([]);
  expect(
    details('policies-taken-together', alone, { serviceControl: [source(policy(allow('*')), 's.json')] }),
  ).toEqual([]);
});

it('warns of an example’s account where statements are to be added', () => {
  const detail =
    "Resources and statements to add are shown with the account 123456789012, which is that of AWS's examples.";
  const fix = [{ kind: 'command', text: 'skycheck policy check --account ACCOUNT …' }];
  const stated = UNSTATED;
  const [calm] = found('policy-account-unknown', source(policy(allow('*'))), { stated });
  expect(calm).toMatchObject({ severity: 'info', detail, fix });
  const lacking = source(policy(allow('ec2:*')));
  expect(found('policy-account-unknown', lacking, { stated })[0]).toMatchObject({
    severity: 'warning',
    detail,
    fix,
  });
  const withoutSsm = source(policy(allow('*'), deny('ssm:*')));
  expect(found('policy-account-unknown', withoutSsm, { stated })[0]?.severity).toBe('info');
  expect(found('policy-account-unknown', withoutSsm, { stated, required: ['ssm'] })[0]?.severity).toBe(
    'warning',
  );
  expect(found('policy-account-unknown', lacking)).toEqual([]);
});

it('names the service control policies that FullAWSAccess is taken to stand beside', () => {
  const all = source(policy(allow('*')));
  const only = source(policy(deny('iam:*')), 'deny.json');
  const both = source(policy(allow('*'), deny('iam:*')), 'both.json');
  expect(details('scp-default-assumed', all, { serviceControl: [only, both] })).toEqual([
    'info: deny.json allows nothing, so FullAWSAccess is taken to be attached beside it.',
  ]);
});

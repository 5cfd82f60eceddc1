import { describe, expect, it } from 'vitest';
import { type Area, areasOf, listed } from '../../src/report/areas.ts';
import type { Report, ReportFinding, ReportRegion } from '../../src/report/report.ts';
import { capabilityOf, reportOf, requirementOf } from './report-of.ts';

const finding = (code: string, about: Partial<ReportFinding> = {}): ReportFinding => ({
  code,
  severity: 'error',
  title: `About ${code}`,
  detail: '',
  at: null,
  cause: null,
  fix: [],
  docs: '',
  ...about,
});

function area(label: string, about: Partial<Report>): Omit<Area, 'label'> | undefined {
  const found = areasOf(reportOf(about)).find((each) => each.label === label);
  return found === undefined ? undefined : { state: found.state, text: found.text };
}

describe('errors that are no matter of one capability', () => {
  it.each([
    ['sso-token-expired', 'login'],
    ['login-unsupported', 'login'],
    ['config-duplicate-section', 'settings'],
    ['env-keys-half-set', 'settings'],
    ['profile-not-found', 'profile'],
    ['no-default-profile', 'profile'],
    ['sky-config-invalid', 'skypilot'],
    ['clock-skew', 'clock'],
    ['no-network', 'network'],
    ['certificate-untrusted', 'network'],
    ['proxy-failed', 'network'],
    ['endpoint-invalid', 'network'],
    ['ca-bundle-blank', 'network'],
    ['region-malformed', 'region'],
    ['access-key-invalid', 'credentials'],
    ['the-sso-config-sky-clock-region-of-something', 'credentials'],
  ])('%s is about %s', (code, label) => {
    expect(areasOf(reportOf({ findings: [finding(code)] }))[0]).toEqual({
      label,
      state: 'bad',
      text: `About ${code}.`,
    });
  });

  it('leave out what a line has already, what follows, and what is no error', () => {
    const findings = [
      ...[
        'permissions-missing',
        'permissions-blocked',
        'code-requirement-missing',
        'role-missing',
        'regions-not-usable',
      ].map((code) => finding(code)),
      finding('clock-skew', { severity: 'warning' }),
      finding('clock-skew', { cause: 'no-network' }),
    ];
    expect(areasOf(reportOf({ findings }))).toEqual(areasOf(reportOf()));
  });

  it('end as a sentence, once', () => {
    const texts = ['Why?', 'No!', 'So.', 'v1.2 it is'].map((title) => finding('clock-skew', { title }));
    expect(
      areasOf(reportOf({ findings: texts }))
        .slice(0, 4)
        .map(({ text }) => text),
    ).toEqual(['Why?', 'No!', 'So.', 'v1.2 it is.']);
  });
});

describe('without an identity', () => {
  it('says where credentials were found, unless an error says more', () => {
    const tail = {
      label: 'spot, compute, storage, role, regions',
      state: 'not-checked',
      text: 'not checked without an identity',
    };
    const about: Partial<Report> = { identity: null, asked: ['spot', 'compute'] };
    expect(areasOf(reportOf(about))).toEqual([
      { label: 'credentials', state: 'unknown', text: 'Found in AWS_ACCESS_KEY_ID, and not tried.' },
      tail,
    ]);
    expect(areasOf(reportOf({ ...about, findings: [finding('clock-skew')] })).slice(1)).toEqual([tail]);
    const none = areasOf(reportOf({ ...about, credentials: null }));
    expect(none).toEqual([{ ...tail, text: 'not checked without credentials' }]);
    const placeless = { type: 'sso', location: null, accessKeyId: null, expiresAt: null };
    expect(areasOf(reportOf({ ...about, credentials: placeless }))[0]?.text).toBe(
      'Found in sso, and not tried.',
    );
  });
});

describe('capabilities', () => {
  it('come with what was asked for first', () => {
    const capabilities = ['compute', 'storage', 'spot', 'ports'].map((id) => capabilityOf({ id }));
    const labels = areasOf(reportOf({ capabilities, asked: ['spot'] })).map(({ label }) => label);
    expect(labels.slice(0, 3)).toEqual(['spot', 'compute', 'storage']);
    expect(labels).not.toContain('ports');
  });

  const denied = (action: string, layer: 'scp' | 'no-allow' | null = 'no-allow') =>
    requirementOf({ action, decision: 'denied', layer });
  const compute = (about: Parameters<typeof capabilityOf>[0], asked = ['compute']) =>
    area('compute', { capabilities: [capabilityOf(about)], asked });

  it('that are enabled count their permissions, or name what is lost', () => {
    const likely = requirementOf({ decision: 'likely' });
    const open = requirementOf({ decision: 'unknown', impact: 'degrades' });
    expect(compute({ requirements: [requirementOf(), likely, open] })).toEqual({
      state: 'good',
      text: '2 of 3 permissions are there.',
    });
    expect(compute({ requirements: [requirementOf(), denied('ec2:DeleteTags')] })).toEqual({
      state: 'good',
      text: 'Works, but for ec2:DeleteTags.',
    });
  });

  it.each<[readonly ReturnType<typeof denied>[], string]>([
    [[denied('a')], 'a is missing.'],
    [[denied('a'), denied('a'), denied('b')], 'a and b are missing.'],
    [[denied('a'), denied('b', 'scp')], 'a is missing. b is denied by a service control policy.'],
    [[denied('a', null)], 'a is denied by AWS, which does not say why.'],
    [[denied('a'), denied('b'), denied('c'), denied('d')], 'a, b, c and d are missing.'],
    [[denied('a'), denied('b'), denied('c'), denied('d'), denied('e')], 'a, b, c and 2 more are missing.'],
  ])('that are disabled say what is denied: %#', (requirements, text) => {
    const about = {
      status: 'disabled' as const,
      requirements: [...requirements, requirementOf({ decision: 'denied', impact: 'degrades', action: 'x' })],
    };
    expect(compute(about)).toEqual({ state: 'bad', text });
    expect(compute(about, ['storage'])).toEqual({ state: 'warning', text });
  });

  it.each([
    ['explicit-deny', 'a Deny in a policy of this identity'],
    ['permissions-boundary', 'the permissions boundary'],
    ['rcp', 'a resource control policy'],
    ['session-policy', 'the session policy'],
    ['resource-policy', "the resource's own policy"],
    ['trust-policy', "the role's trust policy"],
    ['vpc-endpoint-policy', 'the policy of the VPC endpoint'],
  ] as const)('that %s denies say so', (layer, by) => {
    const requirements = [requirementOf({ action: 'a', decision: 'denied', layer })];
    expect(compute({ status: 'disabled', requirements })?.text).toBe(`a is denied by ${by}.`);
  });

  it('say which condition does not hold, or is not known', () => {
    const condition = (id: 'identity' | 'region', decision: 'denied' | 'unknown', reason: string) => ({
      id,
      decision,
      reason,
    });
    const conditions = [
      condition('identity', 'unknown', 'nobody knows'),
      condition('region', 'denied', 'no region is usable'),
      condition('identity', 'denied', 'later'),
    ];
    expect(compute({ status: 'disabled', conditions, requirements: [denied('a')] })?.text).toBe(
      'No region is usable.',
    );
    expect(compute({ status: 'unknown', conditions })).toEqual({ state: 'unknown', text: 'Nobody knows.' });
  });

  it('that are not known say what was not tested', () => {
    const open = (action: string) => requirementOf({ action, decision: 'unknown' });
    const lost = requirementOf({ decision: 'unknown', impact: 'degrades' });
    expect(compute({ status: 'unknown', requirements: [open('a'), lost] })?.text).toBe(
      '1 permission was not tested: a.',
    );
    expect(compute({ status: 'unknown', requirements: [open('a'), open('b')] })?.text).toBe(
      '2 permissions were not tested: a and b.',
    );
  });
});

describe('the role', () => {
  const role = (state: Report['role']['state'], autoRole?: 'enabled' | 'disabled' | 'unknown') => {
    const capabilities = autoRole === undefined ? [] : [capabilityOf({ id: 'auto-role', status: autoRole })];
    return area('role', { role: { name: 'r', state, arn: null, uses: [] }, capabilities });
  };

  it.each([
    [role('present'), 'good', 'r is ready.'],
    [role('missing', 'enabled'), 'good', 'r will be made by the first launch.'],
    [role('missing', 'disabled'), 'bad', 'r does not exist, and this identity may not create it.'],
    [
      role('missing', 'unknown'),
      'unknown',
      'r does not exist, and whether it can be created was not tested.',
    ],
    [role('missing'), 'unknown', 'r does not exist, and whether it can be created was not tested.'],
    [role('profile-without-role'), 'bad', 'The instance profile r holds no role.'],
    [role('unknown'), 'unknown', 'r could not be looked up.'],
  ])('%#', (found, state, text) => {
    expect(found).toEqual({ state, text });
  });
});

describe('regions', () => {
  const region = (
    name: string,
    status: ReportRegion['status'] = 'usable',
    reason: string | null = null,
  ): ReportRegion => ({
    region: name,
    status,
    vpc: null,
    subnets: 0,
    zones: [],
    securityGroup: null,
    reason,
    detail: null,
  });
  const regions = (...all: ReportRegion[]) => area('regions', { regions: all });

  it.each<[Omit<Area, 'label'> | undefined, string, string]>([
    [regions(region('a'), region('b')), 'good', '2 of 2 usable.'],
    [
      regions(region('a'), region('b', 'unusable', 'no-default-vpc')),
      'warning',
      '1 of 2 usable: no default vpc in b.',
    ],
    [regions(region('a', 'unknown')), 'bad', '0 of 1 usable: unknown in a.'],
    [
      regions(...['a', 'b', 'c'].map((name) => region(name, 'unusable', 'x'))),
      'bad',
      '0 of 3 usable: x in a, b and c.',
    ],
    [
      regions(...['a', 'b', 'c', 'd'].map((name) => region(name, 'unusable', 'x'))),
      'bad',
      '0 of 4 usable: x in 4 regions.',
    ],
    [
      regions(region('a', 'unusable', 'x'), region('b', 'unknown', 'y')),
      'bad',
      '0 of 2 usable: x in a; y in b.',
    ],
    [
      area('regions', { regions: [], regionsNotChecked: 'no calls were made' }),
      'unknown',
      'Not looked at: no calls were made.',
    ],
  ])('%#', (found, state, text) => {
    expect(found).toEqual({ state, text });
  });

  it('are no area where nobody meant to look', () => {
    expect(regions()).toBeUndefined();
  });
});

it('leaves out role and regions about policies', () => {
  const policyCheck = { account: null, partition: 'aws', role: 'r', documents: [] };
  expect(areasOf(reportOf({ policyCheck, identity: null, regionsNotChecked: 'x' }))).toEqual([]);
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j is listed as %s', (words, text) => {
  expect(listed(words)).toBe(text);
});

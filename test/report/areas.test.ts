import { describe, expect, it } from 'vitest';
import { type Area, areasOf, listed } from '../../src/report/areas.ts';
import type { Report, ReportCapability } from '../../src/report/report.ts';
import { capabilityOf, findingOf, regionOf, reportOf, requirementOf } from './report-of.ts';

const denied = (action: string, about: Parameters<typeof requirementOf>[0] = {}) =>
  requirementOf({ action, decision: 'denied', ...about });

/** The line of compute. */
function compute(about: Partial<ReportCapability>, report: Partial<Report> = {}): Area | undefined {
  return areasOf(reportOf({ capabilities: [capabilityOf(about)], ...report })).find(
    ({ label }) => label === 'compute',
  );
}

/** The line of a label where all else is well. */
function areaOf(label: string, about: Partial<Report>): Area | undefined {
  return areasOf(reportOf(about)).find((area) => area.label === label);
}

describe('the line of a capability', () => {
  it('counts what is there, and names what is lost without harm', () => {
    expect(compute({})).toEqual({ label: 'compute', state: 'good', text: '1 of 1 permissions are there.' });
    const requirements = [requirementOf(), denied('ec2:CreateTags', { impact: 'degrades' })];
    expect(compute({ requirements })?.text).toBe('Works, but for ec2:CreateTags.');
  });

  it('says what happens, then what is missing', () => {
    const about = { status: 'disabled', consequence: 'Launches fail' } as const;
    const requirements = [denied('ec2:RunInstances', { layer: null })];
    const text = (layer: ReportCapability['requirements'][number]['layer']) =>
      compute({ ...about, requirements: requirements.map((each) => ({ ...each, layer })) })?.text;
    expect(text('scp')).toBe('Launches fail: ec2:RunInstances is denied by a service control policy.');
    expect(text('no-allow')).toBe('Launches fail: ec2:RunInstances is missing.');
    expect(text(null)).toBe('Launches fail: ec2:RunInstances is denied by AWS, which does not say why.');
    expect(compute({ ...about, consequence: null, requirements })?.text).toBe(
      'ec2:RunInstances is denied by AWS, which does not say why.',
    );
  });

  it('names at most four actions, each once, and the resources where others are granted', () => {
    const named = (...actions: string[]) =>
      compute({ status: 'disabled', requirements: actions.map((action) => denied(action, { layer: 'scp' })) })
        ?.text;
    expect(named('a:A', 'a:A', 'b:B')).toBe('a:A and b:B are denied by a service control policy.');
    expect(named('a:A', 'b:B', 'c:C', 'd:D')).toBe(
      'a:A, b:B, c:C and d:D are denied by a service control policy.',
    );
    expect(named('a:A', 'b:B', 'c:C', 'd:D', 'e:E')).toBe(
      'a:A, b:B, c:C and 2 more are denied by a service control policy.',
    );
    const requirements = [
      requirementOf({ action: 'ec2:CreateTags' }),
      denied('ec2:CreateTags', {
        layer: 'scp',
        resourcePattern: 'arn:aws:ec2:*:111122223333:security-group/*',
      }),
    ];
    expect(compute({ status: 'disabled', requirements })?.text).toBe(
      'ec2:CreateTags on security-group/* is denied by a service control policy.',
    );
  });

  it('is a condition where that is what is not met', () => {
    const conditions = [
      { id: 'region', decision: 'denied', reason: 'no region can be used' },
    ] as const satisfies ReportCapability['conditions'];
    expect(compute({ status: 'disabled', conditions })?.text).toBe('No region can be used.');
    expect(
      compute({ status: 'unknown', conditions: [{ ...conditions[0], decision: 'unknown' }] })?.text,
    ).toBe('No region can be used.');
  });

  it('counts what was not tested', () => {
    const open = requirementOf({ decision: 'unknown', evidence: null });
    expect(compute({ status: 'unknown', requirements: [open] })).toEqual({
      label: 'compute',
      state: 'unknown',
      text: '1 permission was not tested, since the simulator allows it: ec2:RunInstances.',
    });
    const many = { ...open, reason: 'another reason' };
    expect(compute({ status: 'unknown', requirements: [open, many] })?.text).toBe(
      '2 permissions were not tested: ec2:RunInstances.',
    );
    expect(compute({ status: 'unknown', requirements: [{ ...open, impact: 'degrades' }] })?.text).toBe(
      '1 permission was not tested, since the simulator allows it: ec2:RunInstances.',
    );
    expect(compute({ status: 'unknown', requirements: [open, open] })?.text).toBe(
      '2 permissions were not tested, since the simulator allows it: ec2:RunInstances.',
    );
  });

  it('fails only where it was asked for; what was asked for comes first, other extras not at all', () => {
    const capabilities = [
      capabilityOf({ status: 'disabled', requirements: [denied('a:A', { layer: 'scp' })] }),
      capabilityOf({ id: 'spot' }),
      capabilityOf({ id: 'ports', status: 'disabled' }),
    ];
    expect(
      areasOf(reportOf({ capabilities, asked: ['spot'] })).map(({ label, state }) => [label, state]),
    ).toEqual([
      ['spot', 'good'],
      ['compute', 'warning'],
      ['role', 'good'],
    ]);
  });
});

describe('problems of more than one capability', () => {
  it('come first, by topic, without what follows from them and what other lines say', () => {
    const findings = [
      findingOf({ topic: 'settings', code: 'config-duplicate-section', title: 'Duplicate section' }),
      findingOf({ topic: 'login', cause: 'config-duplicate-section' }),
      findingOf({ topic: 'permissions', code: 'permissions-missing' }),
      findingOf({ topic: 'network', severity: 'warning' }),
    ];
    expect(areasOf(reportOf({ findings }))).toEqual([
      { label: 'settings', state: 'bad', text: 'Duplicate section.', detail: 'It ended.' },
      { label: 'role', state: 'good', text: 'skypilot-v1 is ready.' },
    ]);
  });

  it('say when a login expired', () => {
    const findings = [findingOf({ topic: 'login' })];
    const credentials = {
      type: 'sso',
      location: null,
      accessKeyId: null,
      expiresAt: '2026-11-30T09:59:00.000Z',
    };
    expect(areaOf('login', { findings, credentials, identity: null })?.text).toBe(
      'Your SSO login expired 2 hours ago.',
    );
    expect(areaOf('login', { findings, identity: null })?.text).toBe('The SSO login has expired.');
  });
});

describe('without an identity', () => {
  it.each<[string, Partial<Report>, readonly Area[]]>([
    [
      'and without credentials',
      {
        credentials: null,
        findings: [findingOf({ code: 'no-credentials', topic: 'credentials', title: 'None' })],
      },
      [
        { label: 'credentials', state: 'bad', text: 'None.', detail: 'It ended.' },
        {
          label: 'compute, storage, role, regions',
          state: 'not-checked',
          text: 'not checked without credentials',
        },
      ],
    ],
    [
      'offline',
      {
        asked: ['spot'],
        region: { value: 'eu-west-1', type: 'env', location: 'AWS_REGION' },
        findings: [findingOf({ code: 'capability-undecided', topic: 'permissions' })],
      },
      [
        {
          label: 'credentials',
          state: 'unknown',
          text: 'Key ****************MPLE in AWS_ACCESS_KEY_ID, not tried.',
        },
        { label: 'region', state: 'unknown', text: 'eu-west-1 from AWS_REGION, not tried.' },
        {
          label: 'spot, compute, storage, role, regions',
          state: 'not-checked',
          text: 'not checked without a call',
        },
      ],
    ],
  ])('%s', (_name, about, areas) => {
    expect(areasOf(reportOf({ identity: null, ...about }))).toEqual(areas);
  });
});

describe('the line of the role', () => {
  const role = (state: Report['role']['state']) => ({ name: 'sky', state, arn: null, uses: [] });
  const autoRole = (status: ReportCapability['status']) => [capabilityOf({ id: 'auto-role', status })];

  it.each<[Partial<Report>, Area['state'], string]>([
    [{ role: role('present') }, 'good', 'sky is ready.'],
    [
      { role: role('missing'), capabilities: autoRole('enabled') },
      'good',
      'sky will be made by the first launch.',
    ],
    [
      { role: role('missing'), capabilities: autoRole('disabled') },
      'bad',
      'sky does not exist, and this identity may not create it.',
    ],
    [
      { role: role('missing'), capabilities: autoRole('unknown') },
      'unknown',
      'sky does not exist, and whether it can be created was not tested.',
    ],
    [{ role: role('profile-without-role') }, 'bad', 'The instance profile sky holds no role.'],
    [{ role: role('unknown') }, 'unknown', 'sky could not be looked up.'],
    [
      {
        role: role('present'),
        findings: [findingOf({ code: 'role-trust', topic: 'role', title: 'EC2 may not assume it' })],
      },
      'bad',
      'EC2 may not assume it.',
    ],
  ])('%#', (about, state, text) => {
    expect(areaOf('role', about)).toEqual({ label: 'role', state, text });
  });
});

describe('the line of the regions', () => {
  const none = { vpc: null, subnets: 0, zones: [] };
  const bad = (region: string, reason: string | null) =>
    regionOf(region, { ...none, status: 'unusable', reason });

  it.each<[Partial<Report>, Area['state'], string]>([
    [{ regions: [regionOf('a'), regionOf('b')] }, 'good', '2 of 2 usable.'],
    [
      { regions: [regionOf('a'), bad('b', 'no-default-vpc'), bad('c', 'no-default-vpc')] },
      'warning',
      '1 of 3 usable: no default VPC in b and c.',
    ],
    [
      { regions: [...['a', 'b', 'c', 'd'].map((name) => bad(name, 'no-subnet')), bad('e', null)] },
      'bad',
      '0 of 5 usable: no subnet in 4 regions; unknown in e.',
    ],
    [
      { regions: [regionOf('a'), { ...bad('b', 'UnauthorizedOperation'), status: 'unknown' }] },
      'warning',
      '1 of 2 usable: this identity may not look in b (UnauthorizedOperation).',
    ],
    [
      { regions: [{ ...bad('b', 'RequestLimitExceeded'), status: 'unknown' }] },
      'unknown',
      '0 of 1 usable: not known in b (RequestLimitExceeded).',
    ],
    [{ regions: [], regionsNotChecked: 'not allowed' }, 'unknown', 'Not looked at: not allowed.'],
  ])('%#', (about, state, text) => {
    expect(areaOf('regions', about)).toEqual({ label: 'regions', state, text });
  });
});

it('about policies speaks of no role and no regions', () => {
  const policyCheck = { account: null, partition: 'aws', role: 'skypilot-v1', documents: [] };
  const report = reportOf({
    policyCheck,
    identity: null,
    capabilities: [capabilityOf()],
    regions: [regionOf('a')],
  });
  expect(areasOf(report).map(({ label }) => label)).toEqual(['compute']);
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('lists %j', (words, text) => {
  expect(listed(words)).toBe(text);
});

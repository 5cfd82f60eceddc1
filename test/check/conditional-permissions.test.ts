import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import type { Report } from '../../src/report/report.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { ACCOUNT, policy, scenarioOf } from '../sandbox/support.ts';

type Statement = Readonly<Record<string, unknown>>;

interface Guarded {
  /** The user's own statements; an administrator's where there are none. */
  readonly own?: readonly Statement[];
  readonly scp?: readonly Statement[];
  readonly endpoint?: readonly Statement[];
  readonly simulator?: boolean;
  readonly region?: string;
  readonly skyConfig?: string;
}

const ADMIN: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A user `ml`, under what guards the account. */
function guarded({
  own = [ADMIN],
  scp,
  endpoint,
  simulator = true,
  region = 'us-east-1',
  skyConfig,
}: Guarded): Scenario {
  const whole = {
    description: 'for a test',
    simulator: { available: simulator },
    accounts: [
      {
        id: ACCOUNT,
        users: [{ name: 'ml', inline: { own: policy(...own) } }],
        ...(scp === undefined
          ? {}
          : {
              serviceControlPolicies: [['FullAWSAccess', { name: 'guard', document: policy(...scp) }]],
            }),
      },
    ],
    ...(endpoint === undefined ? {} : { vpcEndpoints: [{ service: 'ec2', policy: policy(...endpoint) }] }),
    home: {
      profiles: [{ name: 'default', user: 'ml', region }],
      files: skyConfig === undefined ? [] : [{ path: '.sky/config.yaml', text: skyConfig }],
    },
  };
  return scenarioOf(JSON.stringify(whole));
}

const INSTANCES = 'arn:aws:ec2:*:*:instance/*';

/** All that a launch is made of but for what a test is about. */
function everythingBut(...actions: readonly string[]): Statement {
  return { Effect: 'Allow', NotAction: actions, Resource: '*' };
}

const deny = (Action: string, Resource: string, Condition: object): Statement => ({
  Sid: 'Guard',
  Effect: 'Deny',
  Action,
  Resource,
  Condition,
});

const allowIf = (Action: string, Condition: object, Resource = INSTANCES): Statement => ({
  Sid: 'OnlyIf',
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

async function checked(given: Guarded, request: Partial<CheckRequest> = {}): Promise<Report> {
  return (await checkScenario(guarded(given), request)).report;
}

/** All steps of all fixes, in words. */
function steps({ findings }: Report): string {
  return findings.flatMap(({ fix }) => fix.map(({ text }) => text)).join('\n');
}

/** The actions that the one policy to add grants. */
function granted({ missingPolicy }: Report): readonly string[] {
  return (missingPolicy?.Statement ?? []).flatMap(({ Action }) => Action);
}

const OWNER = { StringEquals: { 'aws:ResourceTag/Owner': 'ml' } };

describe('a condition on tags that aws.labels can satisfy', () => {
  const cases: readonly (readonly [title: string, given: Guarded, label: string])[] = [
    [
      'an Allow for machines of one owner',
      { own: [everythingBut('ec2:TerminateInstances'), allowIf('ec2:TerminateInstances', OWNER)] },
      'Owner: VALUE',
    ],
    [
      'the same by the older key',
      {
        own: [
          everythingBut('ec2:StopInstances'),
          allowIf('ec2:StopInstances', { StringEquals: { 'ec2:ResourceTag/team': 'nlp' } }),
        ],
      },
      'team: VALUE',
    ],
    [
      'an Allow for launches with a tag',
      {
        own: [
          everythingBut('ec2:RunInstances'),
          { Effect: 'Allow', Action: 'ec2:RunInstances', NotResource: INSTANCES },
          allowIf('ec2:RunInstances', { StringEquals: { 'aws:RequestTag/Project': 'x' } }),
        ],
      },
      'Project: VALUE',
    ],
    [
      'a service control policy that the simulator knows and does not explain',
      {
        scp: [
          deny('ec2:TerminateInstances', INSTANCES, { StringNotEquals: { 'aws:ResourceTag/Owner': 'ml' } }),
        ],
      },
      'Owner: ml',
    ],
    [
      'the same without the simulator',
      {
        simulator: false,
        scp: [
          deny('ec2:TerminateInstances', INSTANCES, { StringNotEquals: { 'aws:ResourceTag/Owner': 'ml' } }),
        ],
      },
      'Owner: ml',
    ],
    [
      'beside a label that is there',
      {
        own: [everythingBut('ec2:TerminateInstances'), allowIf('ec2:TerminateInstances', OWNER)],
        skyConfig: 'aws:\n  labels:\n    cost: "1"\n',
      },
      'cost: "1", Owner: VALUE',
    ],
  ];
  for (const [title, given, label] of cases) {
    it(title, async () => {
      const report = await checked(given);
      expect(report.exitCode).not.toBe(0);
      expect(steps(report)).toContain(`aws.labels: {${label}}`);
      const forbidden = ['ec2:TerminateInstances', 'ec2:StopInstances', 'ec2:RunInstances'];
      expect(granted(report).filter((action) => forbidden.includes(action))).toEqual([]);
    });
  }

  it('is met by the label', async () => {
    const report = await checked({
      own: [everythingBut('ec2:TerminateInstances'), allowIf('ec2:TerminateInstances', OWNER)],
      skyConfig: 'aws:\n  labels:\n    Owner: ml\n',
    });
    expect(report.exitCode).toBe(0);
  });

  it('is not one on a list of tags that may be set', async () => {
    const report = await checked({
      scp: [deny('ec2:CreateTags', '*', { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['Name'] } })],
    });
    expect(report.exitCode).toBe(1);
    expect(steps(report)).not.toContain('aws.labels');
    expect(steps(report)).toContain('allow the tags that SkyPilot sets');
  });
});

describe('an Allow that hangs on a field of the launch', () => {
  for (const simulator of [true, false]) {
    it(`is not offered without its condition, ${simulator ? 'simulated' : 'by dry runs alone'}`, async () => {
      const report = await checked({
        simulator,
        own: [
          everythingBut('ec2:RunInstances'),
          { Effect: 'Allow', Action: 'ec2:RunInstances', NotResource: INSTANCES },
          allowIf('ec2:RunInstances', { StringLike: { 'ec2:InstanceType': 't3.*' } }),
        ],
      });
      expect(report.exitCode).toBe(1);
      expect(report.findings.map(({ code }) => code)).toContain('launch-guardrail');
      expect(granted(report)).not.toContain('ec2:RunInstances');
      expect(steps(report)).not.toContain('"ec2:RunInstances"');
    });
  }
});

describe('a layer against which no Allow helps', () => {
  it('is answered with no statement, though only something in its place was tried', async () => {
    for (const simulator of [true, false]) {
      const report = await checked({
        simulator,
        own: [ADMIN],
        endpoint: [{ Effect: 'Allow', Principal: '*', Action: 'ec2:Describe*', Resource: '*' }],
      });
      expect(report.exitCode).toBe(1);
      const stopped = ['ec2:TerminateInstances', 'ec2:StopInstances', 'ec2:StartInstances'];
      expect(granted(report).filter((action) => stopped.includes(action))).toEqual([]);
    }
  });

  it('is one finding where it demands MFA of everything', async () => {
    const { findings } = await checked({
      scp: [deny('ec2:*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })],
    });
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).toEqual(['denied-without-mfa']);
  });
});

describe('a condition on the program that calls', () => {
  const agents: readonly (readonly [title: string, given: Guarded, exitCode: number])[] = [
    [
      'of a service control policy that stops skycheck alone',
      { scp: [deny('ec2:RunInstances', '*', { StringNotLike: { 'aws:UserAgent': '*Boto3*' } })] },
      3,
    ],
    [
      'of the same without the simulator',
      {
        simulator: false,
        scp: [deny('ec2:RunInstances', '*', { StringNotLike: { 'aws:UserAgent': '*Boto3*' } })],
      },
      3,
    ],
    [
      'of an identity policy that stops SkyPilot alone',
      { own: [ADMIN, deny('ec2:RunInstances', '*', { StringLike: { 'aws:UserAgent': '*Boto3*' } })] },
      3,
    ],
  ];
  for (const [title, given, exitCode] of agents) {
    it(`${title}, leaves open`, async () => {
      const report = await checked(given);
      expect(report.exitCode).toBe(exitCode);
      const [open] = report.findings.filter(({ code }) => code === 'capability-undecided');
      expect(open?.detail).toContain('aws:UserAgent');
    });
  }
});

describe('where a bucket may be made', () => {
  const onlyIn = (region: string): readonly Statement[] => [
    deny('s3:CreateBucket', '*', { StringNotEquals: { 's3:LocationConstraint': region } }),
  ];
  const places: readonly (readonly [region: string, allowed: string, status: string])[] = [
    ['eu-west-1', 'eu-west-1', 'enabled'],
    ['eu-west-1', 'us-west-2', 'disabled'],
    // SkyPilot names no location there.
    ['us-east-1', 'us-east-1', 'disabled'],
    ['us-east-1', 'eu-west-1', 'disabled'],
  ];
  for (const [region, allowed, status] of places) {
    it(`from ${region}, where only ${allowed} is allowed: ${status}`, async () => {
      const { capabilities } = await checked(
        { scp: onlyIn(allowed), region },
        { required: ['bucket-create'] },
      );
      expect(capabilities.find(({ id }) => id === 'bucket-create')?.status).toBe(status);
    });
  }
});

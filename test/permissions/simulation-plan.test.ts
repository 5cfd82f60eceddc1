import { describe, expect, it } from 'vitest';
import { planSimulation, type SimulatedCaller } from '../../src/permissions/simulation-plan.ts';
import { launchIn, OWN_READS, SCOPE } from './fixtures.ts';

const USER = 'arn:aws:iam::111122223333:user/ann';
const CALLER: SimulatedCaller = { principalArn: USER, account: SCOPE.account, now: Date.UTC(2026, 0, 2, 3) };
const { permissions } = launchIn(OWN_READS);

const entry = (key: string, values: readonly string[], type = 'string') => ({
  ContextKeyName: key,
  ContextKeyValues: values,
  ContextKeyType: type,
});

const COMMON = [
  entry('aws:RequestedRegion', ['us-east-1']),
  entry('ec2:Region', ['us-east-1']),
  entry('aws:SecureTransport', ['true'], 'boolean'),
  entry('aws:CurrentTime', ['2026-01-02T03:00:00Z'], 'date'),
  entry('aws:PrincipalArn', [USER]),
  entry('aws:PrincipalAccount', [SCOPE.account]),
];

function planOf(action: string, caller: Partial<SimulatedCaller> = {}) {
  const asked = permissions.filter(({ requirement }) => requirement.action === action);
  return planSimulation(asked, SCOPE, { ...CALLER, ...caller });
}

describe('planSimulation', () => {
  it('describes a call whole', () => {
    const [pass] = permissions.filter(({ id }) => id === 'compute/iam:PassRole@role');
    if (pass === undefined) throw new Error('no permission');
    expect(planSimulation([pass], SCOPE, CALLER)).toEqual([
      {
        actionNames: ['iam:PassRole'],
        resourceArns: ['arn:aws:iam::111122223333:role/skypilot-v1'],
        contextEntries: [...COMMON, entry('iam:PassedToService', ['ec2.amazonaws.com'])],
        permissions: [pass],
        longTermKey: false,
      },
    ]);
  });

  it('has the keys of the launch, in their types', () => {
    const [volume] = planOf('ec2:RunInstances').filter(({ resourceArns }) =>
      resourceArns.join().includes(':volume/'),
    );
    const tags = ['Name', 'ray-cluster-name', 'skypilot-cluster-name', 'skypilot-user'];
    expect(volume?.contextEntries).toEqual(
      expect.arrayContaining([
        entry('ec2:Encrypted', ['false'], 'boolean'),
        entry('ec2:VolumeSize', ['256'], 'numeric'),
        entry('aws:TagKeys', tags, 'stringList'),
        entry('aws:RequestTag/skypilot-user', ['me']),
      ]),
    );
  });

  it.each<[Partial<SimulatedCaller>, object[], boolean]>([
    [{}, [], false],
    [{ userId: 'AIDA' }, [entry('aws:userid', ['AIDA'])], false],
    [
      { userId: 'AIDA', userName: 'ann' },
      [entry('aws:userid', ['AIDA']), entry('aws:username', ['ann'])],
      false,
    ],
    [{ longTermKey: true }, [], true],
    [{ longTermKey: false }, [], false],
  ])('names the caller %j', (caller, entries, longTermKey) => {
    expect(
      planOf('s3:ListAllMyBuckets', caller).map((call) => ({
        ...call,
        permissions: call.permissions.length,
      })),
    ).toEqual([
      {
        actionNames: ['s3:ListAllMyBuckets'],
        resourceArns: ['*'],
        contextEntries: [...COMMON, ...entries],
        permissions: 1,
        longTermKey,
      },
    ]);
  });

  it('asks about actions of one service on the same thing in one call, and about passing a role alone', () => {
    const plan = planSimulation(permissions, SCOPE, CALLER);
    const services = plan.map(({ actionNames }) => new Set(actionNames.map((name) => name.split(':')[0])));
    expect(services.filter(({ size }) => size !== 1)).toEqual([]);
    expect(plan.filter(({ actionNames }) => actionNames.includes('iam:PassRole'))).toHaveLength(1);
    const reads = plan.filter(({ actionNames }) => actionNames.includes('ec2:DescribeVpcs'));
    expect(reads.map(({ actionNames }) => actionNames)).toEqual([
      [
        ...new Set(
          permissions
            .map(({ requirement }) => requirement.action)
            .filter((action) => action.startsWith('ec2:Describe')),
        ),
      ],
    ]);
    for (const { actionNames, resourceArns, permissions: asked } of plan) {
      expect(actionNames).toEqual([...new Set(asked.map(({ requirement }) => requirement.action))]);
      expect(resourceArns).toEqual([...new Set(asked.map(({ resource }) => resource))]);
    }
  });
});

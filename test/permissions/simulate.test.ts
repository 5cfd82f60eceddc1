import { describe, expect, it } from 'vitest';
import type { AwsFailure, FailureKind } from '../../src/aws/aws-result.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { type SimulatePage, simulate } from '../../src/permissions/simulate.ts';
import { planSimulation, type SimulationCall } from '../../src/permissions/simulation-plan.ts';

const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };
const USER = 'arn:aws:iam::111122223333:user/dev';
const permissions = expandPermissions(scope);
const CALLER = { principalArn: USER, userId: 'AIDA', account: scope.account, now: 0 };

function planFor(principalArn: string): readonly SimulationCall[] {
  return planSimulation(permissions, scope, { principalArn, userId: 'AIDA', account: scope.account, now: 0 });
}

function failure(kind: FailureKind, code: string): { kind: 'failed'; failure: AwsFailure } {
  return {
    kind: 'failed',
    failure: { kind, code, message: code, service: 'iam', operation: 'SimulatePrincipalPolicy' },
  };
}

const allowAll: SimulatePage = async (_arn, call) => ({
  kind: 'ok',
  value: {
    results: call.actionNames.map((action) => ({ EvalActionName: action, EvalDecision: 'allowed' })),
    marker: undefined,
  },
});

describe('simulate', () => {
  it('decides every need where the simulator answers', async () => {
    const { outcome, evidence } = await simulate([USER], planFor, allowAll);
    expect(outcome).toEqual({ kind: 'done', principalArn: USER, failures: [] });
    expect([...evidence.keys()].sort()).toEqual(permissions.map(({ id }) => id).sort());
    expect(new Set([...evidence.values()].map(({ decision }) => decision))).toEqual(new Set(['allowed']));
  });

  it('follows markers over short pages to the end', async () => {
    const paged: SimulatePage = async (_arn, call, marker) => {
      const index = marker === undefined ? 0 : Number(marker);
      const action = call.actionNames[index];
      return {
        kind: 'ok',
        value: {
          results: action === undefined ? [] : [{ EvalActionName: action, EvalDecision: 'allowed' }],
          marker: index + 1 < call.actionNames.length ? String(index + 1) : undefined,
        },
      };
    };
    const { evidence } = await simulate([USER], planFor, paged);
    expect([...evidence.values()].every(({ decision }) => decision === 'allowed')).toBe(true);
  });

  it('ends although a server hands out markers for ever', async () => {
    let pages = 0;
    await simulate([USER], planFor, async () => {
      pages += 1;
      return { kind: 'ok', value: { results: [], marker: 'again' } };
    });
    expect(pages).toBe(50 * planFor(USER).length);
  });

  it('stops early, and calls nothing denied, where the simulator may not be called', async () => {
    let calls = 0;
    const { outcome, evidence } = await simulate([USER], planFor, async () => {
      calls += 1;
      return failure('denied', 'AccessDenied');
    });
    expect(outcome.kind).toBe('not-allowed');
    expect(calls).toBeLessThan(6);
    expect(new Set([...evidence.values()].map(({ decision }) => decision))).toEqual(new Set(['unknown']));
    expect(evidence.size).toBe(permissions.length);
  });

  it('tells a missing simulator from a forbidden one', async () => {
    const { outcome } = await simulate([USER], planFor, async () =>
      failure('unsupported-operation', 'InternalFailure'),
    );
    expect(outcome.kind).toBe('unsupported');
  });

  it('loses only what depends on a failed call', async () => {
    let calls = 0;
    const { outcome, evidence } = await simulate([USER], planFor, async (arn, call, marker) => {
      calls += 1;
      return calls === 1 ? failure('denied', 'AccessDenied') : allowAll(arn, call, marker);
    });
    expect(outcome).toMatchObject({ kind: 'done', failures: [{ code: 'AccessDenied' }] });
    const decisions = [...evidence.values()].map(({ decision }) => decision);
    expect(decisions.filter((decision) => decision === 'unknown').length).toBe(
      planFor(USER)[0]?.permissions.length,
    );
    expect(decisions).not.toContain('denied');
  });

  it('takes the first candidate that IAM knows', async () => {
    const candidates = ['arn:aws:iam::111122223333:role/a/x', 'arn:aws:iam::111122223333:role/x'];
    const { outcome } = await simulate(candidates, planFor, async (arn, call, marker) =>
      arn === candidates[0] ? failure('not-found', 'NoSuchEntity') : allowAll(arn, call, marker),
    );
    expect(outcome).toMatchObject({ kind: 'done', principalArn: candidates[1] });
  });

  it('asks about several candidates side by side, and takes an answer before a refusal', async () => {
    const candidates = ['arn:aws:iam::111122223333:role/a/x', 'arn:aws:iam::111122223333:role/x'];
    const asked: string[] = [];
    const { outcome } = await simulate(candidates, planFor, async (arn, call, marker) => {
      asked.push(arn);
      return arn === candidates[0] ? failure('denied', 'AccessDenied') : allowAll(arn, call, marker);
    });
    expect(asked.slice(0, 2)).toEqual(candidates);
    expect(outcome).toMatchObject({ kind: 'done', principalArn: candidates[1] });
  });

  it('denies nothing where IAM does not know the only candidate', async () => {
    let calls = 0;
    const { outcome } = await simulate([USER], planFor, async () => {
      calls += 1;
      return failure('not-found', 'NoSuchEntity');
    });
    expect(outcome).toEqual({ kind: 'principal-not-found', candidates: [USER] });
    expect(calls).toBe(3);
  });

  it.each(['throttled', 'server-error', 'network', 'malformed-answer'] as const)(
    'gives up where the first answers all fail as %s, and goes on where IAM finds fault with one call',
    async (kind) => {
      let calls = 0;
      const { outcome } = await simulate([USER], planFor, async () => {
        calls += 1;
        return failure(kind, 'X');
      });
      expect({ kind: outcome.kind, calls }).toEqual({ kind: 'done', calls: 3 });
      calls = 0;
      await simulate([USER], planFor, async () => {
        calls += 1;
        return failure('other', 'InvalidInput');
      });
      expect(calls).toBe(planFor(USER).length);
    },
  );

  it('denies nothing where IAM knows no candidate', async () => {
    const candidates = ['arn:aws:iam::111122223333:role/a/x', 'arn:aws:iam::111122223333:role/x'];
    const { outcome, evidence } = await simulate(candidates, planFor, async () =>
      failure('not-found', 'NoSuchEntity'),
    );
    expect(outcome).toEqual({ kind: 'principal-not-found', candidates });
    expect(evidence.size).toBe(0);
  });
});

describe('planSimulation', () => {
  const calls = planFor(USER);

  it('asks about every need exactly once', () => {
    expect(calls.flatMap((call) => call.permissions.map(({ id }) => id)).sort()).toEqual(
      permissions.map(({ id }) => id).sort(),
    );
  });

  it('asks about one resource and one context in a call', () => {
    for (const call of calls) {
      expect(call.resourceArns).toHaveLength(1);
      expect(new Set(call.permissions.map(({ context }) => JSON.stringify(context.entries))).size).toBe(1);
    }
  });

  it('sends concrete ARNs, no wildcards but the lone star', () => {
    for (const arn of calls.flatMap((call) => call.resourceArns)) {
      if (arn !== '*') expect(arn).not.toMatch(/[*?$]/);
    }
  });

  it('asks about each resource of a launch with the keys that EC2 has for it', () => {
    const keysOf = (type: string) =>
      calls
        .find(
          (call) =>
            call.actionNames.includes('ec2:RunInstances') && call.resourceArns[0]?.includes(`:${type}/`),
        )
        ?.contextEntries.map(({ ContextKeyName }) => ContextKeyName) ?? [];
    expect(keysOf('volume')).toEqual(
      expect.arrayContaining(['ec2:Encrypted', 'ec2:VolumeSize', 'aws:RequestTag/skypilot-cluster-name']),
    );
    expect(keysOf('volume')).not.toContain('ec2:InstanceType');
    expect(keysOf('network-interface')).toContain('ec2:AssociatePublicIpAddress');
    // SkyPilot tags instances and volumes only.
    for (const type of ['network-interface', 'subnet', 'security-group', 'image'])
      expect(keysOf(type).filter((key) => /^aws:(RequestTag|TagKeys)/.test(key))).toEqual([]);
  });

  it('names the region that AWS sees: that of the call, and that of IAM for IAM', () => {
    const plan = planSimulation(permissions, { ...scope, region: 'eu-west-3' }, CALLER);
    const regionOf = (action: string) =>
      plan
        .find((call) => call.actionNames.includes(action))
        ?.contextEntries.find((entry) => entry.ContextKeyName === 'aws:RequestedRegion')?.ContextKeyValues;
    expect(regionOf('ec2:RunInstances')).toEqual(['eu-west-3']);
    expect(regionOf('iam:PassRole')).toEqual(['eu-west-3']);
    expect(regionOf('iam:GetRole')).toEqual(['us-east-1']);
  });

  it('supplies the context that AWS supplies with the real request', () => {
    const entriesOf = (action: string) =>
      calls
        .find((call) => call.actionNames.includes(action))
        ?.contextEntries.map((entry) => entry.ContextKeyName);
    expect(entriesOf('iam:PassRole')).toContain('iam:PassedToService');
    expect(entriesOf('iam:CreateServiceLinkedRole')).toContain('iam:AWSServiceName');
    expect(entriesOf('iam:AttachRolePolicy')).toContain('iam:PolicyARN');
    expect(entriesOf('s3:ListAllMyBuckets')).toContain('aws:RequestedRegion');
  });
});

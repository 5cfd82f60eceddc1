import { describe, expect, it } from 'vitest';
import type { AwsFailure, FailureKind } from '../../src/aws/aws-result.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { type SimulatePage, simulate, startSimulation } from '../../src/permissions/simulate.ts';
import { planSimulation, type SimulationCall } from '../../src/permissions/simulation-plan.ts';
import { nextTurn } from '../support/clocks.ts';

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

describe('how simulating goes as a whole', () => {
  const [A, B, C] = ['a', 'b', 'c'].map((path) => `arn:aws:iam::111122223333:role/${path}/x`) as [
    string,
    string,
    string,
  ];
  const calls = planFor(USER);
  const denied = failure('denied', 'AccessDenied');
  const missing = failure('not-found', 'NoSuchEntity');

  type Answer = Awaited<ReturnType<SimulatePage>>;

  /** Answers in turn, the last one on and on; `undefined` allows. */
  async function simulated(candidates: readonly string[], ...answers: readonly (Answer | undefined)[]) {
    const asked: string[] = [];
    const page = pageOf(...answers);
    const { outcome, evidence } = await simulate(candidates, planFor, (arn, call, marker) => {
      asked.push(arn);
      return page(arn, call, marker);
    });
    return {
      outcome,
      asked,
      evidence,
      said: [...new Set([...evidence.values()].map((found) => JSON.stringify(found)))],
    };
  }

  /** Answers in turn, the last one on and on. */
  function pageOf(...answers: readonly (Answer | undefined)[]): SimulatePage {
    let asked = 0;
    return async (arn, call, marker) => {
      asked += 1;
      return answers[Math.min(asked, answers.length) - 1] ?? allowAll(arn, call, marker);
    };
  }

  const unknown = (reason: string) => JSON.stringify({ kind: 'simulation', decision: 'unknown', reason });

  it.each<[string, Answer, object, string]>([
    [
      'may not be asked',
      denied,
      { kind: 'not-allowed', principalArn: USER, failure: denied.failure },
      'this identity may not call the policy simulator',
    ],
    [
      'is not there',
      failure('unsupported-operation', 'InvalidAction'),
      { kind: 'unsupported', failure: failure('unsupported-operation', 'InvalidAction').failure },
      'the endpoint has no policy simulator',
    ],
    [
      'fails',
      failure('throttled', 'Throttling'),
      {
        kind: 'done',
        principalArn: USER,
        failures: calls.map(() => failure('throttled', 'Throttling').failure),
      },
      'the policy simulator failed: Throttling',
    ],
  ])('where the simulator %s', async (_title, answer, outcome, reason) => {
    const result = await simulated([USER], answer);
    expect(result.outcome).toEqual(outcome);
    expect(result.said).toEqual([unknown(reason)]);
    expect(result.asked).toHaveLength(3);
  });

  it('is done where refusals and other failures come together', async () => {
    const throttled = failure('throttled', 'Throttling');
    const { outcome, asked } = await simulated([USER], denied, throttled, throttled);
    expect(outcome).toMatchObject({ kind: 'done', principalArn: USER });
    expect(asked).toHaveLength(3);
    const both = await simulated([USER], denied, failure('unsupported-operation', 'X'), denied);
    expect(both.outcome).toEqual({ kind: 'not-allowed', principalArn: USER, failure: denied.failure });
  });

  it('goes on where one of the first calls is at fault, or one is answered', async () => {
    for (const answers of [
      [failure('other', 'InvalidInput'), denied, denied, denied],
      [undefined, denied, denied, denied],
    ]) {
      const { asked, outcome } = await simulated([USER], ...answers);
      expect(asked).toHaveLength(calls.length);
      expect(outcome.kind).toBe('done');
    }
  });

  it('needs every answer to say that there is no such principal', async () => {
    const { outcome } = await simulated([USER], missing, undefined);
    expect(outcome).toEqual({ kind: 'done', principalArn: USER, failures: [missing.failure] });
  });

  it.each<[string, readonly (Answer | undefined)[], string | undefined]>([
    ['the first that is answered', [denied, undefined, undefined], B],
    ['the first that is answered', [missing, denied, undefined], C],
    ['the first that may be there', [missing, denied, denied], B],
    ['the first that may be there', [failure('network', 'ECONNRESET'), denied, missing], A],
    [
      'none where there is none',
      [missing, failure('other', 'ValidationError'), failure('other', 'InvalidInput')],
      undefined,
    ],
  ])('takes %s', async (_title, answers, chosen) => {
    const { outcome } = await simulated([A, B, C], ...answers);
    if (chosen === undefined) expect(outcome).toEqual({ kind: 'principal-not-found', candidates: [A, B, C] });
    else expect(outcome).toMatchObject({ principalArn: chosen });
  });

  it('asks nothing twice of a candidate, nor more where that is no use', async () => {
    const answered = await simulated([A, B], undefined);
    expect(answered.asked).toHaveLength(calls.length + 1);
    expect(answered.outcome).toEqual({ kind: 'done', principalArn: A, failures: [] });
    expect([...answered.evidence.keys()].sort()).toEqual(permissions.map(({ id }) => id).sort());
    const refused = await simulated([A, B], denied);
    expect(refused.asked).toEqual([A, B]);
    expect(refused.outcome).toEqual({ kind: 'not-allowed', principalArn: A, failure: denied.failure });
    expect(refused.said).toEqual([unknown('this identity may not call the policy simulator')]);
    // IAM found fault with the first call alone.
    const faulty = await simulated([A, B], failure('other', 'Odd'), missing, undefined);
    expect(faulty.outcome).toMatchObject({ kind: 'done', principalArn: A, failures: [{ code: 'Odd' }] });
    expect(faulty.asked).toHaveLength(calls.length + 1);
  });

  it('gives each permission the answer to its own call', async () => {
    const page: SimulatePage = async (arn, call, marker) =>
      call === picked ? failure('throttled', 'Throttling') : allowAll(arn, call, marker);
    const plan = planFor(USER);
    const picked = plan[4];
    const { evidence } = await simulate([USER], () => plan, page);
    const open = [...evidence].filter(([, { decision }]) => decision === 'unknown').map(([id]) => id);
    expect(open).toEqual(picked?.permissions.map(({ id }) => id));
  });

  it('asks nothing where nothing is to be asked', async () => {
    const page: SimulatePage = async () => denied;
    expect(await simulate([USER], () => [], page)).toEqual({
      outcome: { kind: 'not-tried', reason: 'no requirement to simulate' },
      evidence: new Map(),
    });
    expect(await simulate([A, B], () => [], page)).toEqual({
      outcome: { kind: 'not-tried', reason: 'no requirement to simulate' },
      evidence: new Map(),
    });
    expect(await simulate([], planFor, page)).toEqual({
      outcome: { kind: 'principal-not-found', candidates: [] },
      evidence: new Map(),
    });
  });

  it.each([
    [undefined, 3],
    [1, 1],
    [0, 0],
  ])('sends the others when the first %s are answered', async (firstCalls, count) => {
    let sent = 0;
    const release: (() => void)[] = [];
    const page: SimulatePage = async (arn, call, marker) => {
      sent += 1;
      await new Promise<void>((resolve) => release.push(resolve));
      return allowAll(arn, call, marker);
    };
    const whole = simulate([USER], planFor, page, firstCalls);
    await nextTurn();
    expect(sent).toBe(count === 0 ? calls.length : count);
    for (const go of release.splice(0)) go();
    await nextTurn();
    expect(sent).toBe(calls.length);
    for (const go of release.splice(0)) go();
    expect((await whole).outcome).toEqual({ kind: 'done', principalArn: USER, failures: [] });
  });

  it('says of the principal at once what the first answers say, and all of them', async () => {
    const some = await startSimulation([USER], planFor, pageOf(missing, undefined, undefined));
    expect(some.outcome).toEqual({ kind: 'done', principalArn: USER, failures: [missing.failure] });
    await some.whole;
    const one = await startSimulation([USER], planFor, pageOf(missing), 1);
    expect(one.outcome).toEqual({ kind: 'principal-not-found', candidates: [USER] });
    await one.whole;
  });

  it.each<[string, Answer | undefined, object]>([
    ['answers', undefined, { kind: 'done', principalArn: USER, failures: [] }],
    ['may not be asked', denied, { kind: 'not-allowed', principalArn: USER, failure: denied.failure }],
    ['does not know the principal', missing, { kind: 'principal-not-found', candidates: [USER] }],
  ])('tells at once that the simulator %s', async (_title, answer, outcome) => {
    let sent = 0;
    const page: SimulatePage = async (arn, call, marker) => {
      sent += 1;
      return answer ?? allowAll(arn, call, marker);
    };
    const started = await startSimulation([USER], planFor, page);
    expect(started.outcome).toEqual(outcome);
    expect((await started.whole).outcome).toEqual(outcome);
    expect(sent).toBe(answer === undefined ? calls.length : 3);
  });
});

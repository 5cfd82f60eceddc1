import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
import type { LaunchInput } from '../../src/permissions/launch-request.ts';
import {
  type DryRunCalls,
  type DryRuns,
  NO_DRY_RUNS,
  type SendingOptions,
  type SentDryRuns,
  startDryRuns,
} from '../../src/permissions/send-dry-runs.ts';
import type { DryRunRequest } from '../../src/skypilot/ec2-dry-run-entry.ts';
import { nextTurn } from '../support/clocks.ts';
import { denialIn } from './denials.ts';
import { arn, failed, launchIn, OWN_READS, refused, SUCCESS } from './fixtures.ts';

const { permissions, launch, objects } = launchIn(OWN_READS);
const plan = planDryRuns(permissions, launch, objects);
const SENT = plan.calls.length + 1;

const INSTANCE = 'compute/ec2:RunInstances@instance';
const VOLUME = 'compute/ec2:RunInstances@volume';
const NETWORK = 'compute/ec2:RunInstances@network-interface';
const TAG = 'compute/ec2:CreateTags#launch@instance';
const TAG_VOLUME = 'compute/ec2:CreateTags#volume@volume';
const PASS = 'compute/iam:PassRole@role';

/** All that the dry runs of a plan come to. */
function sendDryRuns(
  sent: SentDryRuns,
  made: DryRunCalls,
  options: SendingOptions = { launchLast: true },
): Promise<DryRuns> {
  return startDryRuns(sent, made, options).whole;
}

/** Calls that are counted. */
function calls(answer: (request: DryRunRequest) => AwsResult<'would-succeed'>, decoded?: string) {
  const sent: DryRunRequest[] = [];
  const log = { sent, mostAtOnce: 0, decodes: 0 };
  let running = 0;
  const made: DryRunCalls = {
    dryRun: async (request) => {
      sent.push(request);
      running += 1;
      log.mostAtOnce = Math.max(log.mostAtOnce, running);
      await nextTurn();
      running -= 1;
      return answer(request);
    },
    decode: async () => {
      log.decodes += 1;
      return decoded === undefined ? refused() : { kind: 'ok', value: decoded };
    },
  };
  return { made, log };
}

/** An account whose guardrail looks at launches; everything else is allowed. */
async function guarded(stops: (input: LaunchInput) => Partial<Denial> | undefined) {
  const { made, log } = calls((request) => {
    if (request.operation !== 'RunInstances') return SUCCESS;
    const denial = stops(request.input as LaunchInput);
    return denial === undefined ? SUCCESS : refused({ ...denialIn('scp'), ...denial });
  });
  const { outcome, evidence } = await sendDryRuns(plan, made);
  return {
    launches: log.sent.filter(({ operation }) => operation === 'RunInstances').length,
    isLaunched: outcome.kind === 'done' && outcome.launch?.kind === 'ok',
    guardrail: outcome.kind === 'done' ? outcome.guardrail : undefined,
    of: (id: string) => evidence.get(id)?.decision,
  };
}

const run = (type: string) => ({ action: 'ec2:RunInstances', resource: arn(`${type}/*`) });
const ebs = (input: LaunchInput) => input.BlockDeviceMappings?.[0]?.Ebs;
const tagged = (input: LaunchInput, type: string) =>
  input.TagSpecifications?.some(({ ResourceType }) => ResourceType === type) === true;

describe('sendDryRuns', () => {
  it('sends every dry run once, a few at a time, and nothing more where the launch is allowed', async () => {
    const { made, log } = calls(() => SUCCESS);
    const { outcome, evidence } = await sendDryRuns(plan, made);
    expect(outcome).toMatchObject({ kind: 'done', dryRuns: SENT, carriedOut: [], launch: SUCCESS });
    expect(log.sent).toHaveLength(SENT);
    expect(log.mostAtOnce).toBe(8);
    expect(log.decodes).toBe(0);
    for (const id of [INSTANCE, VOLUME, TAG, TAG_VOLUME, PASS])
      expect(evidence.get(id)).toMatchObject({ kind: 'dry-run', decision: 'allowed' });
  });

  it('sends the launch beside the others where nobody doubts that dry runs are dry runs', async () => {
    const { made, log } = calls(() => SUCCESS);
    await sendDryRuns(plan, made, { launchLast: false });
    const place = log.sent.findIndex(
      ({ operation, input }) => operation === 'RunInstances' && input === plan.launch?.request.input,
    );
    expect(place).toBeLessThanOrEqual(9);
    expect(log.sent).toHaveLength(SENT);
  });

  it.each([
    ['encryption', run('volume'), (input: LaunchInput) => ebs(input)?.Encrypted !== true, [VOLUME]],
    [
      'public-address',
      run('network-interface'),
      (input: LaunchInput) => input.NetworkInterfaces?.[0]?.AssociatePublicIpAddress !== false,
      [NETWORK],
    ],
    ['instance-type', run('instance'), (input: LaunchInput) => input.InstanceType !== 't3.micro', [INSTANCE]],
    [
      'hop-limit',
      run('instance'),
      (input: LaunchInput) => input.MetadataOptions?.HttpPutResponseHopLimit !== 1,
      [INSTANCE],
    ],
  ] as const)('names the field %s that a guardrail wants otherwise', async (field, denial, stops, denied) => {
    for (const told of [denial, {}]) {
      const { guardrail, of, launches } = await guarded((input) => (stops(input) ? told : undefined));
      expect(guardrail).toMatchObject({ field, found: 'by-trial' });
      for (const id of denied) expect(of(id)).toBe('denied');
      for (const id of [TAG, TAG_VOLUME, PASS]) expect(of(id)).toBe('allowed');
      expect(launches).toBeLessThanOrEqual(told === denial ? 8 : 14);
    }
  });

  it('names no field where several ways come through, or none', async () => {
    expect((await guarded(() => run('instance'))).guardrail).toBeUndefined();
    expect((await guarded(() => run('subnet'))).guardrail).toBeUndefined();
  });

  it('goes without tags on volumes, as SkyPilot does', async () => {
    const { of, isLaunched } = await guarded((input) =>
      tagged(input, 'volume') ? { action: 'ec2:CreateTags', resource: arn('volume/*') } : undefined,
    );
    expect([INSTANCE, TAG, TAG_VOLUME, PASS].map(of)).toEqual(['allowed', 'allowed', 'denied', 'allowed']);
    expect(isLaunched).toBe(true);
  });

  it('tells denied tags from a denied role', async () => {
    const tags = await guarded((input) =>
      tagged(input, 'instance') ? { action: 'ec2:CreateTags', resource: arn('instance/*') } : undefined,
    );
    expect([INSTANCE, TAG, PASS].map(tags.of)).toEqual(['allowed', 'denied', 'allowed']);
    const role = 'arn:aws:iam::111122223333:role/skypilot-v1';
    const pass = await guarded((input) =>
      input.IamInstanceProfile === undefined ? undefined : { action: 'iam:PassRole', resource: role },
    );
    expect([INSTANCE, TAG, PASS].map(pass.of)).toEqual(['allowed', 'allowed', 'denied']);
  });

  it('compares launches where AWS tells nothing', async () => {
    const { of } = await guarded((input) => (input.IamInstanceProfile === undefined ? undefined : {}));
    expect([INSTANCE, TAG, PASS].map(of)).toEqual(['allowed', 'allowed', 'denied']);
  });

  it('reads the field from a decoded message, and lives without one', async () => {
    const encoded: Denial = { cause: { kind: 'unexplained' }, encodedMessage: 'x'.repeat(40) };
    const statement = {
      statementId: 'NeedCostCenter',
      effect: 'DENY',
      actions: { items: [{ value: 'ec2:RunInstances' }] },
      conditions: { items: [{ key: 'aws:RequestTag/CostCenter', values: { items: [{ value: 'true' }] } }] },
    };
    const message = JSON.stringify({
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [statement] },
      context: { action: 'ec2:RunInstances', resource: arn('instance/*') },
    });
    const answer = ({ operation }: DryRunRequest) =>
      operation === 'RunInstances' ? refused(encoded) : SUCCESS;
    const { outcome, evidence } = await sendDryRuns(plan, calls(answer, message).made);
    expect(outcome).toMatchObject({
      guardrail: { field: 'tags', conditions: [{ key: 'aws:RequestTag/CostCenter' }], found: 'named' },
    });
    expect(evidence.get(INSTANCE)?.decision).toBe('denied');
    const alone = await sendDryRuns(plan, calls(answer).made);
    expect(alone.evidence.get(INSTANCE)?.decision).toBe('unknown');
  });

  it('tries a smaller type where EC2 looks at quotas first', async () => {
    const { made } = calls((request) => {
      const input = request.input as LaunchInput;
      return input.InstanceType === 'm6i.2xlarge' ? failed('other', 'VcpuLimitExceeded') : SUCCESS;
    });
    const { outcome, evidence } = await sendDryRuns(plan, made);
    expect(evidence.get(PASS)?.decision).toBe('allowed');
    expect(evidence.get(INSTANCE)?.decision).toBe('unknown');
    expect(outcome).toMatchObject({ guardrail: undefined });
  });

  it('stops where a dry run was carried out', async () => {
    const { made, log } = calls(({ operation }) =>
      operation === plan.calls[0]?.request.operation
        ? failed('read-only-violation', 'DryRunIgnored', { operation })
        : failed('not-found', 'InvalidInstanceID.NotFound'),
    );
    const { outcome } = await sendDryRuns(plan, made);
    expect(outcome).toMatchObject({
      kind: 'done',
      carriedOut: [{ code: 'DryRunIgnored' }],
      launch: undefined,
    });
    expect(log.sent.length).toBeLessThanOrEqual(8);
  });
});

describe('what sending leaves', () => {
  const volumeTags: Partial<Denial> = { action: 'ec2:CreateTags', resource: arn('volume/*') };
  const stopsVolumeTags = (request: DryRunRequest) =>
    request.operation === 'RunInstances' && tagged(request.input as LaunchInput, 'volume')
      ? refused({ ...denialIn('no-allow'), ...volumeTags })
      : SUCCESS;

  async function sentIn(
    answer: Parameters<typeof calls>[0],
    planned: Parameters<typeof sendDryRuns>[0] = plan,
  ) {
    const { made, log } = calls(answer);
    const { outcome, evidence } = await sendDryRuns(planned, made);
    if (outcome.kind !== 'done') throw new Error('not done');
    return { outcome, evidence, log, whats: log.sent.map(({ operation }) => operation) };
  }

  it('is the launch as it ends: tags on volumes are done without, where nothing insists on them', async () => {
    expect((await sentIn(stopsVolumeTags)).outcome.launch).toEqual(SUCCESS);
    const strict = launchIn(OWN_READS, { enforceTags: { value: ['volume'], at: { file: 'x', line: 1 } } });
    const insisting = planDryRuns(strict.permissions, strict.launch, strict.objects);
    expect((await sentIn(stopsVolumeTags, insisting)).outcome.launch).toMatchObject({
      kind: 'failed',
      failure: { denial: volumeTags },
    });
    // Without those tags it ends otherwise, too: what SkyPilot sends first is what counts.
    const all = refused({ ...denialIn('no-allow'), ...volumeTags });
    expect((await sentIn(() => all)).outcome.launch).toEqual(all);
  });

  it('is everything that failed, but for denials', async () => {
    const limit = failed('other', 'VcpuLimitExceeded');
    const { outcome } = await sentIn(({ operation, input }) => {
      if (operation === 'RunInstances')
        return (input as LaunchInput).InstanceType === 't3.micro' ? SUCCESS : limit;
      return operation === 'StopInstances' ? refused() : SUCCESS;
    });
    expect(outcome.launch).toEqual(limit);
    // The launch, the one into a reservation, and the one of a spot instance.
    expect(outcome.failures).toEqual([limit.failure, limit.failure, limit.failure]);
    expect(outcome.carriedOut).toEqual([]);
    expect(outcome.dryRuns).toBe(SENT + 1);
  });

  it('is nothing of a launch that cannot be tried', async () => {
    const { outcome, evidence } = await sentIn(() => SUCCESS, { calls: plan.calls, launch: undefined });
    expect(outcome).toEqual({
      kind: 'done',
      dryRuns: plan.calls.length,
      carriedOut: [],
      failures: [],
      launch: undefined,
      guardrail: undefined,
    });
    expect(evidence.has(INSTANCE)).toBe(false);
  });

  it('is a security group without tags, where only those are denied', async () => {
    const groupTags = { action: 'ec2:CreateTags', resource: arn('security-group/*') };
    const GROUP = 'compute/ec2:CreateSecurityGroup@vpc';
    const GROUP_TAG = 'compute/ec2:CreateTags#security-group@security-group';
    const { evidence, log } = await sentIn(({ operation, input }) =>
      operation === 'CreateSecurityGroup' && 'TagSpecifications' in input
        ? refused({ ...denialIn('no-allow'), ...groupTags })
        : SUCCESS,
    );
    const made = log.sent.filter(({ operation }) => operation === 'CreateSecurityGroup');
    expect(made.map(({ input }) => 'TagSpecifications' in input)).toEqual([true, false]);
    expect([GROUP, GROUP_TAG].map((id) => evidence.get(id)?.decision)).toEqual(['allowed', 'denied']);
    for (const other of [{ ...groupTags, action: 'ec2:CreateSecurityGroup' }, {}]) {
      const { whats } = await sentIn(({ operation }) =>
        operation === 'CreateSecurityGroup' ? refused({ ...denialIn('no-allow'), ...other }) : SUCCESS,
      );
      expect(whats.filter((name) => name === 'CreateSecurityGroup')).toHaveLength(1);
    }
    const { whats } = await sentIn(({ operation }) =>
      operation === 'StopInstances' ? refused({ ...denialIn('no-allow'), ...groupTags }) : SUCCESS,
    );
    expect(whats).toHaveLength(SENT);
  });

  it('is said of what was not sent, after one was carried out', async () => {
    const [first] = plan.calls;
    const { outcome, evidence, log } = await sentIn(({ operation }) =>
      operation === first?.request.operation
        ? failed('read-only-violation', 'DryRunIgnored', { operation })
        : refused({ cause: { kind: 'unexplained' }, encodedMessage: 'x'.repeat(40) }),
    );
    expect(outcome.dryRuns).toBe(log.sent.length);
    expect(log.sent.length).toBe(8);
    const notTried = [...evidence.values()].filter(({ reason }) => reason.includes('was not tried'));
    expect(notTried.length).toBeGreaterThan(5);
    expect(outcome.launch).toBeUndefined();
    expect(outcome.failures.map(({ code }) => code)).toEqual(['DryRunIgnored']);
  });
});

it('says that nothing was tried', () => {
  expect(NO_DRY_RUNS).toEqual({ outcome: { kind: 'not-tried' }, evidence: new Map() });
});

describe('dry runs under way', () => {
  const anyOrder = { launchLast: false };

  it.each<[string, AwsResult<'would-succeed'>]>([
    ['allowed', SUCCESS],
    ['denied', refused(denialIn('scp'))],
    ['not possible', failed('other', 'VcpuLimitExceeded')],
  ])('say first that the launch is %s', async (_title, result) => {
    const { made } = calls(() => result);
    const { launched, outcome } = startDryRuns(plan, made, anyOrder);
    expect(await launched).toEqual(result);
    expect((await outcome)?.launch).toEqual(result);
  });

  it('say nothing of a launch that is not sent', async () => {
    const { made } = calls(({ operation }) =>
      operation === 'RunInstances' ? SUCCESS : failed('read-only-violation', 'DryRunIgnored'),
    );
    const unplanned = startDryRuns({ ...plan, launch: undefined }, made, anyOrder);
    expect([await unplanned.launched, await unplanned.outcome]).toEqual([
      undefined,
      { launch: undefined, guardrail: undefined },
    ]);
    const stopped = startDryRuns(plan, made, { launchLast: true });
    expect([await stopped.launched, await stopped.outcome]).toEqual([
      undefined,
      { launch: undefined, guardrail: undefined },
    ]);
  });

  it.each([
    ['where the action is told', run('instance')],
    ['where nothing is told', {}],
  ])('try further when its message is read, %s', async (_title, told) => {
    let launches = 0;
    const release: (() => void)[] = [];
    const message = new Promise<void>((resolve) => release.push(resolve));
    const { whole } = startDryRuns(
      plan,
      {
        dryRun: async ({ operation }) => {
          if (operation !== 'RunInstances') return SUCCESS;
          launches += 1;
          return refused({ ...denialIn('unknown'), ...told, encodedMessage: 'x' });
        },
        decode: async () => {
          await message;
          return { kind: 'ok', value: '{}' };
        },
      },
      anyOrder,
    );
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(launches).toBe(3);
    for (const go of release) go();
    await whole;
    expect(launches).toBeGreaterThan(3);
  });

  it('send five launches at once', async () => {
    let [running, most] = [0, 0];
    const { whole } = startDryRuns(
      plan,
      {
        dryRun: async ({ operation }) => {
          if (operation !== 'RunInstances') return SUCCESS;
          running += 1;
          most = Math.max(most, running);
          await nextTurn();
          running -= 1;
          return refused();
        },
        decode: async () => refused(),
      },
      anyOrder,
    );
    await whole;
    expect(most).toBe(5);
  });
});

import { describe, expect, it } from 'vitest';
import { type DryRunGate, OPEN_GATE } from '../../src/permissions/dry-run-gate.ts';
import { tryWithDryRuns } from '../../src/permissions/dry-run-identity.ts';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
import { ec2Error } from '../aws/support/loopback.ts';
import { nextTurn } from '../support/clocks.ts';
import { failed, LAUNCH_READS, launchIn, OWN_READS, refused, SUCCESS } from './fixtures.ts';
import { iamAnswer, type NotedCall, queryServer, WOULD_SUCCEED } from './query-server.ts';

const OPEN: DryRunGate = { kind: 'open', launchLast: true };
const UNPROVEN: DryRunGate = { kind: 'unproven' };
const poor = { ...LAUNCH_READS, describeImages: refused(), describeSubnets: refused() };

async function tried(
  gate: DryRunGate,
  { permissions, launch, objects }: ReturnType<typeof launchIn>,
  answer: Parameters<typeof queryServer>[0] = () => WOULD_SUCCEED,
) {
  const { aws, calls } = await queryServer(answer);
  const question = { region: 'eu-west-3', permissions, launch, objects, gate };
  const { outcome, evidence } = await tryWithDryRuns(aws, question).whole;
  const plan = planDryRuns(permissions, launch, objects);
  return { outcome, evidence, calls, plan, permissions };
}

/** The ids with a reason that begins so. */
function untriedFor({ evidence }: Awaited<ReturnType<typeof tried>>, reason: string): readonly string[] {
  return [...evidence]
    .filter(
      ([, found]) => found.kind === 'inferred' && found.decision === 'unknown' && found.reason === reason,
    )
    .map(([id]) => id);
}

const idsOf = ({ permissions }: ReturnType<typeof launchIn>, isWanted: (action: string) => boolean) =>
  permissions
    .filter(({ requirement }) => requirement.dryRun !== undefined && isWanted(requirement.action))
    .map(({ id }) => id);

describe('tryWithDryRuns', () => {
  const own = launchIn(OWN_READS);

  it('sends the whole plan to the region, all of it as dry runs', async () => {
    const { outcome, calls, plan, evidence } = await tried(OPEN, own);
    expect(calls.map(({ operation }) => operation).sort()).toEqual(
      [...plan.calls.map(({ request }) => request.operation), 'RunInstances'].sort(),
    );
    expect(new Set(calls.map(({ region, input }) => `${region} ${input.DryRun}`))).toEqual(
      new Set(['eu-west-3 true']),
    );
    expect(outcome).toMatchObject({ kind: 'done', dryRuns: calls.length, launch: { kind: 'ok' } });
    expect([...evidence.keys()].sort()).toEqual(idsOf(own, () => true).sort());
  });

  it('sends the launch after all others where one trial alone is the proof', async () => {
    let open = 0;
    const openAtLaunch: number[] = [];
    const { outcome, calls } = await tried({ kind: 'open', launchLast: true }, own, ({ operation }) => {
      if (operation === 'RunInstances') {
        openAtLaunch.push(open);
        return WOULD_SUCCEED;
      }
      open += 1;
      return async (response, request) => {
        for (let turn = 0; turn < 50; turn += 1) await nextTurn();
        open -= 1;
        WOULD_SUCCEED(response, request);
      };
    });
    expect(outcome).toMatchObject({ kind: 'done', launch: SUCCESS });
    expect(new Set(openAtLaunch)).toEqual(new Set([0]));
    const last = calls.slice(calls.findIndex(({ operation }) => operation === 'RunInstances'));
    expect(new Set(last.map(({ operation }) => operation))).toEqual(new Set(['RunInstances']));
  });

  it('sends the launch beside the others where AWS itself answers', async () => {
    // Nothing else is answered before.
    const held: (() => void)[] = [];
    let isLaunched = false;
    const { outcome } = await tried(OPEN_GATE, own, ({ operation }) => (response, request) => {
      held.push(() => WOULD_SUCCEED(response, request));
      isLaunched ||= operation === 'RunInstances';
      if (isLaunched) for (const answer of held.splice(0)) answer();
    });
    expect(outcome).toMatchObject({ kind: 'done', launch: SUCCESS });
  });

  it('says how the launch ends before the others are through', async () => {
    const { aws } = await queryServer(() => WOULD_SUCCEED);
    const { permissions, launch, objects } = own;
    const question = { region: 'us-east-1', permissions, launch, objects };
    const started = tryWithDryRuns(aws, { ...question, gate: OPEN_GATE });
    expect([await started.launched, await started.outcome]).toEqual([
      SUCCESS,
      { launch: SUCCESS, guardrail: undefined },
    ]);
    await started.whole;
    const unproven = tryWithDryRuns(aws, { ...question, gate: UNPROVEN });
    expect([await unproven.launched, await unproven.outcome]).toEqual([
      undefined,
      { launch: undefined, guardrail: undefined },
    ]);
    await unproven.whole;
  });

  it('has encoded messages decoded', async () => {
    const encoded = `You are not authorized to perform this operation. Encoded authorization failure message: ${'x'.repeat(60)}`;
    const decodedMessage = JSON.stringify({
      explicitDeny: false,
      context: { action: 'ec2:RunInstances', resource: 'arn:aws:ec2:eu-west-3:111122223333:instance/*' },
    });
    const answer = ({ operation }: NotedCall) => {
      if (operation === 'DecodeAuthorizationMessage')
        return iamAnswer(operation, `<DecodedMessage>${decodedMessage}</DecodedMessage>`);
      return operation === 'RunInstances' ? ec2Error(403, 'UnauthorizedOperation', encoded) : WOULD_SUCCEED;
    };
    const { calls, evidence } = await tried(OPEN, own, answer);
    expect(calls.filter(({ operation }) => operation === 'DecodeAuthorizationMessage')).toEqual([
      expect.objectContaining({ input: { EncodedMessage: 'x'.repeat(60) } }),
    ]);
    expect(evidence.get('compute/ec2:RunInstances@instance')).toMatchObject({ decision: 'denied' });
  });

  it('sends nothing where dry runs are carried out', async () => {
    const { failure } = failed('read-only-violation', 'DryRunIgnored');
    const result = await tried({ kind: 'ignored', failure }, own);
    expect(result.calls).toEqual([]);
    expect(result.outcome).toEqual({
      kind: 'done',
      dryRuns: 0,
      carriedOut: [failure],
      failures: [],
      launch: undefined,
      guardrail: undefined,
    });
    expect(
      untriedFor(result, 'it was not tried, since the endpoint ignores that a call is a dry run'),
    ).toEqual(idsOf(own, () => true));
  });

  it('sends only what makes nothing where dry runs may be carried out', async () => {
    const result = await tried(UNPROVEN, launchIn(LAUNCH_READS));
    const sent = result.calls.map(({ operation }) => operation).sort();
    const harmless = result.plan.calls.filter(
      ({ madeUp, request }) => madeUp && !/^(?:Run|Create|Copy)/.test(request.operation),
    );
    expect(sent).toEqual(harmless.map(({ request }) => request.operation).sort());
    expect(sent).toEqual([
      'AuthorizeSecurityGroupEgress',
      'AuthorizeSecurityGroupIngress',
      'DeleteSecurityGroup',
      'DeleteTags',
      'DeregisterImage',
      'ModifyInstanceAttribute',
      'StartInstances',
      'StopInstances',
      'TerminateInstances',
    ]);
    expect(
      untriedFor(
        result,
        'it was not tried: the endpoint is not one of AWS, and it did not answer a dry run as one',
      ),
    ).toEqual(
      idsOf(launchIn(LAUNCH_READS), () => true).filter((id) => result.evidence.get(id)?.kind !== 'dry-run'),
    );
  });

  it('says why no launch can be tried', async () => {
    const lacking = launchIn(poor);
    const result = await tried(OPEN, lacking);
    expect(
      untriedFor(result, 'no machine image and no subnet was found in us-east-1 to try a launch with'),
    ).toEqual(
      lacking.permissions.filter(({ requirement }) => requirement.dryRun === 'launch').map(({ id }) => id),
    );
    expect(result.calls.map(({ operation }) => operation)).not.toContain('RunInstances');
    expect(untriedFor(result, 'there is no harmless way to try it')).toEqual([
      'clone-disk/ec2:CopyImage@own-image',
      'clone-disk/ec2:CopyImage@snapshot',
    ]);
  });

  it('sends nothing where nothing can be tried', async () => {
    const none = {
      ...own,
      permissions: own.permissions.filter(({ requirement }) => requirement.dryRun === undefined),
      objects: launchIn(poor).objects,
    };
    const { outcome, evidence, calls } = await tried(OPEN, none);
    expect({ outcome, evidence, calls }).toEqual({
      outcome: { kind: 'not-tried' },
      evidence: new Map(),
      calls: [],
    });
  });
});

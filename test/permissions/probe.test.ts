import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import type { DryRunRequest } from '../../src/aws/ec2-dry-run.ts';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
import { type ProbeCalls, probe } from '../../src/permissions/probe.ts';
import { nextTurn } from '../support/clocks.ts';
import { denialIn } from './denials.ts';
import { arn, failed, NEEDS, refused, SUCCESS, TARGETS } from './fixtures.ts';

const plan = planDryRuns(NEEDS, 'us-east-1', TARGETS, 'skypilot-v1');
const INSTANCE = 'compute/ec2:RunInstances@instance';
const TAG = 'compute/ec2:CreateTags@instance';
const PASS = 'compute/iam:PassRole@role';

/** Calls that are counted. */
function calls(answer: (request: DryRunRequest) => AwsResult<'would-succeed'>, decoded?: string) {
  const sent: DryRunRequest[] = [];
  const log = { sent, mostAtOnce: 0, decodes: 0 };
  let running = 0;
  const made: ProbeCalls = {
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

function isTagged(request: DryRunRequest): boolean {
  return 'TagSpecifications' in request.input && request.input.TagSpecifications !== undefined;
}

describe('probe', () => {
  it('sends every dry run once, a few at a time', async () => {
    const { made, log } = calls(() => SUCCESS);
    const { outcome } = await probe(plan, made);
    expect(outcome).toEqual({ kind: 'done', dryRuns: plan.calls.length, carriedOut: [], failures: [] });
    expect(log.mostAtOnce).toBe(6);
    expect(log.decodes).toBe(0);
  });

  it('tries launches without tags where tagging is what is denied', async () => {
    const denied = refused({
      ...denialIn('no-allow'),
      action: 'ec2:CreateTags',
      resource: arn('instance/*'),
    });
    const { made } = calls((request) => (isTagged(request) ? denied : SUCCESS));
    const { evidence } = await probe(plan, made);
    expect(evidence.get(INSTANCE)?.decision).toBe('allowed');
    expect(evidence.get(PASS)?.decision).toBe('allowed');
    expect(evidence.get(TAG)?.decision).toBe('denied');
  });

  it('does not try them where something else is denied', async () => {
    const denied = refused({
      ...denialIn('no-allow'),
      action: 'ec2:RunInstances',
      resource: arn('subnet/subnet-0'),
    });
    const { made, log } = calls(() => denied);
    await probe(plan, made);
    expect(log.sent).toHaveLength(plan.calls.length);
  });

  it('decodes what a denial has encoded, and lives without', async () => {
    const encoded: Denial = { cause: { kind: 'not-told' }, encodedMessage: 'x'.repeat(40) };
    const message = JSON.stringify({
      allowed: false,
      explicitDeny: true,
      context: { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/skypilot-v1' },
    });
    const answer = (request: DryRunRequest) =>
      'IamInstanceProfile' in request.input ? refused(encoded) : SUCCESS;
    const helped = calls(answer, message);
    const { evidence } = await probe(plan, helped.made);
    expect(evidence.get(PASS)).toMatchObject({
      decision: 'denied',
      denial: { action: 'iam:PassRole', cause: { kind: 'explicit-deny' } },
    });
    const alone = calls(answer);
    expect((await probe(plan, alone.made)).evidence.get(PASS)).toMatchObject({ decision: 'denied' });
    for (const garbage of ['', '[]', 'null', '{"context":{"action":1}}']) {
      expect((await probe(plan, calls(answer, garbage).made)).evidence.get(PASS)?.decision).toBe('denied');
    }
  });

  it('stops where a dry run was carried out, before anything real is named', async () => {
    const { made, log } = calls(({ operation }) =>
      operation === 'DeleteTags'
        ? failed('read-only-violation', 'DryRunIgnored', { operation })
        : failed('not-found', 'InvalidInstanceID.NotFound'),
    );
    const { outcome, evidence } = await probe(plan, made);
    expect(outcome).toMatchObject({ kind: 'done', carriedOut: [{ operation: 'DeleteTags' }] });
    expect(JSON.stringify(log.sent)).not.toContain('aaaaaaaaaaaaaaaa');
    expect(evidence.get(INSTANCE)?.decision).toBe('unknown');
  });
});

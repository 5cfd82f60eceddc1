import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { type AnsweredDryRun, dryRunEvidence } from '../../src/permissions/dry-run-evidence.ts';
import {
  type PlannedDryRun,
  planDryRuns,
  reducedLaunches,
  variedLaunch,
} from '../../src/permissions/dry-run-plan.ts';
import { variationsOf } from '../../src/permissions/launch-variations.ts';
import { arn, failed, LAUNCH_READS, launchIn, OWN_READS, refused, SUCCESS } from './fixtures.ts';

/** The dry runs where SkyPilot's own image and group are there and, beside them, those on made-up ids. */
const planned = new Map<string, PlannedDryRun>();
for (const reads of [LAUNCH_READS, OWN_READS]) {
  const { permissions, launch, objects } = launchIn(reads);
  const { calls, launch: planLaunch } = planDryRuns(permissions, launch, objects);
  if (reads === OWN_READS && planLaunch !== undefined) {
    const { tags, profile } = reducedLaunches(planLaunch);
    const varied = variationsOf(planLaunch.input, undefined).map((each) => variedLaunch(planLaunch, each));
    for (const call of [planLaunch, tags, profile, ...varied.filter(({ varies }) => varies !== 'tags')])
      planned.set(call.what, call);
  } else for (const call of calls) planned.set(call.what, call);
}

/** Answers to some of the planned dry runs, by what they try. */
function evidenceOf(answers: Readonly<Record<string, AnsweredDryRun['result']>>) {
  const answered = Object.entries(answers).map(([what, result]) => {
    const call = planned.get(what);
    if (call === undefined) throw new Error(`no dry run: ${what}`);
    return { call, result };
  });
  const evidence = dryRunEvidence(answered);
  return {
    of: (id: string) => evidence.get(id),
    decisions: Object.fromEntries([...evidence].map(([id, { decision }]) => [id, decision])),
  };
}

const RUN = 'RunInstances as SkyPilot sends it';
const WITHOUT_TAGS = 'RunInstances without tags';
const WITHOUT_PROFILE = 'RunInstances without an instance profile';
const PASS = 'compute/iam:PassRole@role';
const INSTANCE = 'compute/ec2:RunInstances@instance';
const IMAGE = 'compute/ec2:RunInstances@image';
const TAG = 'compute/ec2:CreateTags#launch@instance';
const STOP = 'compute/ec2:StopInstances@instance';

const missing = (action: string, resource?: string): Denial => ({
  action,
  cause: { kind: 'missing-allow', in: 'identity' },
  ...(resource === undefined ? {} : { resource }),
});

describe('a dry run that would have succeeded', () => {
  it('proves the launch on all its resources, its tags and the role that it passes', () => {
    const { decisions } = evidenceOf({ [RUN]: SUCCESS });
    expect(Object.keys(decisions)).toHaveLength(9);
    expect(new Set(Object.values(decisions))).toEqual(new Set(['allowed']));
    expect(decisions[PASS]).toBe('allowed');
  });
});

describe('a refusal', () => {
  it('denies the action on the resource that it names, and leaves the others open', () => {
    const { decisions, of } = evidenceOf({ [RUN]: refused(missing('ec2:RunInstances', arn('instance/*'))) });
    expect(decisions[INSTANCE]).toBe('denied');
    expect(of(INSTANCE)).toMatchObject({
      denial: missing('ec2:RunInstances', arn('instance/*')),
      kind: 'dry-run',
    });
    expect(decisions[IMAGE]).toBe('unknown');
    expect(of(IMAGE)?.reason).toContain('over ec2:RunInstances on instance');
    expect(decisions[TAG]).toBe('unknown');
  });

  it.each([
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/skypilot-v1', PASS],
    ['ec2:CreateTags', arn('instance/*'), TAG],
  ])('of a launch over %s is about that, not about the launch', (action, resource, id) => {
    const { decisions } = evidenceOf({ [RUN]: refused(missing(action, resource)) });
    expect(decisions[id]).toBe('denied');
    expect(decisions[INSTANCE]).toBe('unknown');
    expect(Object.values(decisions).filter((decision) => decision === 'denied')).toHaveLength(1);
  });

  it('leaves what a launch without that has proven', () => {
    const { decisions } = evidenceOf({
      [RUN]: refused(missing('iam:PassRole', 'arn:aws:iam::111122223333:role/skypilot-v1')),
      [WITHOUT_PROFILE]: SUCCESS,
    });
    expect(decisions).toMatchObject({ [INSTANCE]: 'allowed', [TAG]: 'allowed', [PASS]: 'denied' });
  });

  it('that names nothing is read by comparing with and without', () => {
    const { decisions } = evidenceOf({ [RUN]: refused(), [WITHOUT_PROFILE]: SUCCESS });
    expect(decisions).toMatchObject({ [INSTANCE]: 'allowed', [PASS]: 'denied' });
    const tags = evidenceOf({ [RUN]: refused(), [WITHOUT_TAGS]: SUCCESS });
    expect(tags.decisions).toMatchObject({ [INSTANCE]: 'allowed', [TAG]: 'denied' });
  });

  it('that names nothing, where several actions may be meant, denies none', () => {
    const { decisions } = evidenceOf({ [RUN]: refused() });
    expect(new Set(Object.values(decisions))).toEqual(new Set(['unknown']));
  });

  it('on a made-up id is no proof: tags or ids may be what decides', () => {
    const { of } = evidenceOf({ StopInstances: refused(missing('ec2:StopInstances', arn('instance/i-0'))) });
    expect(of(STOP)).toMatchObject({ kind: 'dry-run', decision: 'unknown' });
    expect(of(STOP)?.reason).toContain('tags or ids');
  });

  it('that names no resource denies the action, and says that it does not know on what', () => {
    const { decisions, of } = evidenceOf({ [RUN]: refused(missing('ec2:RunInstances')) });
    expect(decisions).toMatchObject({ [INSTANCE]: 'denied', [IMAGE]: 'denied', [TAG]: 'unknown' });
    expect(of(IMAGE)?.reason).toContain('does not say on which resource');
  });

  it('over a resource that SkyPilot does not name decides nothing', () => {
    const { decisions } = evidenceOf({ [RUN]: refused(missing('ec2:RunInstances', arn('key-pair/x'))) });
    expect(new Set(Object.values(decisions))).toEqual(new Set(['unknown']));
  });

  it('is evidence with all that AWS told', () => {
    const denial: Denial = {
      action: 'ec2:RunInstances',
      resource: arn('instance/*'),
      cause: { kind: 'explicit-deny', in: 'scp', policy: 'arn:x', statements: [] },
    };
    expect(evidenceOf({ [RUN]: refused(denial) }).of(INSTANCE)).toMatchObject({ decision: 'denied', denial });
  });

  it('by a code about something else is none', () => {
    const code = 'AuthFailure.ServiceLinkedRoleCreationNotPermitted';
    const { decisions } = evidenceOf({ [RUN]: failed('denied', code) });
    expect(new Set(Object.values(decisions))).toEqual(new Set(['unknown']));
  });
});

describe('"not found"', () => {
  it.each([
    ['TerminateInstances', 'InvalidInstanceID.NotFound', 'compute/ec2:TerminateInstances@instance'],
    ['DeleteTags', 'InvalidInstanceID.NotFound', 'compute/ec2:DeleteTags@instance'],
    ['DeleteSecurityGroup', 'InvalidGroup.NotFound', 'ports/ec2:DeleteSecurityGroup@security-group'],
    ['CreateImage', 'InvalidInstanceID.NotFound', 'clone-disk/ec2:CreateImage@snapshot'],
    ['DeregisterImage', 'InvalidAMIID.Unavailable', 'clone-disk/ec2:DeregisterImage@own-image'],
    [
      'AuthorizeSecurityGroupIngress',
      'InvalidGroup.NotFound',
      'compute/ec2:AuthorizeSecurityGroupIngress@security-group',
    ],
  ])('makes %s likely', (what, code, id) => {
    const kind = code.endsWith('.NotFound') ? 'not-found' : 'other';
    expect(evidenceOf({ [what]: failed(kind, code) }).of(id)).toMatchObject({ decision: 'likely' });
  });

  it.each([
    [RUN, 'InvalidSubnetID.NotFound'],
    ['CopyImage', 'InvalidAMIID.NotFound'],
    ['CreateSecurityGroup', 'InvalidVpcID.NotFound'],
    ['RunInstances into a capacity reservation', 'InvalidCapacityReservationId.NotFound'],
  ])('says nothing about %s', (what, code) => {
    const { decisions } = evidenceOf({ [what]: failed('not-found', code) });
    expect(new Set(Object.values(decisions))).toEqual(new Set(['unknown']));
  });
});

describe('any other code', () => {
  it.each([
    ['other', 'VcpuLimitExceeded'],
    ['other', 'InstanceLimitExceeded'],
    ['other', 'InsufficientInstanceCapacity'],
    ['other', 'InvalidInstanceID.Malformed'],
    ['other', 'VPCIdNotSpecified'],
    ['other', 'InvalidParameterValue'],
    ['other', 'Unsupported'],
    ['opt-in-required', 'OptInRequired'],
    ['invalid-access-key', 'AuthFailure'],
    ['throttled', 'RequestLimitExceeded'],
    ['server-error', 'InternalError'],
    ['expired-credentials', 'RequestExpired'],
    ['network', 'ECONNRESET'],
    ['malformed-answer', 'MalformedAnswer'],
    ['unsupported-operation', 'InvalidAction'],
  ] as const)('of kind %s, %s, decides nothing and is told', (kind, code) => {
    for (const what of planned.keys()) {
      const { decisions } = evidenceOf({ [what]: failed(kind, code) });
      expect(new Set(Object.values(decisions))).toEqual(new Set(['unknown']));
    }
    expect(evidenceOf({ StopInstances: failed(kind, code) }).of(STOP)?.reason).toContain(code);
  });

  it('is no proof where a dry run was carried out, or was not sent for that', () => {
    const { decisions, of } = evidenceOf({
      StopInstances: failed('read-only-violation', 'DryRunIgnored'),
      TerminateInstances: { kind: 'not-sent' },
    });
    expect(decisions).toEqual({
      [STOP]: 'unknown',
      'compute/ec2:TerminateInstances@instance': 'unknown',
    });
    expect(of(STOP)?.reason).toContain('ignored');
  });
});

/** Everything that is said, by the id of the permission. */
function saidOf(answers: readonly AnsweredDryRun[]) {
  return Object.fromEntries(dryRunEvidence(answers));
}

function callOf(what: string): PlannedDryRun {
  const call = planned.get(what);
  if (call === undefined) throw new Error(`no dry run: ${what}`);
  return call;
}

const say = (decision: 'allowed' | 'likely' | 'unknown', reason: string) => ({
  kind: 'dry-run',
  decision,
  reason,
});

/** The same of each permission that a dry run is about. */
const ofAll = (what: string, evidence: object) =>
  Object.fromEntries(callOf(what).decides.map(({ id }) => [id, evidence]));

const QUARANTINED: Denial = {
  action: 'ec2:StopInstances',
  cause: {
    kind: 'explicit-deny',
    in: 'identity',
    policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    statements: [],
  },
};

describe('what one dry run says', () => {
  const STOPPED = 'StopInstances';
  const SMALL = 'RunInstances of a t3.micro';
  const nothing = (what: string, code: string) =>
    say('unknown', `a dry run of ${what} ended with ${code}, which says nothing about permissions`);
  const cases: readonly (readonly [string, AnsweredDryRun['result'], object])[] = [
    [RUN, SUCCESS, say('allowed', 'a dry run of RunInstances as SkyPilot sends it would have succeeded')],
    [
      STOPPED,
      SUCCESS,
      {
        ...say('likely', "a dry run of StopInstances would have succeeded, if not on SkyPilot's own"),
        standIn: true,
      },
    ],
    [
      STOPPED,
      { kind: 'not-sent' },
      say('unknown', 'StopInstances was not tried, since the endpoint ignores that a call is a dry run'),
    ],
    [
      STOPPED,
      failed('read-only-violation', 'DryRunIgnored'),
      say('unknown', 'the endpoint ignored that a call of StopInstances was a dry run'),
    ],
    [
      STOPPED,
      failed('not-found', 'InvalidInstanceID.NotFound'),
      say(
        'likely',
        'a dry run of StopInstances on a made-up id got past the permission check (InvalidInstanceID.NotFound)',
      ),
    ],
    [RUN, failed('not-found', 'InvalidSubnetID.NotFound'), nothing(RUN, 'InvalidSubnetID.NotFound')],
    [
      STOPPED,
      failed('other', 'InvalidAMIID.UnavailableNow'),
      nothing(STOPPED, 'InvalidAMIID.UnavailableNow'),
    ],
    ...(['other', 'opt-in-required', 'invalid-access-key', 'image-not-shared', 'free-plan'] as const).map(
      (kind) => [RUN, failed(kind, 'Code'), nothing(RUN, 'Code')] as const,
    ),
    ...(
      ['throttled', 'network', 'server-error', 'expired-credentials', 'unsupported-operation'] as const
    ).map(
      (kind) =>
        [STOPPED, failed(kind, 'Code'), say('unknown', 'a dry run of StopInstances failed: Code')] as const,
    ),
    [
      STOPPED,
      failed('denied', 'AuthFailure.ServiceLinkedRoleCreationNotPermitted'),
      say('unknown', 'a dry run of StopInstances failed: AuthFailure.ServiceLinkedRoleCreationNotPermitted'),
    ],
    [
      STOPPED,
      refused(missing('ec2:StopInstances', arn('instance/i-0'))),
      {
        ...say(
          'unknown',
          'a dry run of StopInstances was denied (no identity policy allows it), but it names something else than SkyPilot would: tags or ids may be what decides',
        ),
        standInDenial: missing('ec2:StopInstances', arn('instance/i-0')),
      },
    ],
    [
      STOPPED,
      refused(QUARANTINED),
      {
        kind: 'dry-run',
        decision: 'denied',
        denial: QUARANTINED,
        reason:
          'a dry run of StopInstances was denied: an identity policy denies it (arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3)',
      },
    ],
    [
      STOPPED,
      failed('denied', 'UnauthorizedOperation'),
      {
        ...say(
          'unknown',
          'a dry run of StopInstances was denied (AWS gives no reason), but it names something else than SkyPilot would: tags or ids may be what decides',
        ),
        standInDenial: { cause: { kind: 'unexplained' } },
      },
    ],
    [
      STOPPED,
      refused(missing('ec2:CreateTags', arn('instance/i-0'))),
      say(
        'unknown',
        'a dry run of StopInstances was denied over ec2:CreateTags on instance, which leaves this open',
      ),
    ],
    [
      STOPPED,
      refused(missing('ec2:CreateTags')),
      say('unknown', 'a dry run of StopInstances was denied over ec2:CreateTags, which leaves this open'),
    ],
    [
      STOPPED,
      refused(missing('ec2:CreateTags', '*')),
      say('unknown', 'a dry run of StopInstances was denied over ec2:CreateTags, which leaves this open'),
    ],
    [
      RUN,
      refused(),
      say('unknown', 'a dry run of RunInstances as SkyPilot sends it was denied, which leaves this open'),
    ],
  ];

  it.each(cases)('%s: %j', (what, result, evidence) => {
    expect(saidOf([{ call: callOf(what), result }])).toEqual(ofAll(what, evidence));
  });

  it("of a launch unlike SkyPilot's is its success alone, be it denied for whatever", () => {
    const call = callOf(SMALL);
    expect(saidOf([{ call, result: SUCCESS }])).toEqual(
      ofAll(SMALL, say('allowed', 'a dry run of RunInstances of a t3.micro would have succeeded')),
    );
    const denial = { ...QUARANTINED, action: 'ec2:RunInstances', resource: arn('volume/*') };
    const left = 'over ec2:RunInstances on volume, which leaves this open';
    const unlike = 'but it names another launch than SkyPilot does: tags or ids may be what decides';
    expect(saidOf([{ call, result: refused(denial) }])).toEqual({
      ...ofAll(SMALL, say('unknown', `a dry run of ${SMALL} was denied ${left}`)),
      'compute/ec2:RunInstances@volume': say(
        'unknown',
        `a dry run of ${SMALL} was denied (an identity policy denies it (arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3)), ${unlike}`,
      ),
    });
  });

  it('over an action on no resource is that all may be meant that is not proven', () => {
    const result = refused(missing('ec2:RunInstances'));
    const vague = {
      kind: 'dry-run',
      decision: 'denied',
      denial: missing('ec2:RunInstances'),
      reason:
        'a dry run of RunInstances as SkyPilot sends it was denied: no identity policy allows it; AWS does not say on which resource',
    };
    const deniedIn = (answers: readonly AnsweredDryRun[]) =>
      Object.entries(saidOf(answers)).filter(([, { decision }]) => decision === 'denied');
    const launches = callOf(RUN).decides.filter(
      ({ requirement }) => requirement.action === 'ec2:RunInstances',
    );
    expect(deniedIn([{ call: callOf(RUN), result }])).toEqual(launches.map(({ id }) => [id, vague]));
    // All but one proven: that one is meant.
    const decides = callOf(RUN).decides.filter(({ id }) => id !== INSTANCE);
    const proving = { call: { ...callOf(RUN), decides }, result: SUCCESS };
    expect(deniedIn([{ call: callOf(RUN), result }, proving])).toEqual([
      [INSTANCE, { ...vague, reason: vague.reason.replace(/;.*/, '') }],
    ]);
    // All proven: a denial counts more than the success of another launch.
    expect(
      deniedIn([
        { call: callOf(RUN), result },
        { call: callOf(RUN), result: SUCCESS },
      ]),
    ).toEqual(launches.map(({ id }) => [id, vague]));
  });
});

describe('of several dry runs about the same', () => {
  const SMALL = callOf('StopInstances');
  const denied = refused(QUARANTINED);
  const own = { ...SMALL, standIns: [], madeUp: false };
  const answers = {
    denied: { call: SMALL, result: denied },
    allowed: { call: own, result: SUCCESS },
    likely: { call: SMALL, result: SUCCESS },
    unknown: { call: SMALL, result: failed('network', 'ECONNRESET') },
  };
  const order = Object.keys(answers) as (keyof typeof answers)[];

  it('the weightiest counts, in whatever order they come', () => {
    for (const [index, first] of order.entries()) {
      for (const second of order.slice(index)) {
        for (const pair of [
          [answers[first], answers[second]],
          [answers[second], answers[first]],
        ])
          expect(Object.values(saidOf(pair)).map(({ decision }) => decision)).toEqual([first]);
      }
    }
    const again = { call: SMALL, result: failed('network', 'ENOTFOUND') };
    expect(Object.values(saidOf([answers.unknown, again])).map(({ reason }) => reason)).toEqual([
      'a dry run of StopInstances failed: ECONNRESET',
    ]);
  });
});

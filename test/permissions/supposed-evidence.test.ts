import { expect, it } from 'vitest';
import type { DenialCause } from '../../src/aws/denial/denial.ts';
import type { Evidence } from '../../src/permissions/decision.ts';
import { supposedEvidence } from '../../src/permissions/supposed-evidence.ts';

const ID = 'compute/ec2:RunInstances@instance';
const says = (decision: 'allowed' | 'likely', kind: Evidence['kind'] = 'simulation'): Evidence => ({
  kind,
  decision,
  reason: `${kind} says ${decision}`,
});
const denies = (cause: DenialCause, kind: Evidence['kind'] = 'simulation'): Evidence => ({
  kind,
  decision: 'denied',
  denial: { cause },
  reason: `${kind} denies`,
});
const OPEN: Evidence = { kind: 'dry-run', decision: 'unknown', reason: 'throttled' };
const LACKS: DenialCause = { kind: 'missing-allow', in: 'identity' };
const DENY: DenialCause = { kind: 'explicit-deny', in: 'identity', statements: [] };
const SCP: DenialCause = { kind: 'explicit-deny', in: 'scp', statements: [] };
const EDGE: DenialCause = { kind: 'missing-allow', in: 'permissions-boundary' };
const SILENT: DenialCause = { kind: 'unexplained' };

it.each<readonly [string, Evidence, Evidence | undefined, { kept: boolean; supposed?: string }]>([
  [
    'a missing Allow that is added',
    denies(LACKS, 'dry-run'),
    says('allowed'),
    { kept: false, supposed: 'allowed' },
  ],
  [
    'a missing Allow that may be added',
    denies(LACKS, 'dry-run'),
    says('likely'),
    { kept: false, supposed: 'likely' },
  ],
  [
    'a missing Allow that is not',
    denies(LACKS, 'dry-run'),
    denies(LACKS),
    { kept: true, supposed: 'denied' },
  ],
  [
    'a denial without a reason',
    denies(SILENT, 'dry-run'),
    says('allowed'),
    { kept: false, supposed: 'likely' },
  ],
  ['a Deny that is there', denies(DENY, 'dry-run'), says('allowed'), { kept: true, supposed: 'allowed' }],
  ['a service control policy', denies(SCP, 'dry-run'), says('allowed'), { kept: true, supposed: 'allowed' }],
  ['a boundary', denies(EDGE, 'read'), says('allowed'), { kept: true, supposed: 'allowed' }],
  ['a permission', says('allowed', 'dry-run'), says('allowed'), { kept: true, supposed: 'allowed' }],
  [
    'a permission that a Deny ends',
    says('allowed', 'read'),
    denies(DENY),
    { kept: false, supposed: 'denied' },
  ],
  [
    'a permission that the simulator does not know',
    says('allowed', 'read'),
    denies(LACKS),
    { kept: true, supposed: 'denied' },
  ],
  ['no answer', OPEN, says('allowed'), { kept: true, supposed: 'allowed' }],
  ['a denial of which the policy says nothing', denies(LACKS, 'dry-run'), undefined, { kept: true }],
])('of %s', (_what, answered, supposed, expected) => {
  const before = supposed === undefined ? new Map() : new Map([[ID, supposed]]);
  const after = supposedEvidence([new Map([[ID, answered]])], before);
  expect({ kept: after.real[0]?.has(ID), supposed: after.supposed.get(ID)?.decision }).toEqual({
    supposed: undefined,
    ...expected,
  });
});

it('says why a guess is one', () => {
  const { supposed } = supposedEvidence(
    [new Map([[ID, denies(SILENT, 'dry-run')]])],
    new Map([[ID, says('allowed')]]),
  );
  expect(supposed.get(ID)?.reason).toBe('simulation says allowed; AWS denies it now and does not say why');
});

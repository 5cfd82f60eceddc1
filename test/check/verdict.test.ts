import { describe, expect, it } from 'vitest';
import { judge } from '../../src/check/verdict.ts';
import type { Facts } from '../../src/findings/facts.ts';
import { finding } from '../../src/findings/finding.ts';
import type { Evidence, RequiredPermission } from '../../src/permissions/decision.ts';
import { allowed, credentialFailure, evidence, factsOf, failureOf } from '../findings/facts-of.ts';
import { deniedIn } from '../permissions/denials.ts';

const denied = deniedIn('no-allow');
const MACHINE = {
  files: { '~/.aws/credentials': '[default]\naws_access_key_id = a\naws_secret_access_key = b\n' },
};

/** Evidence by the capability of a need. */
function byCapability(of: Partial<Record<string, Evidence>>, otherwise?: Evidence): Facts['capabilities'] {
  return evidence((permission: RequiredPermission) => of[permission.requirement.capability] ?? otherwise);
}

const cases: readonly (readonly [string, Partial<Facts>, string, number])[] = [
  ['all allowed', {}, 'enabled', 0],
  ['compute only', { capabilities: byCapability({ compute: allowed }, denied) }, 'enabled', 0],
  ['storage only, compute unknown', { capabilities: byCapability({ storage: allowed }) }, 'enabled', 0],
  ['both denied', { capabilities: byCapability({}, denied) }, 'disabled', 1],
  ['both unknown', { capabilities: byCapability({}) }, 'inconclusive', 3],
  ['one denied, one unknown', { capabilities: byCapability({ storage: denied }) }, 'inconclusive', 3],
  [
    'a required one denied',
    { capabilities: byCapability({ ports: denied }, allowed), required: ['ports'] },
    'enabled',
    1,
  ],
  [
    'a required one unknown',
    { capabilities: byCapability({ compute: allowed }), required: ['spot'] },
    'enabled',
    3,
  ],
  [
    'a required one denied beats one unknown',
    { capabilities: byCapability({ compute: allowed, ports: denied }), required: ['spot', 'ports'] },
    'enabled',
    1,
  ],
  ['no credentials', { credentials: { kind: 'none' }, capabilities: byCapability({}) }, 'disabled', 1],
  [
    'expired SSO',
    { credentials: credentialFailure('sso-token-expired'), capabilities: byCapability({}) },
    'disabled',
    1,
  ],
  [
    'unreachable SSO',
    { credentials: credentialFailure('no-network'), capabilities: byCapability({}) },
    'inconclusive',
    3,
  ],
  ...(['invalid-access-key', 'wrong-secret-key', 'expired-credentials', 'clock-skew'] as const).map(
    (kind) =>
      [
        kind,
        { identity: { kind: 'failed', failure: failureOf(kind, 'X') }, capabilities: byCapability({}) },
        'disabled',
        1,
      ] as const,
  ),
  ...(['network', 'timeout', 'throttled', 'server-error', 'malformed-answer'] as const).map(
    (kind) =>
      [
        kind,
        { identity: { kind: 'failed', failure: failureOf(kind, 'X') }, capabilities: byCapability({}) },
        'inconclusive',
        3,
      ] as const,
  ),
];

describe('judge', () => {
  it.each(cases)('%s', async (_title, changes, status, exitCode) => {
    expect(judge(await factsOf(MACHINE, changes), [], false)).toEqual({ status, exitCode });
  });

  it('fails on warnings, not on hints, where it is strict', async () => {
    const facts = await factsOf(MACHINE);
    const warning = finding('skypilot-role-missing', { detail: '' });
    const hint = finding('sso-aws-only', { detail: '' });
    expect(judge(facts, [warning], false).exitCode).toBe(0);
    expect(judge(facts, [warning], true)).toEqual({ status: 'enabled', exitCode: 1 });
    expect(judge(facts, [hint], true).exitCode).toBe(0);
  });
});

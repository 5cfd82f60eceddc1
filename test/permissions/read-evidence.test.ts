import { describe, expect, it } from 'vitest';
import type { AwsResult, FailureKind } from '../../src/aws/aws-result.ts';
import { evidenceOfRead } from '../../src/permissions/read-evidence.ts';
import { denialIn } from './denials.ts';
import { failed } from './fixtures.ts';

const UNDECIDING: readonly FailureKind[] = [
  'invalid-access-key',
  'wrong-secret-key',
  'expired-credentials',
  'clock-skew',
  'throttled',
  'network',
  'timeout',
  'server-error',
  'malformed-answer',
  'unsupported-operation',
  'opt-in-required',
  'proxy',
  'certificate',
  'ca-bundle',
  'cancelled',
  'read-only-violation',
  'other',
];

describe('evidenceOfRead', () => {
  const scp = denialIn('scp');
  const answers: readonly (readonly [string, AwsResult<unknown>, object])[] = [
    ['an answer', { kind: 'ok', value: [] }, { decision: 'allowed', reason: 'a real call was answered' }],
    [
      'that there is no such thing',
      failed('not-found', 'NoSuchEntity'),
      { decision: 'allowed', reason: 'a real call was answered (there is no such resource)' },
    ],
    [
      'a denial that says where',
      failed('denied', 'AccessDenied', { denial: scp }),
      {
        decision: 'denied',
        denial: scp,
        reason: 'a real call was denied: a service control policy of the organization stops it',
      },
    ],
    [
      'a denial that says nothing',
      failed('denied', 'AccessDenied'),
      {
        decision: 'denied',
        denial: { cause: { kind: 'unexplained' } },
        reason: 'a real call was denied: AWS gives no reason',
      },
    ],
  ];

  it.each(answers)('reads %s', (_what, result, expected) => {
    expect(evidenceOfRead(result)).toEqual({ kind: 'read', ...expected });
  });

  it.each(UNDECIDING)('leaves open what a call of kind %s was about', (kind) => {
    expect(evidenceOfRead(failed(kind, 'Code'))).toEqual({
      kind: 'read',
      decision: 'unknown',
      reason: 'a real call failed: Code',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { readGate } from '../../src/permissions/dry-run-gate.ts';
import { failed, refused, SUCCESS } from './fixtures.ts';

const notFound = failed('not-found', 'InvalidInstanceID.NotFound');
const carriedOut = failed('read-only-violation', 'DryRunIgnored');

describe('an endpoint that is not one of AWS', () => {
  it.each([
    ['answers one as a dry run', [notFound, SUCCESS], 'open'],
    ['misses what is not there, as one that ignores dry runs would', [notFound, notFound], 'unproven'],
    ['refuses, before it looks at DryRun', [refused(), refused()], 'unproven'],
    ['carries one out', [SUCCESS, carriedOut], 'ignored'],
    [
      'does not know the operations',
      [failed('unsupported-operation', 'InvalidAction'), notFound],
      'unproven',
    ],
  ])('that %s', (_what, answers, kind) => {
    expect(readGate(answers).kind).toBe(kind);
  });
});

import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { denialOpener } from '../../src/permissions/open-denials.ts';
import { denialIn } from './denials.ts';
import { refused } from './fixtures.ts';

const DECODED = JSON.stringify({ explicitDeny: true, context: { action: 'ec2:RunInstances' } });
const unexplained = (encodedMessage: string): Denial => ({ ...denialIn('unknown'), encodedMessage });

/** Opens denials side by side, and counts what is asked. */
async function opened(denials: readonly Denial[], allowed = true) {
  const asked: string[] = [];
  const open = denialOpener(async (message) => {
    asked.push(message);
    return allowed ? ({ kind: 'ok', value: DECODED } as const) : refused();
  });
  return { asked, denials: await Promise.all(denials.map(open)) };
}

describe('denialOpener', () => {
  it('asks once about each distinct message', async () => {
    const { asked, denials } = await opened([unexplained('a'), unexplained('b'), unexplained('a')]);
    expect(asked).toEqual(['a', 'b']);
    expect(denials.map(({ action }) => action)).toEqual(Array(3).fill('ec2:RunInstances'));
  });

  it('asks once where it may not, and leaves the denials as they are', async () => {
    const closed = [unexplained('a'), unexplained('b')];
    const { asked, denials } = await opened(closed, false);
    expect(asked).toEqual(['a']);
    expect(denials).toEqual(closed);
  });

  const action = 'ec2:RunInstances';
  it.each<[string, Denial, boolean]>([
    ['a missing Allow whose layer and action are told', { ...denialIn('no-allow'), action }, false],
    ['a missing Allow whose action is not told', denialIn('no-allow'), true],
    ['a missing Allow whose layer is not told', { cause: { kind: 'missing-allow' }, action }, true],
    ['a Deny', { ...denialIn('scp'), action }, true],
    ['nothing that is told', denialIn('unknown'), true],
    ['nothing but the action', { ...denialIn('unknown'), action }, true],
  ])('asks about %s, if a message can tell more', async (_title, denial, asks) => {
    expect((await opened([{ ...denial, encodedMessage: 'a' }])).asked).toEqual(asks ? ['a'] : []);
    expect(await opened([denial])).toEqual({ asked: [], denials: [denial] });
  });
});

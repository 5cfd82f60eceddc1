import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { openDenials } from '../../src/permissions/open-denials.ts';
import { denialIn } from './denials.ts';
import { refused } from './fixtures.ts';

const DECODED = JSON.stringify({ explicitDeny: true, context: { action: 'ec2:RunInstances' } });
const untold = (encodedMessage: string): Denial => ({ ...denialIn('unknown'), encodedMessage });

/** Counts what is asked. */
function decoder(allowed = true) {
  const asked: string[] = [];
  const decode = async (message: string) => {
    asked.push(message);
    return allowed ? ({ kind: 'ok', value: DECODED } as const) : refused();
  };
  return { asked, decode };
}

describe('openDenials', () => {
  it('asks once about each distinct message', async () => {
    const { asked, decode } = decoder();
    const denials = [untold('a'), untold('b'), untold('a')];
    const opened = await openDenials(denials, decode);
    expect(asked).toEqual(['a', 'b']);
    for (const denial of denials) expect(opened(denial).action).toBe('ec2:RunInstances');
  });

  it('asks once where it may not, and leaves the denials as they are', async () => {
    const { asked, decode } = decoder(false);
    const denials = [untold('a'), untold('b')];
    const opened = await openDenials(denials, decode);
    expect(asked).toEqual(['a']);
    expect(denials.map(opened)).toEqual(denials);
  });

  it('asks nothing where no message can tell more', async () => {
    const { asked, decode } = decoder();
    await openDenials(
      [denialIn('scp'), { ...denialIn('no-allow'), action: 'ec2:RunInstances', encodedMessage: 'a' }],
      decode,
    );
    expect(asked).toEqual([]);
  });
});

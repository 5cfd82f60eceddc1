import { describe, expect, it } from 'vitest';
import { NOTHING_SHARED, shareByKey } from '../../src/check/sharing.ts';

describe('shareByKey', () => {
  it('makes a thing once for a key, and anew without one', async () => {
    const sharing = shareByKey();
    let made = 0;
    const make = async () => {
      made += 1;
      return made;
    };
    expect([
      await sharing.once('a', make),
      await sharing.once('a', make),
      await sharing.once('b', make),
    ]).toEqual([1, 1, 2]);
    expect([await sharing.once(undefined, make), await sharing.once(undefined, make)]).toEqual([3, 4]);
    expect(sharing.isShared).toBe(true);
  });

  it('lets work of one key wait for the work before it, also where that fails', async () => {
    const sharing = shareByKey();
    const order: string[] = [];
    let release: (() => void) | undefined;
    const first = sharing.inTurn('a', async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      order.push('first');
      throw new Error('no');
    });
    const second = sharing.inTurn('a', async () => order.push('second'));
    const other = sharing.inTurn('b', async () => order.push('other'));
    await other;
    release?.();
    await expect(first).rejects.toThrow('no');
    await second;
    expect(order).toEqual(['other', 'first', 'second']);
  });
});

it('NOTHING_SHARED shares nothing', async () => {
  let made = 0;
  const make = async () => {
    made += 1;
    return made;
  };
  expect([await NOTHING_SHARED.once('a', make), await NOTHING_SHARED.once('a', make)]).toEqual([1, 2]);
  expect([await NOTHING_SHARED.inTurn('a', make), NOTHING_SHARED.isShared]).toEqual([3, false]);
});

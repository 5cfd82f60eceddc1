/**
 * Maps items with a bounded number at work at any time; they are taken up in their order.
 *
 * @returns the results in the order of the items
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

/** Runs work at once, or as soon as there is room. */
export type Room = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Room for so many at any time; the others wait in the order in which they came. */
export function roomFor(atOnce: number): Room {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Who waits takes the place over, so that nobody who comes in between does.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Draws `count` of the items, the same ones for the same seed, in their order. */
export function sample(items, count, seed) {
  let state = seed >>> 0;
  // Mulberry32.
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const drawn = items.map((_, index) => ({ index, rank: random() })).sort((a, b) => a.rank - b.rank);
  return drawn
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .map((index) => items[index]);
}

/** Longer words are nobody's typing error, and comparing them costs time that grows with the square of the length. */
const LONGEST_WORD = 128;

/**
 * The known word that a mistyped one is nearest to, the first of several; undefined where none is near.
 *
 * @param most - how many letters may be wrong; a third of the known word's where absent
 */
export function closestTo(word: string, known: readonly string[], most?: number): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const limit = Math.min(
      most ?? Math.ceil(candidate.length / 3),
      (best?.distance ?? Number.POSITIVE_INFINITY) - 1,
    );
    // The distance is at least the difference in length: most candidates need no closer look.
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word, candidate);
    if (distance <= limit) best = { candidate, distance };
  }
  return best?.candidate;
}

/** How many letters differ, a swapped pair counting once: the optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + cost,
          swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

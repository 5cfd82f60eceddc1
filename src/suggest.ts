/**
 * The known word that a mistyped one is nearest to; undefined where none is near.
 *
 * Near means: at most a third of its letters have to be changed.
 */
export function closestTo(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.ceil(best.candidate.length / 3)
    ? best.candidate
    : undefined;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const substitute = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(substitute, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

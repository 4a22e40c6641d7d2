/**
 * The words of a list that somebody may have meant by another: those that begin with it, or of which at most
 * half would have to change. Nearest first.
 */
export function nearest(word: string, candidates: readonly string[], most: number): string[] {
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .filter(({ candidate, distance }) => candidate.startsWith(word) || distance * 2 <= candidate.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/**
 * How many elements have to be put in, left out or exchanged to make one list out of the other
 * (Levenshtein). `same` says what counts as equal.
 */
export function editDistance<T>(
  from: readonly T[],
  to: readonly T[],
  same: (a: T, b: T) => boolean = Object.is,
): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, a] of from.entries()) {
    const current = [row + 1];
    for (const [column, b] of to.entries()) {
      const exchanged = (previous[column] ?? 0) + (same(a, b) ? 0 : 1);
      const leftOut = (previous[column + 1] ?? 0) + 1;
      const putIn = (current[column] ?? 0) + 1;
      current.push(Math.min(exchanged, leftOut, putIn));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

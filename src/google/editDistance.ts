/** The words of a list that are most like a given one, nearest first; words with nothing in common are left out. */
export function nearest(word: string, candidates: readonly string[], most: number): string[] {
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .filter(({ candidate, distance }) => distance < Math.max(word.length, candidate.length))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
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

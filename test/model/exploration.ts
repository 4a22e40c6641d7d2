/**
 * How a property of the models is explored. By itself it tries the same cases on every machine and every day, so
 * that a change is judged by what it changes; FAST_CHECK_RUNS has it try so many, and FAST_CHECK_SEED others: those
 * of a seed, or of none (`random`).
 */
export function exploration(usualRuns: number): { numRuns: number; seed: number } {
  const { FAST_CHECK_RUNS: runs = usualRuns, FAST_CHECK_SEED: seed = 1 } = process.env;
  return {
    numRuns: Number(runs),
    seed: seed === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(seed),
  };
}

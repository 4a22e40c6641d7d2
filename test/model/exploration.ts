/** The number of runs of a model's property: this many by default, else the number in FAST_CHECK_RUNS. */
export function exploration(usualRuns: number): { numRuns: number } {
  return { numRuns: Number(process.env.FAST_CHECK_RUNS ?? usualRuns) };
}

/** How often a property of the models is tried: so often by itself, or as often as FAST_CHECK_RUNS says. */
export function exploration(usualRuns: number): { numRuns: number } {
  return { numRuns: Number(process.env.FAST_CHECK_RUNS ?? usualRuns) };
}

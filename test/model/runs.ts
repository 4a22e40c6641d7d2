/** How often a property is tried: so often by itself, or as often as FAST_CHECK_RUNS says. */
export function runsOf(usual: number): number {
  return Number(process.env.FAST_CHECK_RUNS ?? usual);
}

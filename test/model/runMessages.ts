import type { Run } from "./simulation.js";

/** All that the user can read of a run. */
export function textsOf({ process, steps }: Run): string[] {
  return [...process.lines, ...steps.flatMap(({ ended }) => ("message" in ended ? [ended.message] : []))];
}

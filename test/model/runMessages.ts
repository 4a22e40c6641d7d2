import type { Run } from "./simulation.js";

/** All lines and messages of a run. */
export function messagesOf({ process, steps }: Run): string[] {
  return [...process.lines, ...steps.flatMap(({ ended }) => ("message" in ended ? [ended.message] : []))];
}

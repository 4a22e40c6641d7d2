import type { TargetProblem } from "../serviceTarget.js";

/** Thrown when a connection is asked for that checkTarget would have complained about. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly problems: readonly TargetProblem[];

  constructor(problems: readonly TargetProblem[]) {
    super(problems.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    this.problems = problems;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isTargetError(error: unknown): error is TargetError {
  return error instanceof Error && error.name === "TargetError";
}

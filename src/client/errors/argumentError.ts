/** An argument that can't be used. Nothing was sent. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
  /** Which one: `name`, `parent`, `filter`, `start.path`, `timeout`, … */
  readonly argument: string;
  /** What is wrong and the way out, in full sentences. */
  readonly reason: string;

  constructor(argument: string, reason: string) {
    super(`${argument}: ${reason}`);
    this.argument = argument;
    this.reason = reason;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isArgumentError(error: unknown): error is ArgumentError {
  return error instanceof Error && error.name === "ArgumentError";
}

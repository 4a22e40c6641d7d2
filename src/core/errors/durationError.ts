/** A text that is no duration. Says which text, why not, and what one looks like. */
export class DurationError extends Error {
  override readonly name = "DurationError";

  constructor(
    /** The text as it was given. */
    readonly text: string,
    /** Why it is refused, as the end of a sentence. */
    readonly reason: string,
  ) {
    super(`"${text}" is not a duration: ${reason}. Write it like "90s", "30m", "1h30m" or "250ms".`);
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isDurationError(error: unknown): error is DurationError {
  return error instanceof Error && error.name === "DurationError";
}

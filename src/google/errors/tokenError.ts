/** A request on the way to an access token failed: the message names the step, the host and the host's words. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** Code of the network error, if there was no answer. */
  readonly code?: string;

  constructor(message: string, facts: { status?: number; code?: string }) {
    super(message);
    Object.assign(this, facts);
  }
}

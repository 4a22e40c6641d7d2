/** Credentials that can't be used as they are configured: trying again won't help, changing a setting will. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** A request on the way to an access token failed: the message names the step, the host and the host's words. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  /** The message without the words of the host and without names of accounts. */
  readonly summary?: string;
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** Code of the network error, if there was no answer. */
  readonly code?: string;

  constructor(message: string, facts: { summary: string; status?: number; code?: string }) {
    super(message);
    Object.assign(this, facts);
  }
}

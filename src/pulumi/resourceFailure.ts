import { shownText } from "./shownText.js";

/**
 * A failure that the user can do something about: what happened, to which operation, and what to do next.
 *
 * Pulumi's dynamic-provider server prints `${error}: ${error.stack}` beside the error itself; for an expected
 * failure that is the message once more instead of a stack trace.
 */
export class ResourceFailure extends Error {
  override readonly name: string = "ResourceFailure";

  constructor(message: string) {
    super(shownText(message));
    this.stack = this.message;
  }

  override toString(): string {
    return "gcp-lro";
  }
}

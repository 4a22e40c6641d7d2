import { RETURNED_ERROR } from "./engine/returnedErrors.js";
import { shownText } from "./shownText.js";

/** A failure that the user can act on: what happened, to which operation, and what to do next. It has no stack trace. */
export class ResourceFailure extends Error {
  override readonly name: string = "ResourceFailure";

  constructor(message: string) {
    super(shownText(message));
    this.stack = RETURNED_ERROR;
  }
}

import type { RequestFailure } from "../../core/failure.js";
import type { JsonObject } from "../../core/json.js";
import { sanitize } from "../../core/text.js";

/** An error that the user can act on. The message names the cause, the operation and the next step. No stack trace. */
export class UserError extends Error {
  override readonly name: string = "UserError";

  constructor(message: string) {
    super(sanitize(message));
    this.stack = RETURNED_ERROR;
  }
}

/**
 * A create or update that failed after the operation had been started. Pulumi saves a resource from it, with
 * `id`, `properties` as its outputs and `reasons` as the messages for the user
 * (`ErrorResourceInitFailed` of the provider protocol).
 */
export class PartialStateError extends UserError {
  override readonly name = "PartialStateError";
  readonly id: string;
  readonly properties: JsonObject;
  readonly reasons: string[];

  constructor(id: string, properties: JsonObject, reason: string) {
    super(reason);
    this.id = id;
    this.properties = properties;
    this.reasons = [this.message];
  }
}

/** The stack of an error that is returned to the engine: such errors are expected and have no stack trace. */
const RETURNED_ERROR = "pulumi-gcp-lro: returned to the engine";

/**
 * Keeps Pulumi's dynamic-provider server from printing `${error}: ${error.stack}` for errors that it also returns:
 * the engine shows a returned error under its resource, and would show the printed one under the stack as well.
 */
export function silenceReturnedErrors(): void {
  const print = console.error;
  console.error = (...values: unknown[]) => {
    const [first] = values;
    if (typeof first !== "string" || !first.endsWith(`: ${RETURNED_ERROR}`)) {
      print.apply(console, values);
    }
  };
}

/**
 * The next step after a delete that failed, as a sentence. Pulumi doesn't tell a delete whether it is part of a destroy,
 * of a replacement, or of an `up` whose program no longer contains the resource.
 */
export const RUN_AGAIN = "To continue, run the same command again.";

/** A request to fix the cause of a failure, with a space after it; empty if the failure names its own remedy. */
export function fixText(failure: RequestFailure): string {
  return "remedy" in failure && failure.remedy !== undefined ? "" : "Fix the cause. ";
}

/**
 * The way by which changed settings reach a delete, as the end of a sentence: a delete uses the settings of the last
 * `up` that saved the resource.
 */
export function upFirst(kind: "resource" | "group"): string {
  return (
    `run \`pulumi up\`. For that \`pulumi up\`, the program must contain the ${kind}, and its other arguments must be those of the last successful \`pulumi up\`. Then ` +
    "run the failed command again, with the program that it used: it takes the setting from the state."
  );
}

import type { OperationError } from "../core/operation.js";
import type { SavedState } from "./savedState.js";

/**
 * What an operation's error says, for people. Where an argument is secret, the service may have repeated it, and
 * what is shown can stand in the state as plain text: as the reason why a resource is not what was asked for.
 */
export function errorWords({ message }: OperationError, { secret }: Pick<SavedState, "secret">): string {
  return secret ? "(an argument is secret, so its message is kept in the output `error` alone)" : message;
}

import type { Clock } from "../../core/clock.js";
import { VISIBILITY_WINDOW, type WaitLimits } from "../../core/polling.js";
import type { SavedOperation } from "../state/operationState.js";
import { isInFlight, isSameAddress } from "../state/outputs.js";
import type { OperationContext } from "./operationContext.js";

/**
 * The treatment of a 404 for an operation of the state. Services answer 404 for a while after a start; later, a 404
 * has to be repeated if the operation was in flight. At another endpoint or version a 404 proves nothing, so that
 * no time is spent on it.
 */
export function pollLimits(
  { clock, address }: OperationContext,
  saved: SavedOperation,
): Pick<WaitLimits, "visibleBy" | "confirmMissing"> {
  return isSameAddress(address, saved.outputs)
    ? { ...openVisibility(clock, saved), confirmMissing: isInFlight(saved.outputs.state) }
    : {};
}

/**
 * Until when a 404 means "not visible yet", for an operation that GetOperation has never returned. Empty if it was
 * seen, or is old enough.
 */
export function openVisibility(
  clock: Clock,
  { seen, since }: Pick<SavedOperation, "seen" | "since">,
): { visibleBy?: number } {
  const left = Math.min(VISIBILITY_WINDOW, since + VISIBILITY_WINDOW - clock.wall());
  return seen || left <= 0 ? {} : { visibleBy: clock.monotonic() + left };
}

/** Milliseconds since the operation was started or adopted, as far as this machine's wall clock can tell. */
export function ageOf(clock: Clock, { since }: Pick<SavedOperation, "since">): number {
  return Math.max(0, clock.wall() - since);
}

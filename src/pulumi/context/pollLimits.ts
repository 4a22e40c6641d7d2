import type { Clock } from "../../core/clock.js";
import { VISIBILITY_WINDOW, type WaitLimits } from "../../core/polling.js";
import type { SavedOperation } from "../state/operationState.js";
import { isInFlight, type ServiceAddress } from "../state/outputs.js";
import type { OperationContext } from "./operationContext.js";

/**
 * The treatment of a 404 for an operation of the state. Services answer 404 for a while after a start; later, a 404
 * has to be repeated if the operation was in flight. At another endpoint or version a 404 proves nothing, so that
 * no time is spent on it.
 */
export function pollLimits(
  { clock, address }: OperationContext,
  saved: SavedOperation,
): Pick<WaitLimits, "visibleBy" | "confirmNotFound"> {
  return isSameAddress(address, saved.outputs)
    ? { ...openVisibility(clock, saved), confirmNotFound: isInFlight(saved.outputs.state) }
    : {};
}

/**
 * Until when a 404 means "not visible yet", for an operation that GetOperation has never returned. Empty if it has
 * returned it, or if the operation is old enough.
 */
export function openVisibility(
  clock: Clock,
  { wasReturned, acquiredAt }: Pick<SavedOperation, "wasReturned" | "acquiredAt">,
): { visibleBy?: number } {
  const left = Math.min(VISIBILITY_WINDOW, acquiredAt + VISIBILITY_WINDOW - clock.wall());
  return wasReturned || left <= 0 ? {} : { visibleBy: clock.monotonic() + left };
}

/** Whether the requests to two addresses reach the same operations. */
export function isSameAddress(one: ServiceAddress, other: ServiceAddress): boolean {
  return one.endpoint === other.endpoint && one.apiVersion === other.apiVersion;
}

/** Milliseconds since the operation was started or adopted, as far as this machine's wall clock can tell. */
export function ageOf(clock: Clock, { acquiredAt }: Pick<SavedOperation, "acquiredAt">): number {
  return Math.max(0, clock.wall() - acquiredAt);
}

import type { Clock } from "../../core/clock.js";
import type { Operation } from "../../core/operation.js";
import { VISIBILITY_WINDOW, type WaitLimits } from "../../core/polling.js";
import type { OperationContext } from "../context/operationContext.js";
import type { SavedOperation } from "../state/operationState.js";
import { isInFlight, outputsOf } from "../state/outputs.js";

/**
 * The reason why a 404 proves nothing: the step asks at another endpoint or version than the one that last answered for
 * the operation (a changed endpoint, a forgotten GCP_LRO_EMULATOR_HOST). Undefined at the same place.
 */
export function endpointMismatch(context: OperationContext, saved: SavedOperation): string | undefined {
  const { operationName, endpoint, apiVersion } = saved.outputs;
  return isSamePlace(context, saved)
    ? undefined
    : `${context.text.name(operationName)} was not found at ${context.address.endpoint} (${context.address.apiVersion}). It was last ` +
        `seen at ${endpoint} (${apiVersion}) and may still be running there. ${WAY_BACK}`;
}

/**
 * Why what is to be done about an operation that is not looked at again can't be asked for here: it would happen
 * to something else, or to nothing.
 */
export function endpointMismatchFor(
  what: string,
  context: OperationContext,
  saved: SavedOperation,
): string | undefined {
  const { operationName, endpoint, apiVersion } = saved.outputs;
  return isSamePlace(context, saved)
    ? undefined
    : `${context.text.name(operationName)} was last seen at ${endpoint} (${apiVersion}), so ${what} is not sent to ` +
        `${context.address.endpoint} (${context.address.apiVersion}). ${WAY_BACK}`;
}

const WAY_BACK = "Set endpoint, apiVersion, GCP_LRO_EMULATOR_HOST or the gcp: settings back to that place.";

export function isSamePlace({ address }: OperationContext, { outputs }: SavedOperation): boolean {
  return outputs.endpoint === address.endpoint && outputs.apiVersion === address.apiVersion;
}

/**
 * The treatment of a 404 for an operation of the state. Services answer 404 for a while after a start; later, a 404
 * has to be repeated if the operation was in flight. At another endpoint or version a 404 proves nothing, so that
 * no time is spent on it.
 */
export function pollLimits(
  context: OperationContext,
  saved: SavedOperation,
): Pick<WaitLimits, "visibleBy" | "confirmNotFound"> {
  if (!isSamePlace(context, saved)) {
    return {};
  }
  return { ...openVisibility(context.clock, saved), confirmNotFound: isInFlight(saved.outputs.state) };
}

/**
 * Until when a 404 means "not visible yet", for an operation that GetOperation has never returned. Empty if it was
 * seen, or is old enough.
 */
export function openVisibility(
  clock: Clock,
  saved: Pick<SavedOperation, "seen" | "since">,
): { visibleBy?: number } {
  const left = Math.min(VISIBILITY_WINDOW, saved.since + VISIBILITY_WINDOW - clock.wall());
  return saved.seen || left <= 0 ? {} : { visibleBy: clock.monotonic() + left };
}

/** Milliseconds since the operation was started or adopted, as far as this machine's wall clock can tell. */
export function ageOf(clock: Clock, saved: Pick<SavedOperation, "since">): number {
  return Math.max(0, clock.wall() - saved.since);
}

/** The state once GetOperation has shown the operation; that its cancellation was asked for is kept. */
export function seenAs(
  saved: SavedOperation,
  operation: Operation,
  context: OperationContext,
): SavedOperation {
  return {
    ...saved,
    outputs: outputsOf(operation, context.address, saved.outputs.cancelRequested),
    seen: true,
  };
}

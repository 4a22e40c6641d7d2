import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";

/**
 * The reason why a 404 proves nothing: the step asks at another endpoint or version than the one that last answered for
 * the operation (a changed endpoint, a forgotten GCP_LRO_EMULATOR_HOST). Undefined at the same place.
 */
export function wrongPlace(step: Step, saved: SavedState): string | undefined {
  const { operationName, endpoint, apiVersion } = saved.outputs;
  return isSamePlace(step, saved)
    ? undefined
    : `${step.text.name(operationName)} was not found at ${step.seat.endpoint} (${step.seat.apiVersion}). It was last ` +
        `seen at ${endpoint} (${apiVersion}) and may still be running there. ${WAY_BACK}`;
}

/**
 * Why what is to be done about an operation that is not looked at again can't be asked for here: it would happen
 * to something else, or to nothing.
 */
export function wrongPlaceFor(what: string, step: Step, saved: SavedState): string | undefined {
  const { operationName, endpoint, apiVersion } = saved.outputs;
  return isSamePlace(step, saved)
    ? undefined
    : `${step.text.name(operationName)} was last seen at ${endpoint} (${apiVersion}), so ${what} is not sent to ` +
        `${step.seat.endpoint} (${step.seat.apiVersion}). ${WAY_BACK}`;
}

const WAY_BACK = "Set endpoint, apiVersion, GCP_LRO_EMULATOR_HOST or the gcp: settings back to that place.";

export function isSamePlace({ seat }: Step, { outputs }: SavedState): boolean {
  return outputs.endpoint === seat.endpoint && outputs.apiVersion === seat.apiVersion;
}

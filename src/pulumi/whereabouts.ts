import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";

/**
 * Why "no such operation" is no news about it: the step looks somewhere else than where it was last known (a
 * changed endpoint, a forgotten GCP_LRO_EMULATOR_HOST). Undefined where it looks in the right place.
 */
export function wrongPlace(step: Step, saved: SavedState): string | undefined {
  const { operationName, endpoint, apiVersion } = saved.outputs;
  const isSamePlace = endpoint === step.seat.endpoint && apiVersion === step.seat.apiVersion;
  return isSamePlace
    ? undefined
    : `${operationName} was last known at ${endpoint} (${apiVersion}), and ${step.seat.endpoint} ` +
        `(${step.seat.apiVersion}) doesn't know it, so it may still be running there. ` +
        `Point endpoint, apiVersion, GCP_LRO_EMULATOR_HOST or the gcp: settings to where it was.`;
}

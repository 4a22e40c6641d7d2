import { isSameAddress } from "../context/operationContext.js";
import type { ServiceText } from "../report/serviceText.js";
import type { SavedOperation } from "../state/operationState.js";
import type { ServiceAddress } from "../state/outputs.js";

/**
 * The reason why a 404 proves nothing: it comes from another endpoint or version than the last poll (a changed endpoint,
 * a forgotten GCP_LRO_EMULATOR_HOST). Undefined at the same address.
 */
export function endpointMismatch(
  text: ServiceText,
  { outputs }: SavedOperation,
  address: ServiceAddress,
): string | undefined {
  return isSameAddress(address, outputs)
    ? undefined
    : `${text.name(outputs.operationName)} was not found at ${address.endpoint} (${address.apiVersion}). It was last ` +
        `seen at ${outputs.endpoint} (${outputs.apiVersion}) and may still be running there. ${RESTORE_SETTINGS}`;
}

/** The reason why a request is not sent: the last poll of its operation was at another address. */
export function unsentText(
  text: ServiceText,
  { outputs }: SavedOperation,
  address: ServiceAddress,
  request: string,
): string {
  return (
    `${text.name(outputs.operationName)} was last seen at ${outputs.endpoint} (${outputs.apiVersion}), so ${request} is ` +
    `not sent to ${address.endpoint} (${address.apiVersion}). ${RESTORE_SETTINGS}`
  );
}

const RESTORE_SETTINGS =
  "Change endpoint, apiVersion, GCP_LRO_EMULATOR_HOST or the gcp: settings back to that endpoint and version.";

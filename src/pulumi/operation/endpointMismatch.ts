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
    : `${text.name(outputs.operationName)} was not found at ${addressText(address)}. It may still be running at ` +
        `${addressText(outputs)}, which this package used before. ${restoreText(outputs)}`;
}

/** The reason why an undo request is not sent: the last poll of its operation was at another address. */
export function unsentUndo(text: ServiceText, { outputs }: SavedOperation, address: ServiceAddress): string {
  return (
    `${text.name(outputs.operationName)} completed despite the cancel request. The undo request was not sent, because the ` +
    `operation is at ${addressText(outputs)}, but this run uses ${addressText(address)}. ${restoreText(outputs)}`
  );
}

function restoreText(address: ServiceAddress): string {
  return `To use ${addressText(address)} again, undo the change that led to the other address: in the arguments endpoint and apiVersion (then run \`pulumi up\`), in GCP_LRO_EMULATOR_HOST, or in the gcp: settings. Then run the same command again.`;
}

function addressText({ endpoint, apiVersion }: ServiceAddress): string {
  return `${endpoint} (${apiVersion})`;
}

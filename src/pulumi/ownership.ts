import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { cancelSupport } from "../google/operationRoute.js";
import type { ServicePlace } from "../google/serviceTarget.js";
import { isGiven } from "./inputText.js";

/**
 * Refuses to cancel an adopted operation that the service runs by itself (Datastore's migration to Firestore):
 * nobody started it, so destroying a stack must not end it. It may be watched, and waited for.
 */
export function checkOwnership(
  { onDelete }: JsonObject,
  { service, host, apiVersion }: ServicePlace,
  name: string,
): CheckFailure[] {
  const isCancelled = !isGiven(onDelete) || onDelete === "cancelAndWait" || onDelete === "cancel";
  return isCancelled && service !== undefined && cancelSupport(service, apiVersion, name) === "notOurs"
    ? [
        {
          property: "onDelete",
          reason:
            `has to be "wait" or "abandon" here: ${host} runs ${name} by itself, ` +
            `so it is not ours to cancel`,
        },
      ]
    : [];
}

import type { Reply, RequestFailure } from "../core/failure.js";
import { newestFirst } from "./catalog/apiVersion.js";
import type { ResolvedService } from "./service.js";

/**
 * Texts of services that refuse requests on the host of another location:
 * - "Invalid hostname: eu-aiplatform.googleapis.com" (NousResearch/hermes-agent#72065)
 * - "Expected resource location to be global, but found us-central1 in resource name" (googleapis/python-speech#543)
 * - "Incorrect API endpoint used. The current endpoint can only serve …" (google/adk-python#4697)
 * - "… to find the correct endpoint to access resources located in …" (googleapis/google-cloud-java#10941)
 * - "The provided location ID doesn't match the endpoint." (googleapis/nodejs-automl#314)
 * - "Region '…' specified in request does not match endpoint region" (apache/airflow#12804), "invalid or not
 *   supported by this endpoint" (googleapis/google-cloud-go#1129)
 * - "The resource … is not located in us" (GoogleCloudPlatform/document-ai-samples#676)
 */
const WRONG_HOST =
  /invalid host ?name|resource location to be|(?:api|correct|by this|regional) endpoint|match (?:the )?endpoint|is not located in/i;

/** A hint that a refusal may be due to the host that the catalog chose; undefined if there is no sign of that. */
export function hostHint(
  { isDefault, endpoint, service }: ResolvedService,
  failure: RequestFailure,
): string | undefined {
  const { hostname } = new URL(endpoint.baseUrl);
  const isWrongHost =
    failure.kind === "apiError"
      ? WRONG_HOST.test(failure.message)
      : // The page of a front end that has no service behind the name of a location's host.
        failure.kind === "nonApiResponse" && failure.httpStatus === 404 && hostname !== service?.host;
  return isDefault.host && isWrongHost
    ? `${hostname} was chosen by default; if another host serves this location, set endpoint`
    : undefined;
}

/** A hint for a 404: the version was chosen by default, and the service has others. */
export function versionHint({ isDefault, service, apiVersion }: ResolvedService): string | undefined {
  const others =
    service === undefined ? [] : newestFirst(service).filter((version) => version !== apiVersion);
  return isDefault.apiVersion && others.length > 0
    ? `apiVersion ${apiVersion} was chosen by default; ${service?.key} also has ${others.join(", ")}`
    : undefined;
}

export function isNotFound(failure: RequestFailure): boolean {
  return (failure.kind === "apiError" || failure.kind === "nonApiResponse") && failure.httpStatus === 404;
}

/** Adds a hint to the failure of a reply, after one that the failure may already have. */
export function withHint<T>(
  reply: Reply<T>,
  hintOf: (failure: RequestFailure) => string | undefined,
): Reply<T> {
  const hint = reply.ok ? undefined : hintOf(reply.error);
  if (reply.ok || hint === undefined) {
    return reply;
  }
  const { error: failure } = reply;
  return {
    ok: false,
    error: { ...failure, hint: failure.hint === undefined ? hint : `${failure.hint}; ${hint}` },
  };
}

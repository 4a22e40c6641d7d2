import { isJsonObject, type JsonValue } from "../core/json.js";

/** A request to a service, below its API version. */
export interface HttpRequest {
  /** Default: POST. */
  method?: "POST" | "PATCH" | "PUT" | "DELETE";
  /** Relative to `{endpoint}/{apiVersion}/`, such as `projects/p/locations/l/clusters/c:export`. */
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON; without it the body is empty. */
  body?: JsonValue;
}

/** A request that starts an operation. */
export interface StartRequest extends HttpRequest {
  /**
   * The part of the request for a request ID, by which the service recognizes a repeated start (AIP-155). Default `none`.
   */
  requestId?: "query" | "body" | "none";
}

/**
 * Adds a request ID to the part of the request in which the service takes it. An ID that the user has set stays.
 *
 * @param id a UUID other than the all-zero one, as AlloyDB and cloudaicompanion demand
 */
export function withRequestId(request: StartRequest, id: string): HttpRequest {
  const { requestId = "none", ...plain } = request;
  switch (requestId) {
    case "none":
      return plain;
    case "query":
      return { ...plain, query: { requestId: id, ...plain.query } };
    case "body":
      return { ...plain, body: { requestId: id, ...(isJsonObject(plain.body) ? plain.body : {}) } };
  }
}

/** Checks for a missing request ID in a request that takes one. */
export function lacksRequestId({ requestId = "none", query, body }: StartRequest): boolean {
  switch (requestId) {
    case "none":
      return false;
    case "query":
      return query?.requestId === undefined;
    case "body":
      return !isJsonObject(body) || body.requestId === undefined;
  }
}

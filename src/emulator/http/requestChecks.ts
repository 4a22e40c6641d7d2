import { isJsonObject, type JsonObject } from "../../core/json.js";
import type { Result } from "../../core/result.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";
import { type Answer, badRequest, errorAnswer, errorInfo } from "./respond.js";

/** The credentials that requests need: none, any bearer token, or this one. */
export type CredentialsPolicy = "none" | "required" | { token: string };

/** Query parameters that every method of every Google API accepts. */
const systemParameters = new Set(
  [
    "$.xgafv $alt $callback $fields $key $prettyPrint $unique access_token alt callback fields key oauth_token",
    "prettyPrint quotaUser uploadType upload_protocol",
  ].flatMap((names) => names.split(" ")),
);

/** Answers 401 to a request without the credentials that the policy requires. */
export function checkCredentials(
  policy: CredentialsPolicy,
  authorization: string | undefined,
  service: Pick<ServiceDefinition, "host">,
): Answer | undefined {
  if (policy === "none") {
    return undefined;
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token !== undefined && (policy === "required" || policy.token === token)) {
    return undefined;
  }
  const [problem, reason] =
    authorization === undefined
      ? ["Request is missing required authentication credential.", "CREDENTIALS_MISSING"]
      : ["Request had invalid authentication credentials.", "ACCESS_TOKEN_TYPE_UNSUPPORTED"];
  const answer = errorAnswer(
    "UNAUTHENTICATED",
    `${problem} Expected OAuth 2 access token, login cookie or other valid authentication credential.`,
    [errorInfo(reason, "googleapis.com", { service: service.host })],
  );
  return { ...answer, headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/"' } };
}

/** Answers 400 to a query parameter that the method doesn't have. */
export function checkQuery(query: URLSearchParams, known: readonly string[] | "any"): Answer | undefined {
  if (known === "any") {
    return undefined;
  }
  const unknown = [...new Set(query.keys())].filter(
    (name) => !systemParameters.has(name) && !known.includes(jsonName(name)),
  );
  return unknown.length === 0
    ? undefined
    : badRequest(
        unknown.map((name) => ({
          description: `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
        })),
      );
}

/** Parses the body as an object with JSON names; an empty body is an empty object. The error is an answer of 400. */
export function readBody(body: string, known: readonly string[] | "any"): Result<JsonObject, Answer> {
  if (body.trim() === "") {
    return { ok: true, value: {} };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse([{ description: `Invalid JSON payload received. ${reason}` }]);
  }
  if (!isJsonObject(value)) {
    return refuse([{ description: "Invalid JSON payload received. The body must be an object." }]);
  }
  const fields = Object.fromEntries(Object.entries(value).map(([name, field]) => [jsonName(name), field]));
  const unknown = known === "any" ? [] : Object.keys(value).filter((name) => !known.includes(jsonName(name)));
  if (unknown.length > 0) {
    return refuse(
      unknown.map((name) => ({
        description: `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`,
      })),
    );
  }
  return { ok: true, value: fields };
}

function refuse(violations: { description: string }[]): Result<JsonObject, Answer> {
  return { ok: false, error: badRequest(violations) };
}

/** The JSON name of a field. proto3 JSON accepts the original name too: `request_id` is `requestId`. */
function jsonName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Finds a query parameter by its JSON name, in either form. */
export function queryValue(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) {
    if (jsonName(key) === name) {
      return value;
    }
  }
  return undefined;
}

import { isJsonObject, type JsonObject } from "../../core/json.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";
import { type Answer, badRequest, errorAnswer, errorInfo } from "./respond.js";

/** Who may use the emulator: anybody, whoever shows some bearer token, or whoever shows this one. */
export type CredentialsPolicy = "none" | "required" | { token: string };

/** Parameters that every Google API takes, whatever the method. */
const systemParameters = new Set(
  [
    "$.xgafv $alt $callback $fields $key $prettyPrint $unique access_token alt callback fields key oauth_token",
    "prettyPrint quotaUser uploadType upload_protocol",
  ].flatMap((names) => names.split(" ")),
);

/** 401 for a request without the credentials that are asked for. */
export function checkCredentials(
  policy: CredentialsPolicy,
  authorization: string | undefined,
  service: ServiceDefinition,
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

/** 400 for a query parameter that the method doesn't have. */
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

/** The body as an object with JSON names; nothing sent is an empty one. Or 400. */
export function readBody(
  body: string,
  known: readonly string[] | "any",
): { ok: true; value: JsonObject } | { ok: false; answer: Answer } {
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

function refuse(violations: { description: string }[]): { ok: false; answer: Answer } {
  return { ok: false, answer: badRequest(violations) };
}

/** proto3 JSON takes a field's original name too: `request_id` is `requestId`. */
function jsonName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A query parameter by its JSON name, in whichever form it was sent. */
export function queryValue(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) {
    if (jsonName(key) === name) {
      return value;
    }
  }
  return undefined;
}

import type { JsonObject } from "../../core/json.js";
import { type Answer, errorAnswerWithHttpStatus, errorInfo, statusName } from "../http/respond.js";
import type { AnswerFault } from "./faultInjector.js";
import type { StatusFault } from "./faultRule.js";

/** The answer that replaces the real one; `undefined` for faults of the connection. */
export function faultAnswer(fault: AnswerFault, host: string): Answer | undefined {
  switch (fault.kind) {
    case "status":
      return statusAnswer(fault, host);
    case "html":
      return {
        status: fault.status ?? 502,
        content: { html: "<html><head><title>Proxy</title></head><body>No service today.</body></html>\n" },
      };
    case "redirect":
      return {
        status: fault.status ?? 302,
        headers: { location: fault.location },
        content: { html: "<html><body>The document has moved.</body></html>\n" },
      };
    case "reply":
      return {
        status: fault.status,
        headers: fault.headers ?? { "content-type": "application/json; charset=UTF-8" },
        content: { text: fault.body },
      };
    case "reset":
    case "truncated":
    case "resetMidBody":
    case "endless":
      return undefined;
  }
}

function statusAnswer(fault: StatusFault, host: string): Answer {
  const details: JsonObject[] = [];
  if (fault.reason !== undefined) {
    details.push(errorInfo(fault.reason, "googleapis.com", { service: host, ...fault.metadata }));
  }
  if (fault.retryInfo !== undefined) {
    details.push({ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${fault.retryInfo}s` });
  }
  const name = statusName(fault.status);
  const message = fault.message ?? `The emulator injected HTTP ${fault.status}.`;
  const answer = errorAnswerWithHttpStatus(fault.status, name, message, details);
  return fault.retryAfter === undefined
    ? answer
    : { ...answer, headers: { "retry-after": fault.retryAfter } };
}

/** True if the service handles a request although the fault replaces or breaks its answer. */
export function takesEffect(fault: AnswerFault): boolean {
  switch (fault.kind) {
    case "truncated":
    case "resetMidBody":
      return true;
    case "endless":
      return false;
    default:
      return fault.effect === "after";
  }
}

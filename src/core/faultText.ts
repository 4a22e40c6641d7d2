import type { Fault } from "./fault.js";

/** One sentence on a fault, for people: what was asked, what came back, and what Google says to do. */
export function faultText(fault: Fault): string {
  return `${fault.request}: ${answerText(fault)}`;
}

function answerText(fault: Fault): string {
  switch (fault.kind) {
    case "rejected": {
      const reason = fault.reason === undefined ? "" : ` (${fault.reason})`;
      const remedy = fault.activationUrl === undefined ? "" : ` Enable it at ${fault.activationUrl}`;
      return `HTTP ${fault.httpStatus} ${fault.status}${reason}: ${fault.message || "no message"}${remedy}`;
    }
    case "foreign":
      return `HTTP ${fault.httpStatus} that is no answer of a Google API (${fault.contentType || "no content type"}): ${fault.excerpt || "empty body"}`;
    case "unreadable":
      return `HTTP ${fault.httpStatus} with a body that can't be used, ${fault.problem}: ${fault.excerpt || "empty body"}`;
    case "network":
      return `no answer (${fault.code}): ${fault.message}`;
    case "credentials":
      return `no valid credentials: ${fault.message}`;
  }
}

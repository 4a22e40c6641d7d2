import type { Fault } from "./fault.js";

/** A fault in one line for people: what was asked, what came back, what to do. Ends without a full stop. */
export function faultText(fault: Fault): string {
  return `${fault.request}: ${answerText(fault)}`;
}

function answerText(fault: Fault): string {
  switch (fault.kind) {
    case "rejected": {
      const reason = fault.reason === undefined ? "" : ` (${fault.reason})`;
      const remedy = fault.activationUrl === undefined ? "" : ` (enable it at ${fault.activationUrl})`;
      return `HTTP ${fault.httpStatus} ${fault.status}${reason}: ${oneLine(fault.message, "no message")}${remedy}`;
    }
    case "foreign":
      return `HTTP ${fault.httpStatus} that is no answer of a Google API (${fault.contentType || "no content type"}): ${oneLine(fault.excerpt, "empty body")}`;
    case "unreadable":
      return `HTTP ${fault.httpStatus} with a body that can't be used, ${fault.problem}: ${oneLine(fault.excerpt, "empty body")}`;
    case "network":
      return `no answer (${fault.code}): ${oneLine(fault.message, "no message")}`;
    case "credentials":
      return `no valid credentials: ${oneLine(fault.message, "no message")}`;
  }
}

function oneLine(text: string, ifEmpty: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "") || ifEmpty;
}

import { formatDuration } from "./duration.js";
import type { Fault } from "./fault.js";
import { withoutFullStop } from "./fullStop.js";

/** A shorter wait that a server asks for is obeyed and not worth a word, in milliseconds. */
const WORTH_TELLING = 60_000;

/** From here on it makes no difference any more how long a server asks to be left alone, in milliseconds. */
const DAY = 24 * 3_600_000;

/** A fault in one line for people: what came back, what to do, what was asked. Ends without a full stop. */
export function faultText(fault: Fault): string {
  const hint = fault.hint === undefined ? "" : `; ${fault.hint}`;
  return `${answerText(fault)}${hint} (${fault.request})`;
}

function answerText(fault: Fault): string {
  switch (fault.kind) {
    case "rejected": {
      const reason = fault.reason === undefined ? "" : ` (${fault.reason})`;
      const remedy = fault.activationUrl === undefined ? "" : ` (enable it at ${fault.activationUrl})`;
      return `HTTP ${fault.httpStatus} ${fault.status}${reason}: ${oneLine(fault.message, "no message")}${remedy}${askedWait(fault)}`;
    }
    case "foreign":
      return `HTTP ${fault.httpStatus} of a front end or proxy, not of the service (${fault.contentType || "no content type"}${by(fault)}): ${oneLine(fault.excerpt, "empty body")}${askedWait(fault)}`;
    case "unreadable":
      return `HTTP ${fault.httpStatus} with a body that can't be used${by(fault)}, ${withoutFullStop(fault.problem)}: ${oneLine(fault.excerpt, "empty body")}`;
    case "network":
      return fault.setup === undefined
        ? `no answer (${fault.code}): ${oneLine(fault.message, "no message")}`
        : `${oneLine(fault.message, "no connection")} (${fault.code})${todo(fault)}`;
    case "credentials":
      return `no valid credentials: ${oneLine(fault.message, "no message")}${todo(fault)}`;
  }
}

function by({ server }: { server?: string }): string {
  return server === undefined ? "" : `, server ${server}`;
}

function todo({ remedy }: { remedy?: string }): string {
  return remedy === undefined ? "" : `; ${remedy}`;
}

function askedWait({ retryAfter = 0 }: { retryAfter?: number }): string {
  if (retryAfter < WORTH_TELLING) {
    return "";
  }
  const asked = retryAfter > DAY ? "more than a day" : formatDuration(retryAfter);
  return ` (it asks to be left alone for ${asked})`;
}

function oneLine(text: string, ifEmpty: string): string {
  return withoutFullStop(text.replace(/\s+/g, " ").trim()) || ifEmpty;
}

import { isBusyText } from "../core/retryPolicy.js";

const ALREADY_EXISTS = /already[ _]?exists/i;

/** `googleapi: Error 409: …`, `HTTP 409`, `"code": 409`; not a name that contains the number. */
const HTTP_409 = /\b(?:error|http|status|code)\b[\s"':=]{0,3}409\b/i;

const ABORTED = /\baborted\b/i;

/** The error of a gRPC client: `rpc error: code = Aborted desc = …`. */
const GRPC_ABORTED = /\bcode = aborted\b/i;

/** With its HTTP status, because Google's client for Go leaves the name out if the response has no `errors`. */
const FAILED_PRECONDITION = /failed_?precondition|\b(?:error|http|status|code)\b[\s"':=]{0,3}400\b/i;

/** The segments of names after a slash. They can contain any word. */
const SEGMENTS = /\/[\w.()~-]+/g;

const OPERATION_IN_PROGRESS = new RegExp(
  [
    String.raw`\boperations?\b[^\n]{0,200}?\b(?:in progress|in flight)\b`,
    String.raw`\boperation \S+ is (?:already|currently|still) \w+ing\b`,
    String.raw`\b(?:another|other|concurrent|conflicting|incompatible|ongoing|pending|running) operation`,
    String.raw`\bcurrently being (?:created|updated|modified|deleted|restored|upgraded)`,
  ].join("|"),
  "i",
);

/**
 * Checks whether a provider's error says that the service refused a request because another operation is in progress:
 * ABORTED with HTTP 409, `operationInProgress`, or FAILED_PRECONDITION with such a text. ALREADY_EXISTS has the status 409
 * as well. An operation that started and then ended with ABORTED was not refused.
 */
export function isConflict(error: string): boolean {
  const text = error.replace(SEGMENTS, "");
  if (ALREADY_EXISTS.test(text)) {
    return false;
  }
  const isInProgress = OPERATION_IN_PROGRESS.test(text);
  return (
    isBusyText(text) ||
    GRPC_ABORTED.test(text) ||
    (HTTP_409.test(text) && (ABORTED.test(text) || isInProgress)) ||
    (FAILED_PRECONDITION.test(text) && isInProgress)
  );
}

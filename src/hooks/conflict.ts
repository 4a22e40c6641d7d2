import { isBusyText } from "../core/retryPolicy.js";

const ALREADY_EXISTS = /already[ _]?exists/i;

/** `googleapi: Error 409: …`, `HTTP 409`, `"code": 409`; not a name that contains the number. */
const HTTP_409 = /\b(?:error|http|status|code)\b[\s"':=]{0,3}409\b/i;

const ABORTED = /\baborted\b/i;

/** The error of a gRPC client: `rpc error: code = Aborted desc = …`. */
const GRPC_ABORTED = /\bcode = aborted\b/i;

/** With its HTTP status, because Google's client for Go leaves the name out if the response has no `errors`. */
const FAILED_PRECONDITION = /failed_?precondition|\b(?:error|http|status|code)\b[\s"':=]{0,3}400\b/i;

const OPERATION_IN_PROGRESS = new RegExp(
  [
    String.raw`\boperations?\b[^\n]{0,200}?\b(?:in progress|in flight|running|pending|ongoing|is currently)\b`,
    String.raw`\b(?:another|other|concurrent|conflicting) operation`,
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
  if (ALREADY_EXISTS.test(error)) {
    return false;
  }
  const isInProgress = OPERATION_IN_PROGRESS.test(error);
  return (
    isBusyText(error) ||
    GRPC_ABORTED.test(error) ||
    (HTTP_409.test(error) && (ABORTED.test(error) || isInProgress)) ||
    (FAILED_PRECONDITION.test(error) && isInProgress)
  );
}

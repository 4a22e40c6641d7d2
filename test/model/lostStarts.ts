import type { Operation } from "#src/core/operation.js";
import { readMetadata } from "#src/google/json/metadata.js";
import type { SentRequest } from "./network.js";

/** A text about a start that may have begun an operation whose name is unknown. */
export const LOST_START =
  /The service may have started an operation\. Its name is not known|prepared a start request for this resource at /;

/**
 * The starts among some requests that reach the service although their sender never learns what they began: neither
 * their own response nor that of a repetition with the same request ID named it.
 */
export function unansweredStarts(sent: readonly SentRequest[]): SentRequest[] {
  const starts = sent.filter(({ kind }) => kind === "start");
  const isNamed = ({ requestId, reply }: SentRequest): boolean =>
    reply?.ok === true ||
    (requestId !== undefined && starts.some((other) => other.requestId === requestId && other.reply?.ok));
  return starts.filter((start) => start.arrives && !isNamed(start));
}

/** True if the response to a start with a request ID was an operation that failed, was cancelled, or is being cancelled. */
export function namesUselessOperation({ kind, requestId, reply }: SentRequest): boolean {
  if (kind !== "start" || requestId === undefined || !reply?.ok) {
    return false;
  }
  const operation = reply.value as Operation;
  return operation.done
    ? operation.result.kind === "error"
    : readMetadata(operation.metadata).cancelRequested;
}

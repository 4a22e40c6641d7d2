import type { EmulatedOperation, RecordedRequest } from "../../emulator/index.js";

/** What a request and its answer meant for the operation. */
export type Meaning =
  | "started"
  | "running"
  | "cancel acknowledged"
  | "cancelling"
  | "done"
  | "refused"
  | "other";

/** One request about one operation. */
export interface WireEvent {
  request: RecordedRequest;
  meaning: Meaning;
}

/** Everything that was said on the wire about one operation, in order. */
export interface Conversation {
  operation: EmulatedOperation;
  events: WireEvent[];
}

/**
 * Milliseconds that may pass between a request's arrival, which the record tells, and the look at the operation
 * that its answer is made from. Counts for the last request about an operation only: after any other that had
 * seen the end nobody would have asked again.
 */
const ANSWER_TIME = 20;

/** Sorts a record by operation; the operations come in the order in which they were started. */
export function conversations(
  requests: readonly RecordedRequest[],
  operations: readonly EmulatedOperation[],
): Conversation[] {
  return operations.map((operation) => {
    const about = requests.filter(
      (request) => request.operation === operation.name && request.service === operation.service,
    );
    const last = about.at(-1);
    const events = about.map((request) => {
      const answeredAt = request === last ? request.at + ANSWER_TIME : request.at;
      return { request, meaning: meaningOf(request, operation, answeredAt) };
    });
    return { operation, events };
  });
}

/** What of the conversations happened after a request, by its number. */
export function after(all: readonly Conversation[], sequence: number): Conversation[] {
  return all
    .map(({ operation, events }) => ({
      operation,
      events: events.filter(({ request }) => request.sequence > sequence),
    }))
    .filter(({ events }) => events.length > 0);
}

function meaningOf(request: RecordedRequest, operation: EmulatedOperation, answeredAt: number): Meaning {
  if (request.status !== 200) {
    return "refused";
  }
  switch (request.kind) {
    case "start":
      return "started";
    case "cancel":
      return "cancel acknowledged";
    case "get":
      return stateAt(answeredAt, operation);
    default:
      return "other";
  }
}

/** What GetOperation said then. */
function stateAt(at: number, operation: EmulatedOperation): Meaning {
  if (operation.endedAt !== undefined && at >= operation.endedAt) {
    return "done";
  }
  return operation.cancelRequestedAt !== undefined && at >= operation.cancelRequestedAt
    ? "cancelling"
    : "running";
}

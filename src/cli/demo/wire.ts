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
  /** Tells which operation it is. How that went is for the wire to tell. */
  operation: EmulatedOperation;
  events: WireEvent[];
  /** The first answer of GetOperation that said done. */
  ending?: NonNullable<RecordedRequest["answer"]>;
}

/** Sorts a record by operation; the operations come in the order in which they were started. */
export function conversations(
  requests: readonly RecordedRequest[],
  operations: readonly EmulatedOperation[],
): Conversation[] {
  return operations.map((operation) => {
    const events = requests
      .filter(({ operation: name, service }) => name === operation.name && service === operation.service)
      .map((request) => ({ request, meaning: meaningOf(request) }));
    const ending = events.find(({ meaning }) => meaning === "done")?.request.answer;
    return { operation, events, ...(ending && { ending }) };
  });
}

/** What of the conversations happened after a request, by its number. */
export function after(all: readonly Conversation[], sequence: number): Conversation[] {
  return all
    .map((talk) => ({ ...talk, events: talk.events.filter(({ request }) => request.sequence > sequence) }))
    .filter(({ events }) => events.length > 0);
}

function meaningOf({ kind, status, answer }: RecordedRequest): Meaning {
  if (status !== 200) {
    return "refused";
  }
  switch (kind) {
    case "start":
      return "started";
    case "cancel":
      return "cancel acknowledged";
    case "get":
      return answer === undefined ? "other" : lookMeaning(answer);
    default:
      return "other";
  }
}

function lookMeaning({ done, state }: NonNullable<RecordedRequest["answer"]>): Meaning {
  if (done) {
    return "done";
  }
  return state === "CANCELLING" ? "cancelling" : "running";
}

import { Deadline } from "../../core/deadline.js";
import type { EndedOperation, RunningOperation } from "../../core/operation.js";
import { sight } from "../../core/polling.js";
import { cancellingPace } from "../../core/schedule.js";
import { watchUntilEnded } from "../../core/wait.js";
import { readMetadata } from "../../google/json/metadata.js";
import { REQUEST_ID_LIFE } from "../../google/startOperation.js";
import { openVisibility } from "../operation/endpointMismatch.js";
import { ResourceFailure } from "../report/userError.js";
import { moment } from "../state/timestamp.js";
import type { JournalEntry, SendingEntry, StartedEntry } from "./journal.js";
import { HOW_TO_ADOPT, howToCancel, lostStart } from "./lostStart.js";
import type { AcquiredOperation, StartContext } from "./startContext.js";

/** The longest time for the poll of an operation that an earlier run has started, in milliseconds. */
const POLL_LIMIT = 2 * 60_000;

/** The longest time for a poll that decides only whether to warn, in milliseconds. */
const WARNING_POLL_LIMIT = 10_000;

/** The decision of create about the entry of an earlier run. */
export type Recovery =
  | { kind: "adopt"; acquired: AcquiredOperation }
  /** `retryOf`: the start is sent with the request ID of an earlier run. */
  | { kind: "start"; retryOf?: { requestId: string; time: number } };

/**
 * Decides what becomes of a start that an earlier run may have sent. An operation is adopted only if the entry has
 * its name, and only a run whose state could not be saved leaves such an entry.
 *
 * @throws ResourceFailure if it is unknown whether an operation runs; nothing is started then
 */
export async function recoverStart(
  context: StartContext,
  entry: JournalEntry | undefined,
): Promise<Recovery> {
  switch (entry?.status) {
    case undefined:
    case "cancelling":
      return { kind: "start" };
    case "sending":
      return recoverSending(context, entry);
    case "started":
      return recoverStarted(context, entry);
    case "returned":
      await warnOfReturned(context, entry);
      return { kind: "start" };
  }
}

async function recoverSending(context: StartContext, entry: SendingEntry): Promise<Recovery> {
  const { step, requestDigest } = context;
  const { requestId, time } = entry;
  const age = step.clock.wall() - time;
  const isYoung = age >= 0 && age < REQUEST_ID_LIFE;
  if (requestId !== undefined && isYoung && entry.requestDigest === requestDigest && isHere(context, entry)) {
    step.log.write(
      "info",
      `sends the start that an earlier run sent at ${moment(time)}, with its request ID`,
    );
    return { kind: "start", retryOf: { requestId, time } };
  }
  const reason = `An earlier run was about to send a start at ${moment(time)} and did not save its response.`;
  throw await lostStart(context, { reason, since: time, at: entry });
}

async function recoverStarted(context: StartContext, entry: StartedEntry): Promise<Recovery> {
  const { step, deadline } = context;
  const name = step.text.name(entry.name);
  const isOther = entry.requestDigest !== context.requestDigest;
  const by = isOther ? " by another request" : "";
  const started = `${name}, which an earlier run started at ${moment(entry.time)} for this resource${by},`;
  const startAnew = (kind: "info" | "warning", standing: string): Recovery => {
    step.log.write(kind, `${started} ${standing}. A new operation is started.`);
    return { kind: "start" };
  };
  if (!isHere(context, entry)) {
    return startAnew("warning", `may still be running at ${entry.endpoint} (${entry.apiVersion})`);
  }
  const limit = Math.min(POLL_LIMIT, Math.max(0, deadline.remaining()));
  const poll = await sight(step.tools, entry.name, 0, {
    deadline: new Deadline(step.clock, limit),
    signal: step.signal,
    ...openVisibility(step.clock, { seen: false, since: entry.time }),
    confirmMissing: true,
    firstContact: true,
  });
  if (poll.kind === "missing") {
    return startAnew("info", "was not found");
  }
  if (poll.kind !== "seen") {
    const why = poll.fault === undefined ? "the run was interrupted" : step.text.fault(poll.fault);
    if (isOther && !step.signal.aborted) {
      return startAnew("warning", `may still be running; its state is unknown: ${why}`);
    }
    throw new ResourceFailure(
      `The state of ${started} is unknown: ${why}. Nothing was started. Run \`pulumi up\` again once that is ` +
        "solved, or change `triggers` to start a new operation beside it.",
    );
  }
  const { operation } = poll;
  const cancelRequested =
    entry.cancelRequestedAt !== undefined || readMetadata(operation.metadata).cancelRequested;
  if (!operation.done) {
    step.note({ kind: "leftRunning", name });
    if (isOther) {
      return startAnew("warning", `${step.text.state(operation)}. ${howToCancel(context, entry.name)}`);
    }
    if (!cancelRequested) {
      step.log.write(
        "info",
        `adopted ${name}, which an earlier run started at ${moment(entry.time)} by the same request`,
      );
      return { kind: "adopt", acquired: { operation, since: entry.time, seen: true } };
    }
  }
  const end = operation.done ? operation : await endOfCancelled(context, started, operation);
  if (end === undefined) {
    return startAnew("info", "was not found");
  }
  return cancelRequested && end.result.kind !== "error"
    ? startAnew("warning", "completed despite its cancellation")
    : startAnew("info", step.text.state(end));
}

/** Waits for the end of an operation that is being cancelled: a new one would collide with it. */
async function endOfCancelled(
  { step, deadline }: StartContext,
  started: string,
  operation: RunningOperation,
): Promise<EndedOperation | undefined> {
  step.log.write("info", `${started} is being cancelled. A new operation is started once it has ended.`);
  const plan = { pace: cancellingPace, seen: operation };
  const ending = await watchUntilEnded(step.tools, operation.name, plan, { deadline, signal: step.signal });
  switch (ending.kind) {
    case "ended":
      return ending.operation;
    case "missing":
      return undefined;
    case "refused":
    case "stopped": {
      const last = ending.fault === undefined ? "" : ` The last failure: ${step.text.fault(ending.fault)}.`;
      const limit = step.signal.aborted ? "before the interrupt" : "within timeouts.create";
      throw new ResourceFailure(
        `${started} is being cancelled and was not seen to end${ending.kind === "stopped" ? ` ${limit}` : ""}.${last} ` +
          "Nothing was started. Run `pulumi up` again to continue.",
      );
    }
  }
}

/** Another machine, `retainOnDelete`, `pulumi state delete` or a rename may have released it on purpose. */
async function warnOfReturned(context: StartContext, entry: StartedEntry): Promise<void> {
  const { step } = context;
  if (!isHere(context, entry)) {
    return;
  }
  const poll = await sight(step.tools, entry.name, 0, {
    deadline: new Deadline(step.clock, WARNING_POLL_LIMIT),
    signal: step.signal,
    ...openVisibility(step.clock, { seen: false, since: entry.time }),
    confirmMissing: true,
  });
  const operation = poll.kind === "seen" ? poll.operation : undefined;
  const isCancelling = readMetadata(operation?.metadata).cancelRequested;
  if (poll.kind === "missing" || operation?.done || isCancelling || step.signal.aborted) {
    return;
  }
  step.log.write(
    "warning",
    `${step.text.name(entry.name)}, which an earlier run started at ${moment(entry.time)} for this resource and which ` +
      `the state doesn't hold, ` +
      `${operation === undefined ? "may still be" : "is still"} running. A new operation is started beside it. ` +
      `${howToCancel(context, entry.name)}. To use it instead, ${HOW_TO_ADOPT}.`,
  );
}

function isHere({ step }: StartContext, { endpoint, apiVersion }: JournalEntry): boolean {
  return endpoint === step.seat.endpoint && apiVersion === step.seat.apiVersion;
}

import { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import type { EndedOperation, RunningOperation } from "../../core/operation.js";
import { pollOnce } from "../../core/polling.js";
import { cancellingSchedule } from "../../core/schedule.js";
import { pollUntilDone } from "../../core/wait.js";
import { readMetadata } from "../../google/json/metadata.js";
import { REQUEST_ID_LIFE } from "../../google/startOperation.js";
import { isSameAddress, visibilityWindow } from "../context/operationContext.js";
import type { SendingEntry, StartedEntry } from "../journal/journal.js";
import { UserError } from "../report/userError.js";
import { formatTimestamp } from "../state/timestamp.js";
import { howToAdopt, howToCancel, lostStart } from "./lostStart.js";
import type { AcquiredOperation, StartContext } from "./startContext.js";

/** The longest time for the poll of an operation that an earlier run has started, in milliseconds. */
const POLL_LIMIT = 2 * 60_000;

/** The longest time for a poll that decides only whether to warn, in milliseconds. */
const WARNING_POLL_LIMIT = 10_000;

const NOT_FOUND = "It was not found, so its outcome is unknown";

const STARTS_NEW = "This run starts a new operation.";

/** The decision of create about the entry of an earlier run. */
export type Recovery =
  | { kind: "adopt"; acquired: AcquiredOperation }
  /** `retryOf`: the start is sent with the request ID of an earlier run. */
  | { kind: "start"; retryOf?: { requestId: string; time: number } };

/**
 * Decides how to treat a start that an earlier run may have sent. An operation is adopted only if the entry has
 * its name, and only a run whose state could not be saved leaves such an entry.
 *
 * @throws UserError if it is unknown whether an operation runs; nothing is started then
 */
export async function recoverStart(
  start: StartContext,
  entry: SendingEntry | StartedEntry,
): Promise<Recovery> {
  switch (entry.status) {
    case "sending":
      return recoverSending(start, entry);
    case "started":
      return recoverStarted(start, entry);
    case "returned":
      await warnIfRunning(start, entry);
      return { kind: "start" };
  }
}

async function recoverSending(start: StartContext, entry: SendingEntry): Promise<Recovery> {
  const { context, requestDigest } = start;
  const { requestId, time } = entry;
  const age = context.clock.wall() - time;
  const isRequestIdValid = age >= 0 && age < REQUEST_ID_LIFE;
  if (
    requestId !== undefined &&
    isRequestIdValid &&
    entry.requestDigest === requestDigest &&
    isSameAddress(start.context.address, entry)
  ) {
    context.log.write(
      "info",
      `repeating the start that an earlier run sent at ${formatTimestamp(time)}, with the same request ID`,
    );
    return { kind: "start", retryOf: { requestId, time } };
  }
  const reason = `An earlier run prepared a start request at ${formatTimestamp(time)}. That run may have sent the request. It saved no response. This run sent no start request.`;
  throw await lostStart(start, { reason, since: time, address: entry });
}

async function recoverStarted(start: StartContext, entry: StartedEntry): Promise<Recovery> {
  const { context } = start;
  const name = context.text.name(entry.name);
  const isOtherRequest = entry.requestDigest !== start.requestDigest;
  const by = isOtherRequest ? ", with different arguments" : "";
  const started = `An earlier run started ${name} for this resource at ${formatTimestamp(entry.time)}${by}.`;
  const startNew = (state: string): Recovery => {
    context.log.write("info", `${started} ${state}. ${STARTS_NEW}`);
    return { kind: "start" };
  };
  const startBeside = (state: string): Recovery => {
    context.log.write("warning", `${started} ${state}. ${STARTS_NEW} ${howToCancel(start, entry)}`);
    return { kind: "start" };
  };
  if (!isSameAddress(start.context.address, entry)) {
    return startBeside(`The operation may still be running at ${entry.endpoint} (${entry.apiVersion})`);
  }
  const limit = Math.min(POLL_LIMIT, Math.max(0, context.deadline.remaining()));
  const poll = await pollOnce(context.core, entry.name, 0, {
    deadline: new Deadline(context.clock, limit),
    signal: context.signal,
    ...visibilityWindow(context.clock, { wasReturned: false, acquiredAt: entry.time }),
    confirmNotFound: true,
    isFirstContact: true,
  });
  if (poll.kind === "notFound") {
    return startNew(NOT_FOUND);
  }
  if (poll.kind !== "found") {
    const reason = context.text.unknownReason(poll, "the run was interrupted");
    if (isOtherRequest && !context.signal.aborted) {
      return startBeside(`The operation may still be running; this run could not read its state: ${reason}`);
    }
    const remedy =
      poll.kind === "refused" ? "Fix the cause and run `pulumi up` again" : "Run `pulumi up` again later";
    throw new UserError(
      `${started} This run could not read the state of the operation: ${reason}. This run started no operation. ${remedy}, or change \`triggers\` to ` +
        "start a new operation.",
    );
  }
  const { operation } = poll;
  const cancelRequested =
    entry.cancelRequestedAt !== undefined || readMetadata(operation.metadata).cancelRequested;
  if (!operation.done) {
    context.setStatus({ kind: "leftRunning", name });
    if (isOtherRequest) {
      return startBeside(`The operation ${context.text.state(operation)}`);
    }
    if (!cancelRequested) {
      context.log.write(
        "info",
        `adopted ${name}, which an earlier run started at ${formatTimestamp(entry.time)} with the same arguments`,
      );
      return { kind: "adopt", acquired: { operation, acquiredAt: entry.time, wasReturned: true } };
    }
  }
  const end = operation.done ? operation : await waitForCancelled(start, started, operation);
  if (end === undefined) {
    return startNew(NOT_FOUND);
  }
  if (cancelRequested && end.result.kind !== "error") {
    context.log.write(
      "warning",
      `${started} The operation completed despite the cancel request. Its effects remain. ${STARTS_NEW}`,
    );
    return { kind: "start" };
  }
  return startNew(`The operation ${context.text.state(end)}`);
}

/** Waits for the end of an operation that is being cancelled: a new one would collide with it. */
async function waitForCancelled(
  { context }: StartContext,
  started: string,
  operation: RunningOperation,
): Promise<EndedOperation | undefined> {
  context.log.write(
    "info",
    `${started} The operation is being cancelled. This run waits until it ends, and then starts a new one.`,
  );
  const plan = { schedule: cancellingSchedule, lastSeen: operation };
  const waitEnd = await pollUntilDone(context.core, operation.name, plan, {
    deadline: context.deadline,
    signal: context.signal,
  });
  switch (waitEnd.kind) {
    case "ended":
      return waitEnd.operation;
    case "notFound":
      return undefined;
    case "refused":
    case "stopped": {
      const limit =
        waitEnd.kind === "stopped" && waitEnd.because === "interrupted"
          ? " before the interrupt"
          : waitEnd.kind === "stopped"
            ? ` within ${formatDuration(context.deadline.total)} (timeouts.create)`
            : "";
      throw new UserError(
        `${started} The operation is being cancelled, but the service did not report its end${limit}.` +
          `${context.text.lastFailure(waitEnd.failure)} This run started no operation. To continue, run \`pulumi up\` again.`,
      );
    }
  }
}

/**
 * Warns of an operation that create returned and that still runs. It is not adopted: another machine, `retainOnDelete`,
 * `pulumi state delete` or a rename may have released it on purpose.
 */
async function warnIfRunning(start: StartContext, entry: StartedEntry): Promise<void> {
  const { context } = start;
  if (!isSameAddress(start.context.address, entry)) {
    return;
  }
  const poll = await pollOnce(context.core, entry.name, 0, {
    deadline: new Deadline(context.clock, WARNING_POLL_LIMIT),
    signal: context.signal,
    ...visibilityWindow(context.clock, { wasReturned: false, acquiredAt: entry.time }),
    confirmNotFound: true,
  });
  if (poll.kind === "notFound" || context.signal.aborted) {
    return;
  }
  if (
    poll.kind === "found" &&
    (poll.operation.done || readMetadata(poll.operation.metadata).cancelRequested)
  ) {
    return;
  }
  const state =
    poll.kind === "found"
      ? "The operation is still running."
      : `The operation may still be running; this run could not read its state: ${context.text.unknownReason(poll, "no response")}.`;
  const name = context.text.name(entry.name);
  context.log.write(
    "warning",
    `An earlier run started ${name} for this resource at ${formatTimestamp(entry.time)}. Pulumi's state does not contain it. ` +
      `${state} ${STARTS_NEW} ${howToCancel(start, entry)}. To adopt the earlier one, ${howToAdopt(name === entry.name ? name : undefined)}.`,
  );
}

import { formatDuration } from "../../core/duration.js";
import type { Operation } from "../../core/operation.js";
import { isBusyFailure } from "../../core/retryPolicy.js";
import { readMetadata } from "../../google/json/metadata.js";
import {
  type RefusedStart,
  type StartResult,
  startOperation,
  type UncertainStart,
} from "../../google/startOperation.js";
import type { OperationContext } from "../context/operationContext.js";
import type { SendingEntry } from "../journal/journal.js";
import { UserError } from "../report/userError.js";
import { formatTimestamp } from "../state/timestamp.js";
import { conflictsText, HOW_TO_ADOPT, howToAdopt, lostStart } from "./lostStart.js";
import { type Recovery, recoverStart } from "./recoverStart.js";
import type { AcquiredOperation, StartContext } from "./startContext.js";

const INTERRUPTED = "Interrupted before the start was sent. Nothing was started.";

/**
 * Starts the operation of a resource, unless an earlier run has started it and could not save its state (edge case
 * 33). The journal has an entry before the start is sent, and the name as soon as the response arrives.
 *
 * @throws UserError if nothing was started, or if an operation may run whose name is not known
 */
export async function startOrRecover(start: StartContext): Promise<AcquiredOperation> {
  const { context, urn } = start;
  assertNotInterrupted(context);
  const reported = context.reportedStarts.get(urn);
  if (reported !== undefined) {
    // An `onError` hook repeats a failed create in the same run. The user has not seen the failure yet.
    throw new UserError(reported);
  }
  const entry = await context.journal.read(urn);
  if (entry === undefined || entry.status === "cancelling") {
    return sendNewStart(start, { kind: "start" });
  }
  const recovery = await recoverStart(start, entry);
  return recovery.kind === "adopt" ? recovery.acquired : sendNewStart(start, recovery);
}

async function sendNewStart(
  start: StartContext,
  { retryOf }: Extract<Recovery, { kind: "start" }>,
): Promise<AcquiredOperation> {
  const { context, urn } = start;
  const requestId = retryOf?.requestId ?? context.newRequestId();
  const entry = sendingEntry(start, requestId, retryOf?.time);
  assertNotInterrupted(context);
  await context.journal.write(urn, entry);
  const result = await send(start, requestId, retryOf?.time);
  switch (result.kind) {
    case "started": {
      const { operation } = result;
      if (result.isRepetition && isFailedAttempt(operation)) {
        context.log.write(
          "info",
          `${context.text.name(operation.name)}, which an earlier start with the same request ID began, ${context.text.state(operation)}. ` +
            "A new operation is started.",
        );
        context.setStatus(undefined);
        await context.journal.remove(urn);
        return sendNewStart(start, { kind: "start" });
      }
      return recordStarted(start, entry, operation);
    }
    case "refused":
      context.setStatus(undefined);
      await context.journal.remove(urn);
      throw await refusedStart(start, result);
    case "uncertain":
      return startUncertain(start, entry, result, retryOf !== undefined);
  }
}

function sendingEntry(start: StartContext, id: string, time?: number): SendingEntry {
  const { context, request, requestDigest } = start;
  const acceptsRequestId = request.requestId === "query" || request.requestId === "body";
  return {
    status: "sending",
    requestDigest,
    ...context.address,
    ...(acceptsRequestId && { requestId: id }),
    time: time ?? Math.round(context.clock.wall()),
  };
}

function send(start: StartContext, requestId: string, sentBefore: number | undefined): Promise<StartResult> {
  const { context, request } = start;
  const { core, connection, deadline, signal, log, text } = context;
  context.setStatus({ kind: "starting", path: text.path(request.path) });
  const reportInterrupt = (): void =>
    log.write(
      "ephemeral",
      "interrupted; waiting for the response to the start, because it contains the operation's name",
    );
  signal.addEventListener("abort", reportInterrupt, { once: true });
  const limits = { deadline, signal, ...(sentBefore !== undefined && { sentBefore }) };
  return startOperation({ ...core, connection }, request, requestId, limits).finally(() =>
    signal.removeEventListener("abort", reportInterrupt),
  );
}

/** Checks for an operation of an earlier attempt that has failed or is being cancelled: then a new one is started. */
function isFailedAttempt(operation: Operation): boolean {
  return operation.done
    ? operation.result.kind === "error"
    : readMetadata(operation.metadata).cancelRequested;
}

async function recordStarted(
  start: StartContext,
  { requestDigest, endpoint, apiVersion }: SendingEntry,
  operation: Operation,
): Promise<AcquiredOperation> {
  const { context, urn } = start;
  const { name } = operation;
  const time = Math.round(context.clock.wall());
  const displayName = name === "" ? "an operation that ended at once" : context.text.name(name);
  context.setStatus({ kind: operation.done ? "ended" : "leftRunning", name: displayName });
  context.log.write("info", `started ${displayName}`);
  if (name === "") {
    await context.journal.remove(urn);
  } else {
    await context.journal.write(urn, {
      status: "started",
      requestDigest,
      endpoint,
      apiVersion,
      name,
      time,
    });
  }
  return { operation, acquiredAt: time, wasReturned: false };
}

async function refusedStart(start: StartContext, { failure, elapsed }: RefusedStart): Promise<UserError> {
  const { context } = start;
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  const reason = `No operation was started${tried}: ${context.text.failure(failure)}.`;
  if (context.signal.aborted && failure.kind === "network" && failure.code === "ABORTED") {
    return new UserError(INTERRUPTED);
  }
  if (!isBusyFailure(failure) || context.signal.aborted) {
    return new UserError(reason);
  }
  const conflicts = await conflictsText(start);
  return new UserError(
    `${reason}${conflicts} Wait until the other operation has ended and run \`pulumi up\` again, or adopt it: ${HOW_TO_ADOPT}.`,
  );
}

async function startUncertain(
  start: StartContext,
  { requestId }: SendingEntry,
  { failure, since }: UncertainStart,
  isRepetition: boolean,
): Promise<never> {
  const { context } = start;
  const why = context.text.failure(failure);
  const lost = isRepetition
    ? `An earlier run sent the start at ${formatTimestamp(since)} but did not save the response. The repeated start failed: ${why}.`
    : `The result of the start sent at ${formatTimestamp(since)} is unknown: ${why}.`;
  if (context.signal.aborted && requestId !== undefined) {
    throw new UserError(
      `${lost} An operation with an unknown name may be running. The next \`pulumi up\` repeats the start with ` +
        `the same request ID, ${requestId}, and receives the name. Look for the operation before you destroy. ${howToAdopt(start)}`,
    );
  }
  throw await lostStart(start, { reason: lost, since });
}

function assertNotInterrupted({ signal }: OperationContext): void {
  if (signal.aborted) {
    throw new UserError(INTERRUPTED);
  }
}

/**
 * Records the end of a create that started an operation. A connected engine saves the result of create; otherwise the
 * entry keeps the name and the time of the accepted cancel for the next create.
 */
export async function recordReturn(start: StartContext, name: string): Promise<void> {
  const { context, urn } = start;
  const entry = await context.journal.read(urn);
  if (entry?.status !== "started" || entry.name !== name) {
    return;
  }
  const cancelRequestedAt = context.history.cancelAcceptedAt(name);
  if (context.isEngineConnected()) {
    await context.journal.write(urn, { ...entry, status: "returned" });
  } else if (cancelRequestedAt !== undefined) {
    await context.journal.write(urn, { ...entry, cancelRequestedAt: Math.round(cancelRequestedAt) });
  }
}

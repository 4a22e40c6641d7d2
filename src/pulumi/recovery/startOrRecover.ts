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
import { conflictsText, howToAdopt, howToFind, lostStart, MAY_HAVE_STARTED } from "./lostStart.js";
import { type Recovery, recoverStart } from "./recoverStart.js";
import type { AcquiredOperation, StartContext } from "./startContext.js";

const INTERRUPTED = "Interrupted before the start request was sent. No operation was started.";

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
          `An earlier start request with the same request ID started ${context.text.name(operation.name)}. The operation ` +
            `${context.text.state(operation)}. This run starts a new operation.`,
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
  const isInterrupted = context.signal.aborted;
  if (isInterrupted && failure.kind === "network" && failure.code === "ABORTED") {
    return new UserError(INTERRUPTED);
  }
  if (!isBusyFailure(failure)) {
    return new UserError(reason);
  }
  if (isInterrupted) {
    return new UserError(`Interrupted. ${reason} Run \`pulumi up\` again to continue.`);
  }
  const conflicts = await conflictsText(start);
  const adopt = conflicts === "" ? "" : ` To adopt one of them, ${howToAdopt()}.`;
  return new UserError(
    `${reason} Another operation prevents the start. Run \`pulumi up\` again after it ends.${conflicts}${adopt}`,
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
    ? `An earlier run sent a start request at ${formatTimestamp(since)}, but saved no response. This run sent the same request again. The second request failed: ${why}.`
    : `The result of the start request sent at ${formatTimestamp(since)} is unknown: ${why}.`;
  if (context.signal.aborted && requestId !== undefined) {
    throw new UserError(
      `${lost} ${MAY_HAVE_STARTED} To continue, run \`pulumi up\` again: it sends the same request with the same request ID, ` +
        `${requestId}. If the first request started an operation, the service returns that operation and starts no second one. ` +
        "`pulumi destroy` does not cancel the operation, because it is not in the state. If you don't want to repeat the request, find the operation's name and adopt it. " +
        howToFind(start),
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

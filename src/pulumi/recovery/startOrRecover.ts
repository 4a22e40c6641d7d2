import { formatDuration } from "../../core/duration.js";
import type { Operation } from "../../core/operation.js";
import { isBusyFault } from "../../core/retryPolicy.js";
import { readMetadata } from "../../google/json/metadata.js";
import {
  type RefusedStart,
  type StartResult,
  startOperation,
  type UncertainStart,
} from "../../google/startOperation.js";
import type { Step } from "../context/operationContext.js";
import { ResourceFailure } from "../report/userError.js";
import { moment } from "../state/timestamp.js";
import type { SendingEntry } from "./journal.js";
import { conflictsText, HOW_TO_ADOPT, howToAdopt, lostStart } from "./lostStart.js";
import { type Recovery, recoverStart } from "./recoverStart.js";
import type { AcquiredOperation, StartContext } from "./startContext.js";

const INTERRUPTED = "Interrupted before the start was sent. Nothing was started.";

/**
 * Starts the operation of a resource, unless an earlier run has started it and could not save its state (edge case
 * 33). The journal has an entry before the start is sent, and the name as soon as the response arrives.
 *
 * @throws ResourceFailure if nothing was started, or if an operation may run whose name is not known
 */
export async function startOrRecover(context: StartContext): Promise<AcquiredOperation> {
  const { step, part } = context;
  assertNotInterrupted(step);
  const reported = step.reportedStarts.get(part.urn);
  if (reported !== undefined) {
    // An `onError` hook repeats a failed create in the same run. The user has not seen the failure yet.
    throw new ResourceFailure(reported);
  }
  const recovery = await recoverStart(context, await step.journal.read(part.urn));
  return recovery.kind === "adopt" ? recovery.acquired : start(context, recovery);
}

async function start(
  context: StartContext,
  { retryOf }: Extract<Recovery, { kind: "start" }>,
): Promise<AcquiredOperation> {
  const { step, part } = context;
  const requestId = retryOf?.requestId ?? context.newRequestId();
  const entry = sendingEntry(context, requestId, retryOf?.time);
  assertNotInterrupted(step);
  await step.journal.write(part.urn, entry);
  const result = await send(context, requestId, retryOf?.time);
  switch (result.kind) {
    case "started": {
      const { operation } = result;
      if (result.isRepetition && isUseless(operation)) {
        step.log.write(
          "info",
          `${step.text.name(operation.name)}, which the same request ID had started, ${step.text.state(operation)}. ` +
            "A new operation is started.",
        );
        step.note(undefined);
        await step.journal.remove(part.urn);
        return start(context, { kind: "start" });
      }
      return started(context, entry, operation);
    }
    case "refused":
      step.note(undefined);
      await step.journal.remove(part.urn);
      throw await refusedStart(context, result);
    case "uncertain":
      return unanswered(context, entry, result, retryOf !== undefined);
  }
}

function sendingEntry(
  { step, request, requestDigest }: StartContext,
  id: string,
  time?: number,
): SendingEntry {
  const takesId = request.requestId === "query" || request.requestId === "body";
  return {
    status: "sending",
    requestDigest,
    ...step.seat,
    ...(takesId && { requestId: id }),
    time: time ?? Math.round(step.clock.wall()),
  };
}

function send(
  { step, request, deadline }: StartContext,
  requestId: string,
  sentBefore: number | undefined,
): Promise<StartResult> {
  const { tools, connection, signal, log, text } = step;
  step.note({ kind: "starting", path: text.path(request.path) });
  const reportInterrupt = (): void =>
    log.write(
      "ephemeral",
      "interrupted; waits for the response to the start, which contains the operation's name",
    );
  signal.addEventListener("abort", reportInterrupt, { once: true });
  const limits = { deadline, signal, ...(sentBefore !== undefined && { sentBefore }) };
  return startOperation({ ...tools, connection }, request, requestId, limits).finally(() =>
    signal.removeEventListener("abort", reportInterrupt),
  );
}

/** An operation of an earlier try that ended without success, or is about to: it is not the one asked for now. */
function isUseless(operation: Operation): boolean {
  return operation.done
    ? operation.result.kind === "error"
    : readMetadata(operation.metadata).cancelRequested;
}

async function started(
  { step, part }: StartContext,
  { requestDigest, endpoint, apiVersion }: SendingEntry,
  operation: Operation,
): Promise<AcquiredOperation> {
  const { name } = operation;
  const time = Math.round(step.clock.wall());
  const shown = name === "" ? "an operation that ended at once" : step.text.name(name);
  step.note({ kind: operation.done ? "ended" : "leftRunning", name: shown });
  step.log.write("info", `started ${shown}`);
  if (name === "") {
    await step.journal.remove(part.urn);
  } else {
    await step.journal.write(part.urn, {
      status: "started",
      requestDigest,
      endpoint,
      apiVersion,
      name,
      time,
    });
  }
  return { operation, since: time, seen: false };
}

async function refusedStart(
  context: StartContext,
  { fault, elapsed }: RefusedStart,
): Promise<ResourceFailure> {
  const { step } = context;
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  const reason = `No operation was started${tried}: ${step.text.fault(fault)}.`;
  if (step.signal.aborted && fault.kind === "network" && fault.code === "ABORTED") {
    return new ResourceFailure(INTERRUPTED);
  }
  if (!isBusyFault(fault) || step.signal.aborted) {
    return new ResourceFailure(reason);
  }
  const conflicts = await conflictsText(context);
  return new ResourceFailure(
    `${reason}${conflicts} Wait for the end of the other operation and run \`pulumi up\` again, or adopt it: ${HOW_TO_ADOPT}.`,
  );
}

async function unanswered(
  context: StartContext,
  { requestId }: SendingEntry,
  { fault, since }: UncertainStart,
  isRepetition: boolean,
): Promise<never> {
  const { step } = context;
  const why = step.text.fault(fault);
  const lost = isRepetition
    ? `An earlier run sent the start at ${moment(since)} and did not save its response. Its repetition failed: ${why}.`
    : `The response to the start of ${moment(since)} was lost: ${why}.`;
  if (step.signal.aborted && requestId !== undefined) {
    throw new ResourceFailure(
      `${lost} An operation may be running whose name is not known. The next \`pulumi up\` sends the same start with ` +
        `the same request ID, ${requestId}, and receives its name. Before a destroy, look for it: ${howToAdopt(context)}`,
    );
  }
  throw await lostStart(context, { reason: lost, since });
}

function assertNotInterrupted({ signal }: Step): void {
  if (signal.aborted) {
    throw new ResourceFailure(INTERRUPTED);
  }
}

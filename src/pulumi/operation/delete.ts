import { cancelAndWait, cancelOnly } from "../../core/cancel.js";
import { Deadline } from "../../core/deadline.js";
import { reportOutcome } from "../../core/events.js";
import { isRequestRefusedError } from "../../core/operationErrors.js";
import { type CompletedOutcome, type Outcome, outcomeOf, type RunningOutcome } from "../../core/outcome.js";
import { pollOnce } from "../../core/polling.js";
import { waitForOperation } from "../../core/wait.js";
import { cancelPlan } from "../../google/cancelPlan.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { Dependencies } from "../context/dependencies.js";
import {
  ageOf,
  isSameAddress,
  type OperationContext,
  openContext,
  pollLimits,
} from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import {
  type CancelHistory,
  type CancelRecord,
  openCancelRecord,
  wasCancelRequested,
} from "../recovery/cancelRecord.js";
import type { SavedOperation } from "../state/operationState.js";
import { isTerminal } from "../state/outputs.js";
import { type PlaceholderValues, valuesOf } from "../state/undoRequest.js";
import { type DeleteResult, reportDelete, resultOf } from "./deleteResult.js";
import { cancelAtInterrupt } from "./interrupt.js";
import { runUndo } from "./undo.js";

/** The longest time for the poll of an operation that is abandoned, in milliseconds. */
const ABANDON_POLL_LIMIT = 5_000;

/**
 * Treats the operation as `onDelete` says. Succeeds only if it has ended, no longer exists, or the user chose to leave
 * it. An operation that the state shows as ended costs no request, except an undo that is due.
 *
 * @throws UserError if it has not ended, or its end is unknown; the state is kept and the next delete continues
 */
export async function deleteOperation(
  dependencies: Dependencies,
  control: StepControl,
  saved: SavedOperation,
): Promise<void> {
  const record = await openCancelRecord(dependencies, saved);
  const plan = decideDelete(saved, record.history);
  if (plan.kind !== "nothing") {
    const result = await carryOut(dependencies, control, saved, plan, record);
    reportDelete(dependencies.log(saved.urn), saved, result);
  }
  await record.remove();
}

/** The way in which a delete treats the operation. */
export type DeletePlan =
  /** There is no operation, or it has ended and there is nothing to undo or to report. */
  | { kind: "nothing" }
  /** The state shows that the operation completed despite a cancel of this package. No poll is needed. */
  | { kind: "handleCompletion" }
  | { kind: "cancel"; awaitsEnd: boolean; whenUnsupported: "wait" | "leave" }
  | { kind: "wait" }
  | { kind: "abandon" };

/** Decides how to treat the operation of a state. */
export function decideDelete(
  saved: Pick<SavedOperation, "outputs" | "settings">,
  history: CancelHistory,
): DeletePlan {
  const { outputs } = saved;
  const { onDelete, whenCancelUnsupported } = saved.settings;
  if (outputs.operationName === "") {
    return { kind: "nothing" };
  }
  if (isTerminal(outputs.state)) {
    const isCompletionDue =
      outputs.state === "SUCCEEDED" && wasCancelRequested(history) && onDelete !== "abandon";
    return { kind: isCompletionDue ? "handleCompletion" : "nothing" };
  }
  return onDelete === "cancelAndWait" || onDelete === "cancel"
    ? {
        kind: "cancel",
        awaitsEnd: onDelete === "cancelAndWait",
        whenUnsupported: whenCancelUnsupported === "wait" ? "wait" : "leave",
      }
    : { kind: onDelete };
}

type ActivePlan = Exclude<DeletePlan, { kind: "nothing" }>;
type EndPlan = Exclude<ActivePlan, { kind: "handleCompletion" }>;

/** Carries out a plan. An operation may be abandoned even if its service can't be connected to. */
async function carryOut(
  dependencies: Dependencies,
  control: StepControl,
  saved: SavedOperation,
  plan: ActivePlan,
  record: CancelRecord,
): Promise<DeleteResult> {
  const { operationName } = saved.outputs;
  let context: OperationContext;
  try {
    context = openContext(dependencies, control, {
      ...saved,
      resourceName: operationName,
      timeout: saved.settings.deleteTimeout,
      lastAddress: saved.outputs,
      onCancelAccepted: (time, address) => record.accepted(time, address),
    });
  } catch (error) {
    if (plan.kind !== "abandon") {
      throw error;
    }
    return { kind: "notConnected", reason: error instanceof Error ? error.message : String(error) };
  }
  try {
    if (plan.kind === "handleCompletion") {
      return await handleCompletion(context, saved, record);
    }
    const name = context.text.name(operationName);
    context.setStatus({ kind: "leftRunning", name });
    const outcome = reportOutcome(
      context.core,
      operationName,
      await endOperation(context, saved, plan, record),
    );
    if (outcome.kind === "completed" || outcome.kind === "cancelled" || outcome.kind === "failed") {
      context.setStatus({ kind: "ended", name });
    }
    return outcome.kind === "completed" && (outcome.cancelRequested || wasCancelRequested(record.history))
      ? await handleCompletion(context, saved, record, outcome)
      : resultOf(saved, outcome, {
          history: record.history,
          acceptedAt: context.history.cancelAcceptedAt(operationName),
          address: context.address,
        });
  } catch (error) {
    if (isRequestRefusedError(error)) {
      return { kind: "refused", error };
    }
    throw error;
  }
}

/** Cancels, awaits or polls the operation, as the plan says. */
async function endOperation(
  context: OperationContext,
  saved: SavedOperation,
  plan: EndPlan,
  record: CancelRecord,
): Promise<Outcome> {
  const { core, deadline, signal } = context;
  const { operationName } = saved.outputs;
  const limits = { deadline, signal, isFirstContact: true, ...pollLimits(context, saved) };
  switch (plan.kind) {
    case "cancel": {
      const cancellation = cancelPlan(context.connection, operationName, plan.whenUnsupported);
      if (plan.awaitsEnd) {
        context.beginWait();
      }
      const cancel = plan.awaitsEnd ? cancelAndWait : cancelOnly;
      const outcome = await cancel(core, operationName, cancellation, limits);
      const isInterrupted = outcome.kind === "running" && outcome.because === "interrupted";
      return isInterrupted && cancellation.knownUnsupported === undefined
        ? cancelInterrupted(context, operationName, outcome, record)
        : outcome;
    }
    case "wait":
      context.beginWait();
      return waitForOperation(core, operationName, limits, {
        firstPoll: "atOnce",
        elapsed: ageOf(context.clock, saved),
      });
    case "abandon":
      return pollAbandoned(context, operationName);
  }
}

/**
 * Sends the cancel request of an interrupted delete unless it was accepted, and polls once.
 *
 * Without a poll before the cancel, the operation may have completed long before it. Then the cancel counts only if a
 * later poll shows the operation in flight.
 */
async function cancelInterrupted(
  context: OperationContext,
  operationName: string,
  outcome: RunningOutcome,
  record: CancelRecord,
): Promise<Outcome> {
  const { cancelAccepted, operation, failure } = await cancelAtInterrupt(context, operationName);
  const cancelRequested = cancelAccepted || outcome.cancelRequested;
  if (operation?.done) {
    const ended = outcomeOf(operation, cancelRequested);
    return ended.kind === "completed" && outcome.operation === undefined
      ? { ...ended, cancelRequested: outcome.cancelRequested }
      : ended;
  }
  const acceptedAt = context.history.cancelAcceptedAt(operationName);
  if (operation !== undefined && acceptedAt !== undefined) {
    await record.accepted(acceptedAt, context.address);
  }
  return {
    ...outcome,
    cancelRequested,
    ...(operation !== undefined && { operation }),
    ...(failure !== undefined && { failure }),
  };
}

/** Polls once, so that the message can name the state of the abandoned operation. No failure of the service fails the delete. */
async function pollAbandoned(context: OperationContext, operationName: string): Promise<Outcome> {
  const polled = await pollOnce(context.core, operationName, 0, {
    deadline: new Deadline(context.clock, ABANDON_POLL_LIMIT),
    signal: context.signal,
  });
  const abandoned = { kind: "running", because: "abandoned", cancelRequested: false } as const;
  switch (polled.kind) {
    case "found": {
      const { operation } = polled;
      return operation.done ? outcomeOf(operation, false) : { ...abandoned, operation };
    }
    case "notFound":
      return abandoned;
    case "refused":
    case "stopped":
      return polled.failure === undefined ? abandoned : { ...abandoned, failure: polled.failure };
  }
}

/**
 * Applies `whenCompletedDespiteCancel` to an operation that completed despite a cancel of this package.
 *
 * @param outcome absent if the state shows the completion
 */
async function handleCompletion(
  context: OperationContext,
  saved: SavedOperation,
  record: CancelRecord,
  outcome?: CompletedOutcome,
): Promise<DeleteResult> {
  const { settings, outputs } = saved;
  const { whenCompletedDespiteCancel: policy, undo } = settings;
  if (policy === "undo" && undo !== undefined && settings.onDelete !== "abandon") {
    if (!isSameAddress(context.address, outputs)) {
      return { kind: "endpointMismatch", isUndo: true, address: context.address };
    }
    const result = await runUndo(context, outputs.operationName, undo, undoValues(saved, outcome));
    return result.kind === "undone" ? result : { ...result, isRetried: await record.isKept() };
  }
  if (policy === "fail" && record.history.isReported !== true) {
    const isReported = await record.report(context.clock.wall(), context.address);
    return { kind: "completedDespiteCancel", fails: isReported || outcome?.cancelRequested === true };
  }
  return { kind: "completedDespiteCancel", fails: false };
}

/** The values of an undo's placeholders: from the end that GetOperation has returned, else from the state. */
function undoValues({ outputs }: SavedOperation, outcome: CompletedOutcome | undefined): PlaceholderValues {
  const result = outcome?.operation.result;
  const target = readMetadata(outcome?.operation.metadata).target ?? outputs.target;
  return valuesOf(target, result?.kind === "response" ? result.response : outputs.response);
}

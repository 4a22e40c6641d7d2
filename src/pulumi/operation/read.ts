import { pollOnce, type UnansweredPoll } from "../../core/polling.js";
import type { Dependencies } from "../context/dependencies.js";
import {
  type OperationContext,
  openContext,
  pollLimits,
  visibilityWindow,
} from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import { settleEntry } from "../recovery/cancelRecord.js";
import { UserError } from "../report/userError.js";
import { type SavedOperation, withPolledOperation } from "../state/operationState.js";
import { isTerminal, outputsOfGone } from "../state/outputs.js";
import { endpointMismatch } from "./endpointMismatch.js";

/** The longest time that a refresh retries its request, in milliseconds. */
const POLL_LIMIT = 2 * 60_000;

/** The same if the state already holds the end, so that the request can only complete the outputs. */
const ENDED_POLL_LIMIT = 5_000;

/**
 * Refreshes the outputs by one GetOperation. An operation that is not found becomes `GONE`, which doesn't fail the
 * stack. An end that the state holds stays, since records expire and ends don't change.
 *
 * @throws UserError if the service doesn't respond, or refuses the request
 */
export async function refreshOperation(
  dependencies: Dependencies,
  control: StepControl,
  saved: SavedOperation,
): Promise<SavedOperation> {
  await settleEntry(dependencies, saved);
  const { operationName, state } = saved.outputs;
  if (operationName === "") {
    return saved;
  }
  const hasEnded = isTerminal(state);
  const context = openContext(dependencies, control, {
    ...saved,
    resourceName: operationName,
    timeout: hasEnded ? ENDED_POLL_LIMIT : POLL_LIMIT,
    lastAddress: saved.outputs,
  });
  const polled = await pollOnce(context.core, operationName, 0, {
    deadline: context.deadline,
    signal: context.signal,
    isFirstContact: true,
    confirmNotFound: pollLimits(context, saved).confirmNotFound ?? false,
  });
  const refreshed =
    polled.kind === "found" ? withPolledOperation(saved, polled.operation, context.address) : saved;
  if (hasEnded) {
    return refreshed.outputs.state === state ? refreshed : saved;
  }
  switch (polled.kind) {
    case "found":
      return refreshed;
    case "notFound":
      return notFound(context, saved);
    case "refused":
    case "stopped":
      throw new UserError(notRefreshed(context, operationName, polled));
  }
}

function notFound(context: OperationContext, saved: SavedOperation): SavedOperation {
  const mismatch = endpointMismatch(context.text, saved, context.address);
  if (mismatch !== undefined) {
    context.log.write("warning", `${mismatch} ${KEPT}`);
    return saved;
  }
  const isTooYoung = visibilityWindow(context.clock, saved).visibleBy !== undefined;
  return isTooYoung ? saved : { ...saved, outputs: outputsOfGone(saved.outputs) };
}

function notRefreshed({ text }: OperationContext, operationName: string, poll: UnansweredPoll): string {
  const name = text.name(operationName);
  const state =
    poll.kind === "stopped" && poll.because === "interrupted"
      ? `Interrupted. ${name} was not refreshed.${text.lastFailure(poll.failure)}`
      : `${name} could not be refreshed: ${text.unknownReason(poll, "no response")}.`;
  return `${state} ${KEPT}`;
}

const KEPT = "Pulumi keeps the last saved values of the resource.";

import { beginCancel, type CancelPlan, cancelAndWait, finishCancel } from "../core/canceller.js";
import { Deadline } from "../core/deadline.js";
import { isRequestRefusedError } from "../core/errors/requestRefusedError.js";
import type { JsonObject } from "../core/json.js";
import { type Outcome, outcomeOf } from "../core/outcome.js";
import { sight, type WaitLimits } from "../core/sighting.js";
import { waitForOperation } from "../core/waiter.js";
import { concludeDelete } from "./deleteConclusion.js";
import { cancelAtInterrupt } from "./interruptedOperation.js";
import { isTerminal } from "./outputs.js";
import { ResourceFailure } from "./resourceFailure.js";
import { readState, type SavedState } from "./savedState.js";
import { openStep, type Step, type Surroundings } from "./step.js";
import { ageOf, openVisibility } from "./visibility.js";

/**
 * Deals with the operation as `onDelete` says. Returns only when it has ended, is gone, or the user chose
 * otherwise; an operation that is known to have ended costs no request.
 *
 * @throws ResourceFailure when it has not ended, or can't be told to have; the state is then kept and the next
 *   destroy goes on from there
 */
export async function deleteOperation(surroundings: Surroundings, state: JsonObject): Promise<void> {
  const saved = readState(state);
  const name = saved.outputs.operationName;
  if (name === "" || isTerminal(saved.outputs.state)) {
    return;
  }
  const step = openStep(surroundings, saved, name);
  const deadline = new Deadline(step.clock, saved.settings.timeouts.delete);
  const limits = { deadline, signal: step.signal, ...openVisibility(step.clock, saved) };
  try {
    const outcome = await dealWith(step, name, saved, limits);
    concludeDelete(step, saved, deadline, await afterInterrupt(step, saved, outcome));
  } catch (error) {
    throw isRequestRefusedError(error)
      ? new ResourceFailure(
          `${error.message} It is kept in the state; run destroy again once that is solved.`,
        )
      : error;
  } finally {
    await step.log.flush();
  }
}

function dealWith(step: Step, name: string, saved: SavedState, limits: WaitLimits): Promise<Outcome> {
  switch (saved.settings.onDelete) {
    case "cancelAndWait":
      return cancelAndWait(step.tools, name, planOf(step, saved), limits);
    case "cancel":
      return cancelOnly(step, name, planOf(step, saved), limits);
    case "wait":
      return waitForOperation(step.tools, name, limits, {
        firstLook: "atOnce",
        elapsed: ageOf(step.clock, saved),
      });
    case "abandon":
      return abandon(step, name);
  }
}

function planOf(step: Step, saved: SavedState): CancelPlan {
  const { host, apiVersion } = step.connection;
  const isUnsupported = step.connection.cancelSupport(saved.outputs.operationName) === "unsupported";
  return {
    whenUnsupported: saved.settings.whenCancelUnsupported === "wait" ? "wait" : "leave",
    ...(isUnsupported && {
      knownUnsupported: `${host} ${apiVersion} has no cancel for operations of this form`,
    }),
  };
}

async function cancelOnly(step: Step, name: string, plan: CancelPlan, limits: WaitLimits): Promise<Outcome> {
  const start = await beginCancel(step.tools, name, plan, limits);
  return start.kind === "cancelling"
    ? { kind: "running", because: "abandoned", cancelRequested: true, operation: start.operation }
    : finishCancel(step.tools, name, start, plan, limits);
}

/** An interrupted delete sends the cancel if it hasn't, and looks once; any other outcome stays as it is. */
async function afterInterrupt(step: Step, saved: SavedState, outcome: Outcome): Promise<Outcome> {
  const { onDelete } = saved.settings;
  if (outcome.kind !== "running" || outcome.because !== "interrupted") {
    return outcome;
  }
  if (onDelete === "wait" || onDelete === "abandon" || planOf(step, saved).knownUnsupported !== undefined) {
    return outcome;
  }
  const { cancelAccepted, operation } = await cancelAtInterrupt(step, saved.outputs.operationName);
  const cancelRequested = cancelAccepted || outcome.cancelRequested;
  return operation?.done ? outcomeOf(operation, cancelRequested) : { ...outcome, cancelRequested };
}

/** How long the last look at an abandoned operation may take, in milliseconds. */
const ABANDON_LOOK_LIMIT = 5_000;

/** One look, so that what is left behind can be named; not even a failing service stands in the way. */
async function abandon(step: Step, name: string): Promise<Outcome> {
  const sighting = await sight(step.tools, name, 0, {
    deadline: new Deadline(step.clock, ABANDON_LOOK_LIMIT),
    signal: step.signal,
  });
  if (sighting.kind === "seen" && sighting.operation.done) {
    return outcomeOf(sighting.operation, false);
  }
  return sighting.kind === "missing"
    ? { kind: "gone" }
    : { kind: "running", because: "abandoned", cancelRequested: false };
}

import { type CancelPlan, cancelAndWait } from "../core/canceller.js";
import { cancelOnly } from "../core/cancelOnly.js";
import { Deadline } from "../core/deadline.js";
import { isRequestRefusedError } from "../core/errors/requestRefusedError.js";
import type { JsonObject } from "../core/json.js";
import { type Outcome, outcomeOf } from "../core/outcome.js";
import { sight, type WaitLimits } from "../core/sighting.js";
import { waitForOperation } from "../core/waiter.js";
import { cancelPlan } from "../google/cancelPlan.js";
import { concludeDelete } from "./deleteConclusion.js";
import { refusedDelete } from "./deleteRefusal.js";
import { cancelAtInterrupt } from "./interruptedOperation.js";
import { noJournal } from "./journal/journal.js";
import { isTerminal } from "./outputs.js";
import { ResourceFailure } from "./resourceFailure.js";
import { readState, type SavedState } from "./savedState.js";
import { openStep, type Step, type Surroundings } from "./step.js";
import { rememberAsking, stepThatRemembers } from "./undo/rememberAsking.js";
import { undoCompleted } from "./undo/undo.js";
import { debtOfOutcome, debtOfState } from "./undo/undoDebt.js";
import { UndoMemory } from "./undo/undoMemory.js";
import { ageOf, openVisibility } from "./visibility.js";
import { wrongPlace, wrongPlaceFor } from "./whereabouts.js";

/**
 * Deals with the operation as `onDelete` says. Returns only when it has ended, is gone, or the user chose
 * otherwise; an operation that is known to have ended costs no request, unless it is to be undone.
 *
 * @throws ResourceFailure when it has not ended, or can't be told to have; the state is then kept and the next
 *   destroy goes on from there
 */
export async function deleteOperation(surroundings: Surroundings, state: JsonObject): Promise<void> {
  const saved = readState(state);
  const name = saved.outputs.operationName;
  if (name === "") {
    return;
  }
  const memory = new UndoMemory(surroundings.journal ?? noJournal, saved.outputs);
  const debt = await debtOfState(memory, saved);
  if (isTerminal(saved.outputs.state) && debt === undefined) {
    return;
  }
  const opened = openStepUnlessAbandoned(surroundings, saved);
  if (opened === undefined) {
    return;
  }
  const step = stepThatRemembers(opened, saved, memory);
  if (debt === undefined) {
    step.note({ kind: "leftRunning", name });
  }
  const deadline = new Deadline(step.clock, saved.settings.timeouts.delete);
  const limits = { deadline, signal: step.signal, ...openVisibility(step.clock, saved) };
  try {
    if (debt !== undefined) {
      const elsewhere = wrongPlaceFor("its undo", step, saved);
      if (elsewhere !== undefined) {
        throw new ResourceFailure(`${elsewhere} It is kept in the state.`);
      }
      await undoCompleted({ step, name, debt, memory, deadline });
      return;
    }
    const outcome = await afterInterrupt(step, saved, await dealWith(step, name, saved, limits));
    if (outcome.kind === "completed" || outcome.kind === "cancelled" || outcome.kind === "failed") {
      step.note({ kind: "ended", name });
    }
    await conclude(step, saved, deadline, outcome, memory);
  } catch (error) {
    throw isRequestRefusedError(error) ? refusedDelete(error) : error;
  } finally {
    await step.log.flush();
  }
}

async function conclude(
  step: Step,
  saved: SavedState,
  deadline: Deadline,
  outcome: Outcome,
  memory: UndoMemory,
): Promise<void> {
  const debt = await debtOfOutcome(memory, saved, outcome);
  const isKnownHere = outcome.kind === "completed" || wrongPlace(step, saved) === undefined;
  if (debt !== undefined && isKnownHere) {
    await undoCompleted({ step, name: saved.outputs.operationName, debt, memory, deadline });
    return;
  }
  await rememberAsking(step, saved, outcome, memory);
  concludeDelete(step, saved, deadline, outcome);
  if (saved.settings.undo !== undefined) {
    await memory.forget();
  }
}

/** What is given up is given up also where there is no way to reach it. */
function openStepUnlessAbandoned(surroundings: Surroundings, saved: SavedState): Step | undefined {
  const { operationName } = saved.outputs;
  try {
    return openStep(surroundings, saved, operationName);
  } catch (error) {
    if (saved.settings.onDelete !== "abandon") {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    surroundings
      .log(saved.urn)
      .write("warning", `${operationName} is left as it is (onDelete: "abandon"). ${reason}`);
    return undefined;
  }
}

function dealWith(step: Step, name: string, saved: SavedState, limits: WaitLimits): Promise<Outcome> {
  switch (saved.settings.onDelete) {
    case "cancelAndWait":
      return cancelAndWait(step.tools, name, planOf(step, saved), limits);
    case "cancel":
      return cancelOnly(step.tools, name, planOf(step, saved), limits);
    case "wait":
      return waitForOperation(step.tools, name, limits, {
        firstLook: "atOnce",
        elapsed: ageOf(step.clock, saved),
      });
    case "abandon":
      return abandon(step, name);
  }
}

function planOf({ connection }: Step, { settings, outputs }: SavedState): CancelPlan {
  const whenUnsupported = settings.whenCancelUnsupported === "wait" ? "wait" : "leave";
  return cancelPlan(connection, outputs.operationName, whenUnsupported);
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
  const { cancelAccepted, operation, trouble } = await cancelAtInterrupt(step, saved.outputs.operationName);
  const cancelRequested = cancelAccepted || outcome.cancelRequested;
  if (!operation?.done) {
    const seen = operation === undefined ? {} : { operation };
    return { ...outcome, cancelRequested, ...seen, ...(trouble !== undefined && { trouble }) };
  }
  const ended = outcomeOf(operation, cancelRequested);
  // Where it was cancelled without a look before, what has completed by now may have done so long ago.
  return ended.kind === "completed" && outcome.operation === undefined
    ? { ...ended, cancelRequested: outcome.cancelRequested }
    : ended;
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

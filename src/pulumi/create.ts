import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import type { JsonObject } from "../core/json.js";
import { adoptOperation } from "./adopt.js";
import { awaitCompletion, type Completion, completeAtInterrupt } from "./completion.js";
import { keepingState } from "./keepingState.js";
import { readOrigin } from "./origin.js";
import { isTerminal, outputsOf } from "./outputs.js";
import { inputPart, type SavedState, writeState } from "./savedState.js";
import { startOrResume } from "./start/startOrResume.js";
import type { ObtainedOperation } from "./start/wantedStart.js";
import { openStep, type Step, type Surroundings, settingsOf } from "./step.js";
import { takenAsWanted } from "./undo/undoDebt.js";

/**
 * Starts or adopts the operation, and waits for its end where `waitFor` says so.
 *
 * Once the operation's name is known, every failure keeps it: what is thrown then carries the state to save.
 *
 * @throws ResourceFailure when nothing was started, or nothing can be told about it
 * @throws IncompleteFailure when it was started and is not what was asked for
 */
export async function createOperation(surroundings: Surroundings, inputs: JsonObject): Promise<CreateResult> {
  const part = inputPart(inputs);
  const origin = readOrigin(inputs, settingsOf(surroundings).settings);
  const about = origin.kind === "start" ? origin.request.path : origin.operationName;
  const step = openStep(surroundings, part, about);
  const deadline = new Deadline(step.clock, part.settings.timeouts.create);
  const { operation, since, seen } =
    origin.kind === "start"
      ? await startOrResume({ step, part, request: origin.request, deadline }, surroundings.newRequestId())
      : await adopt(step, origin.operationName, deadline);
  // The only trace of the operation if this run is killed: it is on the screen before the wait begins.
  await step.log.flush();

  const saved: SavedState = takenAsWanted({
    ...part,
    outputs: outputsOf(operation, step.seat, false),
    adopted: origin.kind === "adopt",
    seen,
    cancelledAtInterrupt: false,
    wanted: false,
    since,
  });
  const id = `//${step.connection.host}/${operation.name || about}`;
  const final = await keepingState(id, saved, inputs, async () => {
    const completion = await complete(step, saved, deadline);
    await noteCancel(step, completion.saved);
    return completion;
  }).finally(() => step.log.flush());
  return { id, outs: writeState(final) };
}

async function adopt(step: Step, name: string, deadline: Deadline): Promise<ObtainedOperation> {
  const operation = await adoptOperation(step, name, deadline);
  step.log.write("info", `adopted ${operation.name}`);
  return { operation, since: step.clock.wall(), seen: true };
}

async function complete(step: Step, saved: SavedState, deadline: Deadline): Promise<Completion> {
  if (saved.settings.waitFor === "done") {
    return waitAndNote(step, saved, deadline);
  }
  // An earlier run may have waited for what this one has taken over.
  await noteReturn(step, saved);
  // Started by a run that can't save it: to be left running, an operation has to be in the state.
  const isLost = !saved.adopted && !step.isHeard() && !isTerminal(saved.outputs.state);
  return isLost ? completeAtInterrupt(step, saved) : { saved };
}

/** What is returned while the engine listens gets into the state. */
async function noteReturn(step: Step, { urn, adopted }: SavedState): Promise<void> {
  if (!adopted && step.isHeard()) {
    await step.starts.noteReturn(urn, step.seat);
  }
}

/** Waits for the end, and notes when that is over. */
async function waitAndNote(step: Step, saved: SavedState, deadline: Deadline): Promise<Completion> {
  const waiting = awaitCompletion(step, saved, deadline, "afterPause");
  const last = await waiting.then(
    (completion) => completion.saved,
    () => saved,
  );
  const wasInterrupted = step.signal.aborted;
  await noteReturn(step, saved);
  const isInFlight = last.outputs.state === "RUNNING" || last.outputs.state === "CANCELLING";
  // An interrupt that comes while this is written is as good as one that came a moment earlier.
  return isInFlight && step.signal.aborted && !wasInterrupted ? completeAtInterrupt(step, last) : waiting;
}

/** Nobody saves the state of a run whose engine is gone: what an interrupt has done is noted as well. */
async function noteCancel(step: Step, saved: SavedState): Promise<void> {
  const cancelledAt = step.cancelAcceptedAt(saved.outputs.operationName);
  if (saved.cancelledAtInterrupt && cancelledAt !== undefined) {
    await step.starts.noteCancel(saved.urn, step.seat, cancelledAt);
  }
}

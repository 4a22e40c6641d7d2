import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import type { JsonObject } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import { adoptOperation } from "./adopt.js";
import { awaitCompletion, type Completion, completeAtInterrupt } from "./completion.js";
import { keepingState } from "./keepingState.js";
import { readOrigin } from "./origin.js";
import { isTerminal, outputsOf } from "./outputs.js";
import { inputPart, type SavedState, writeState } from "./savedState.js";
import { startForResource } from "./start.js";
import { openStep, type Surroundings, settingsOf } from "./step.js";
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
  const operation: Operation =
    origin.kind === "start"
      ? await startForResource(step, origin.request, surroundings.newRequestId(), deadline)
      : await adoptOperation(step, origin.operationName, deadline);
  step.log.write(
    "info",
    `${origin.kind === "start" ? "started" : "adopted"} ${operation.name || "an operation that ended at once"}`,
  );
  // The only trace of the operation if this run is killed: it is on the screen before the wait begins.
  await step.log.flush();

  const saved: SavedState = takenAsWanted({
    ...part,
    outputs: outputsOf(operation, step.seat, false),
    adopted: origin.kind === "adopt",
    seen: origin.kind === "adopt",
    cancelledAtInterrupt: false,
    wanted: false,
    since: step.clock.wall(),
  });
  const id = `//${step.connection.host}/${operation.name || about}`;
  const final = await keepingState(id, saved, inputs, async (): Promise<Completion> => {
    if (part.settings.waitFor === "done") {
      return awaitCompletion(step, saved, deadline, "afterPause");
    }
    // Started by a run that can't save it: to be left running, an operation has to be in the state.
    const isLost = origin.kind === "start" && !step.isHeard() && !isTerminal(saved.outputs.state);
    return isLost ? completeAtInterrupt(step, saved) : { saved };
  }).finally(() => step.log.flush());
  return { id, outs: writeState(final) };
}

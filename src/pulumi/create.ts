import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import type { JsonObject } from "../core/json.js";
import { adoptOperation } from "./adopt.js";
import { awaitCompletion, type Completion } from "./completion.js";
import { keepingState } from "./keepingState.js";
import { readOrigin } from "./origin.js";
import { outputsOf } from "./outputs.js";
import { inputPart, type SavedState, writeState } from "./savedState.js";
import { startOrResume } from "./startOrResume.js";
import { openStep, type Step, type Surroundings, settingsOf } from "./step.js";
import type { ObtainedOperation } from "./wantedStart.js";

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

  const saved: SavedState = {
    ...part,
    outputs: outputsOf(operation, step.seat, false),
    adopted: origin.kind === "adopt",
    seen,
    cancelledAtInterrupt: false,
    since,
  };
  const id = `//${step.connection.host}/${operation.name || about}`;
  const final = await keepingState(
    id,
    saved,
    inputs,
    async (): Promise<Completion> =>
      part.settings.waitFor === "done" ? completionOf(step, saved, deadline) : { saved },
  ).finally(() => step.log.flush());
  return { id, outs: writeState(final) };
}

async function adopt(step: Step, name: string, deadline: Deadline): Promise<ObtainedOperation> {
  const operation = await adoptOperation(step, name, deadline);
  step.log.write("info", `adopted ${operation.name}`);
  return { operation, since: step.clock.wall(), seen: true };
}

/** Nobody saves the state of a run whose engine is gone: what an interrupt has done is noted as well. */
async function completionOf(step: Step, saved: SavedState, deadline: Deadline): Promise<Completion> {
  const completion = await awaitCompletion(step, saved, deadline, "afterPause");
  const cancelledAt = step.cancelAcceptedAt();
  if (completion.saved.cancelledAtInterrupt && cancelledAt !== undefined) {
    await step.starts.noteCancel(saved.urn, step.seat, cancelledAt);
  }
  return completion;
}

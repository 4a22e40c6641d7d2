import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import type { JsonObject } from "../core/json.js";
import { adoptOperation } from "./adopt.js";
import { awaitCompletion, type Completion, completeAtInterrupt } from "./completion.js";
import { fingerprint } from "./fingerprint.js";
import { keepingState } from "./keepingState.js";
import { readOrigin } from "./origin.js";
import { isInFlight, outputsOf } from "./outputs.js";
import { recordReturn, settleEntry } from "./recovery/records.js";
import type { AcquiredOperation } from "./recovery/startContext.js";
import { startOrRecover } from "./recovery/startOrRecover.js";
import { inputPart, type SavedState, writeState } from "./savedState.js";
import { openStep, type Step, type Surroundings, settingsOf } from "./step.js";

/**
 * Starts or adopts the operation, and waits for its end if `waitFor` says so.
 *
 * Once the operation's name is known, every failure carries the state to save.
 *
 * @throws ResourceFailure if nothing was started, or if an operation may run whose name is not known
 * @throws IncompleteFailure if it was started and is not what was asked for
 */
export async function createOperation(surroundings: Surroundings, inputs: JsonObject): Promise<CreateResult> {
  const part = inputPart(inputs);
  const origin = readOrigin(inputs, settingsOf(surroundings).settings);
  const about = origin.kind === "start" ? origin.request.path : origin.operationName;
  const step = openStep(surroundings, part, about);
  const deadline = new Deadline(step.clock, part.settings.timeouts.create);
  const { operation, since, seen } =
    origin.kind === "start"
      ? await startOrRecover({
          step,
          part,
          request: origin.request,
          requestDigest: fingerprint(part.fingerprints),
          deadline,
          newRequestId: () => surroundings.newRequestId(),
        })
      : await adopt(step, origin.operationName, deadline);
  // The log is the only trace of the operation if this run is killed: it is shown before the wait begins.
  await step.log.flush();

  const saved: SavedState = {
    ...part,
    outputs: outputsOf(operation, step.seat, false),
    adopted: origin.kind === "adopt",
    seen,
    since,
  };
  if (saved.adopted) {
    await settleEntry(surroundings, saved);
  }
  const id = `//${step.connection.host}/${operation.name || about}`;
  try {
    const final = await keepingState(step, id, saved, inputs, () => complete(step, saved, deadline));
    return { id, outs: writeState(final) };
  } finally {
    await recordReturn(step, part.urn, operation.name);
    await step.log.flush();
  }
}

async function adopt(step: Step, name: string, deadline: Deadline): Promise<AcquiredOperation> {
  const operation = await adoptOperation(step, name, deadline);
  step.log.write("info", `adopted ${step.text.name(operation.name)}`);
  return { operation, since: step.clock.wall(), seen: true };
}

async function complete(step: Step, saved: SavedState, deadline: Deadline): Promise<Completion> {
  if (saved.settings.waitFor === "done") {
    return awaitCompletion(step, saved, deadline, "afterPause");
  }
  // The interrupt came while the start was on the wire.
  const isInterrupted = step.signal.aborted && !saved.adopted && isInFlight(saved.outputs.state);
  return isInterrupted ? completeAtInterrupt(step, saved) : { saved };
}

import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../core/deadline.js";
import type { JsonObject } from "../core/json.js";
import { awaitCompletion } from "./completion.js";
import { keepingState } from "./keepingState.js";
import { inputPart, readState, writeState } from "./savedState.js";
import { openStep, type Surroundings } from "./step.js";

/**
 * Takes over changed settings without a request. Where the operation is to be done and isn't, it goes on
 * waiting for it: this is how an interrupted or timed-out create resumes.
 *
 * @throws IncompleteFailure when the operation is still not what was asked for
 */
export async function updateOperation(
  surroundings: Surroundings,
  id: string,
  state: JsonObject,
  inputs: JsonObject,
): Promise<UpdateResult> {
  const before = readState(state);
  const part = inputPart(inputs);
  // The outputs keep saying where the operation was last looked at, wherever it is to be looked at from now on.
  const saved = { ...before, ...part };
  if (part.settings.waitFor === "started") {
    return { outs: writeState(saved) };
  }
  const step = openStep(surroundings, part, before.outputs.operationName);
  const deadline = new Deadline(step.clock, part.settings.timeouts.create);
  const final = await keepingState(id, saved, inputs, () =>
    awaitCompletion(step, saved, deadline, "atOnce"),
  ).finally(() => step.log.flush());
  return { outs: writeState(final) };
}

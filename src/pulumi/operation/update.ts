import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import { Deadline } from "../../core/deadline.js";
import type { JsonObject } from "../../core/json.js";
import { type Dependencies, openContext } from "../context/operationContext.js";
import { removeCancelEntry } from "../recovery/journalEntries.js";
import { ServiceText } from "../report/serviceText.js";
import { inputPart, readState, type SavedOperation, writeState } from "../state/operationState.js";
import { isInFlight } from "../state/outputs.js";
import { withPartialState } from "./partialState.js";
import { waitUntilDone, withoutCancelRequest } from "./waitUntilDone.js";

/**
 * Saves changed settings without a request. If `waitFor` is "done" and the operation was in flight when it was last
 * seen, waits for its end: this is how an interrupted or timed-out create resumes. An `up` that finds the operation
 * completed accepts that, whoever had requested its cancellation.
 *
 * @throws IncompleteFailure when the operation is still not what was asked for
 */
export async function updateOperation(
  dependencies: Dependencies,
  id: string,
  state: JsonObject,
  inputs: JsonObject,
): Promise<UpdateResult> {
  const before = readState(state);
  const part = inputPart(inputs);
  // The outputs keep saying where the operation was last looked at, wherever it is to be looked at from now on.
  const saved = { ...before, ...part };
  const { operationName, state: lastState } = before.outputs;
  if (part.settings.waitFor === "started" || !isInFlight(lastState)) {
    return { outs: writeState(await accepted(dependencies, saved)) };
  }
  const context = openContext(dependencies, part, operationName, before.outputs);
  const deadline = new Deadline(context.clock, part.settings.timeouts.create);
  const final = await withPartialState(context, id, saved, inputs, () =>
    waitUntilDone(context, saved, deadline, "atOnce"),
  ).finally(() => context.log.flush());
  return { outs: writeState(await accepted(dependencies, final)) };
}

/** A completion that this `up` accepts: a later delete neither undoes nor reports it. */
async function accepted({ journal, log }: Dependencies, saved: SavedOperation): Promise<SavedOperation> {
  if (saved.outputs.state !== "SUCCEEDED") {
    return saved;
  }
  const wasCancelled = await removeCancelEntry(journal, saved);
  if (wasCancelled || saved.cancelRequestedAt !== undefined) {
    const name = new ServiceText(saved).name(saved.outputs.operationName);
    log(saved.urn).write("info", `${name} completed despite its cancellation; this \`up\` accepts that`);
  }
  return withoutCancelRequest(saved);
}

import type { Dependencies } from "../context/dependencies.js";
import { openContext } from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import { type CancelRecord, openCancelRecord } from "../recovery/cancelRecord.js";
import { ServiceText } from "../report/serviceText.js";
import type { OperationInputs, SavedOperation } from "../state/operationState.js";
import { isInFlight } from "../state/outputs.js";
import { waitUntilDone, withoutCancelRequest, withPartialState } from "./waitUntilDone.js";

/**
 * Saves changed settings without a request. If `waitFor` is "done" and the operation was in flight when it was last
 * polled, waits for its end: so an interrupted or timed-out create resumes. An `up` that finds the operation completed
 * accepts that, whoever had requested its cancellation.
 *
 * @throws PartialStateError if the operation is still not as the inputs want it; the changed settings are saved
 */
export async function updateOperation(
  dependencies: Dependencies,
  control: StepControl,
  before: SavedOperation,
  inputs: OperationInputs,
  id: string,
): Promise<SavedOperation> {
  const record = await openCancelRecord(dependencies, before);
  const { settings } = inputs.declared;
  // The outputs keep the address of the last poll, whatever the new settings are.
  const saved = { ...before, ...inputs.declared };
  if (settings.waitFor === "started" || !isInFlight(saved.outputs.state)) {
    return saved.outputs.state === "SUCCEEDED" ? acceptCompletion(dependencies, saved, record, false) : saved;
  }
  const context = openContext(dependencies, control, {
    ...inputs.declared,
    resourceName: saved.outputs.operationName,
    timeout: settings.createTimeout,
    lastAddress: saved.outputs,
  });
  // A wait without a problem ends with a completion.
  const completed = await withPartialState(context.text, id, saved, () =>
    waitUntilDone(context, saved, "atOnce"),
  );
  return acceptCompletion(dependencies, completed, record, true);
}

/**
 * Accepts a completion: a later delete neither undoes nor reports it.
 *
 * @param hasWaited true if this update has waited for it
 */
async function acceptCompletion(
  { log }: Dependencies,
  saved: SavedOperation,
  record: CancelRecord,
  hasWaited: boolean,
): Promise<SavedOperation> {
  const wasCancelled = await record.remove();
  const text = new ServiceText(saved);
  if (wasCancelled || saved.cancelRequestedAt !== undefined) {
    const name = text.name(saved.outputs.operationName);
    log(saved.urn).write(
      "info",
      `${name} completed despite the cancel request. The effects of the operation remain. This \`pulumi up\` accepts them, so no later run sends the undo request`,
    );
  } else if (hasWaited) {
    log(saved.urn).write("info", text.succeeded(saved.outputs));
  }
  return withoutCancelRequest(saved);
}

import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { checkInputs } from "./checks/checkOperation.js";
import { warnOfForecasts } from "./checks/previewWarnings.js";
import { type Surroundings, settingsOf } from "./context/operationContext.js";
import { InFlight, type StepInHand } from "./engine/steps.js";
import { createOperation } from "./operation/create.js";
import { deleteOperation } from "./operation/delete.js";
import { diffOperation } from "./operation/diff.js";
import { readOperationState } from "./operation/read.js";
import { updateOperation } from "./operation/update.js";
import { noJournal } from "./recovery/journal.js";
import { cancelEntryIn, settleEntry } from "./recovery/records.js";
import { readState } from "./state/operationState.js";

/** The dependencies of a provider. */
export type ProviderSurroundings = Omit<Surroundings, keyof StepInHand | "journal" | "reportedStarts"> &
  Partial<Pick<Surroundings, "journal">>;

/** The provider of LongRunningOperation, as Pulumi's dynamic-provider server calls it. */
export function operationProvider(
  given: ProviderSurroundings,
  inFlight = new InFlight(),
): ResourceProvider<JsonObject, JsonObject> {
  const shared = { journal: noJournal, reportedStarts: new Map<string, string>(), ...given };
  const step = <T>(work: (surroundings: Surroundings) => Promise<T>, state?: JsonObject): Promise<T> =>
    inFlight.run(async (inHand) => {
      if (state !== undefined) {
        await settleEntry(shared, readState(state));
      }
      return work({ ...shared, ...inHand });
    });
  const foretold = new Set<string>();
  return {
    // Nothing is awaited before it is stored: other calls may already be waiting to come in.
    async configure(request) {
      shared.configuration?.configure(request);
    },
    async check(_olds, news) {
      const { settings } = settingsOf(shared);
      const failures = checkInputs(news, settings);
      if (failures.length === 0) {
        await warnOfForecasts(shared, foretold, news, settings);
      }
      return { inputs: news, failures };
    },
    async diff(_id, olds, news) {
      const saved = readState(olds);
      const entry = await settleEntry(shared, saved);
      return diffOperation(saved, news, cancelEntryIn(entry, saved.outputs.operationName) !== undefined);
    },
    create: (inputs) => step((around) => createOperation(around, inputs)),
    read: (id, state = {}) => step((around) => readOperationState(around, id, state), state),
    update: (id, olds, news) => step((around) => updateOperation(around, id, olds, news), olds),
    delete: (_id, state) => step((around) => deleteOperation(around, state), state),
  };
}

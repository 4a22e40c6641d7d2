import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { checkInputs } from "./checks/checkOperation.js";
import { logPreviewWarnings } from "./checks/previewWarnings.js";
import { type Dependencies, settingsOf } from "./context/operationContext.js";
import { type StepControl, Steps } from "./engine/steps.js";
import { noJournal } from "./journal/journal.js";
import { createOperation } from "./operation/create.js";
import { deleteOperation } from "./operation/delete.js";
import { diffOperation } from "./operation/diff.js";
import { readOperationState } from "./operation/read.js";
import { updateOperation } from "./operation/update.js";
import { cancelEntryIn, settleEntry } from "./recovery/journalEntries.js";
import { readState } from "./state/operationState.js";

/** The dependencies of a provider. */
export type ProviderDependencies = Omit<Dependencies, keyof StepControl | "journal" | "reportedStarts"> &
  Partial<Pick<Dependencies, "journal">>;

/** The provider of LongRunningOperation, as Pulumi's dynamic-provider server calls it. */
export function operationProvider(
  given: ProviderDependencies,
  steps = new Steps(),
): ResourceProvider<JsonObject, JsonObject> {
  const shared = { journal: noJournal, reportedStarts: new Map<string, string>(), ...given };
  const context = <T>(work: (dependencies: Dependencies) => Promise<T>, state?: JsonObject): Promise<T> =>
    steps.run(async (inHand) => {
      if (state !== undefined) {
        await settleEntry(shared, readState(state));
      }
      return work({ ...shared, ...inHand });
    });
  const shownWarnings = new Set<string>();
  return {
    // Nothing is awaited before it is stored: other calls may already be waiting to come in.
    async configure(request) {
      shared.configuration?.configure(request);
    },
    async check(_olds, news) {
      const { settings } = settingsOf(shared);
      const failures = checkInputs(news, settings);
      if (failures.length === 0) {
        await logPreviewWarnings(shared, shownWarnings, news, settings);
      }
      return { inputs: news, failures };
    },
    async diff(_id, olds, news) {
      const saved = readState(olds);
      const entry = await settleEntry(shared, saved);
      return diffOperation(saved, news, cancelEntryIn(entry, saved.outputs.operationName) !== undefined);
    },
    create: (inputs) => context((around) => createOperation(around, inputs)),
    read: (id, state = {}) => context((around) => readOperationState(around, id, state), state),
    update: (id, olds, news) => context((around) => updateOperation(around, id, olds, news), olds),
    delete: (_id, state) => context((around) => deleteOperation(around, state), state),
  };
}

import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { ConnectionPool, type PoolDependencies } from "../google/connectionPool.js";
import { checkOperation } from "./checks/checkOperation.js";
import { type Dependencies, settingsOf } from "./context/operationContext.js";
import { type StepControl, Steps } from "./engine/steps.js";
import { createOperation } from "./operation/create.js";
import { deleteOperation } from "./operation/delete.js";
import { diffOperation } from "./operation/diff.js";
import { readOperationState } from "./operation/read.js";
import { updateOperation } from "./operation/update.js";
import { noJournal } from "./recovery/journal.js";
import { cancelEntryIn, settleEntry } from "./recovery/records.js";
import { readState } from "./state/operationState.js";

/** The dependencies of a provider. */
export type ProviderDependencies = Omit<
  Dependencies,
  keyof StepControl | "pool" | "journal" | "reportedStarts"
> &
  Partial<Pick<Dependencies, "pool" | "journal"> & Pick<PoolDependencies, "connect">>;

/** The provider of LongRunningOperation, as Pulumi's dynamic-provider server calls it. */
export function operationProvider(
  given: ProviderDependencies,
  steps = new Steps(),
): ResourceProvider<JsonObject, JsonObject> {
  const pool = new ConnectionPool(given);
  const shared = { pool, journal: noJournal, reportedStarts: new Map<string, string>(), ...given };
  const context = <T>(work: (dependencies: Dependencies) => Promise<T>, state?: JsonObject): Promise<T> =>
    steps.run(async (inHand) => {
      if (state !== undefined) {
        await settleEntry(shared, readState(state));
      }
      return work({ ...shared, ...inHand });
    });
  /** Each warning is shown once: the inputs of a replacement are checked twice. */
  const shownWarnings = new Set<string>();
  return {
    // Nothing is awaited before it is stored: other calls may already be waiting to come in.
    async configure(request) {
      shared.configuration?.configure(request);
    },
    async check(_olds, news) {
      const { settings } = settingsOf(shared);
      const { failures, warnings } = checkOperation(news, settings);
      const urn = typeof news.__urn === "string" ? news.__urn : "";
      const texts = warnings.filter((text) => !shownWarnings.has(`${urn} ${text}`));
      if (texts.length > 0) {
        const log = shared.log(urn);
        for (const text of texts) {
          shownWarnings.add(`${urn} ${text}`);
          log.write("warning", text);
        }
        await log.flush();
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

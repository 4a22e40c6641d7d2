import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import { checkInputs } from "./check.js";
import { createOperation } from "./create.js";
import { deleteOperation } from "./delete.js";
import { diffOperation } from "./diff.js";
import { InFlight, type StepInHand } from "./engine/inFlight.js";
import { noJournal } from "./journal/journal.js";
import { StartBook } from "./journal/startBook.js";
import { readOperationState } from "./read.js";
import { readState } from "./savedState.js";
import { settleStart } from "./start/settleStart.js";
import { type Surroundings, settingsOf } from "./step.js";
import { updateOperation } from "./update.js";
import { warnOfForecasts } from "./warnings.js";

/** The provider of LongRunningOperation, as Pulumi's dynamic-provider server calls it. */
export function operationProvider(
  surroundings: Omit<Surroundings, keyof StepInHand>,
  inFlight = new InFlight(),
): ResourceProvider<JsonObject, JsonObject> {
  const starts = surroundings.starts ?? new StartBook(surroundings.journal ?? noJournal);
  const step = <T>(work: (surroundings: Surroundings) => Promise<T>, state?: JsonObject): Promise<T> =>
    inFlight.run(async (inHand) => {
      if (state !== undefined) {
        await settleStart(surroundings, starts, readState(state));
      }
      return work({ ...surroundings, starts, ...inHand });
    });
  const foretold = new Set<string>();
  return {
    // Nothing is awaited before it is stored: other calls may already be waiting to come in.
    async configure(request) {
      surroundings.configuration?.configure(request);
    },
    async check(_olds, news) {
      if (typeof news.__urn === "string") {
        starts.strays.meet(news.__urn);
      }
      const { settings } = settingsOf(surroundings);
      const failures = checkInputs(news, settings);
      if (failures.length === 0) {
        await warnOfForecasts(surroundings, foretold, news, settings);
      }
      return { inputs: news, failures };
    },
    async diff(_id, olds, news) {
      const difference = diffOperation(olds, news);
      await settleStart(surroundings, starts, readState(olds));
      return difference;
    },
    create: (inputs) => step((around) => createOperation(around, inputs)),
    read: (id, state = {}) => step((around) => readOperationState(around, id, state), state),
    update: (id, olds, news) => step((around) => updateOperation(around, id, olds, news), olds),
    delete: (_id, state) => step((around) => deleteOperation(around, state), state),
  };
}

import type { CheckFailure, DiffResult, ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "../core/json.js";
import type { SettingsResult } from "../google/settings/settings.js";
import type { Dependencies } from "./context/dependencies.js";
import { type StepControl, Steps } from "./engine/steps.js";
import { PartialStateError } from "./report/userError.js";
import { hasSecretName } from "./state/operationState.js";
import { type StepMessage, stepChannel } from "./stepChannel.js";

/**
 * One type of resource: its checks, the form of its state, and the steps of its life.
 *
 * @typeParam State the decoded state
 * @typeParam Inputs the decoded inputs, all of them known
 */
export interface ResourceDefinition<State, Inputs> {
  /** Checks inputs: their problems, or else warnings. Unknown values count as valid. Sends nothing. */
  check(
    inputs: JsonObject,
    google: SettingsResult | undefined,
  ): { failures: CheckFailure[]; warnings: string[] };
  readState(properties: JsonObject): State;
  writeState(saved: State): JsonObject;
  readInputs(inputs: JsonObject): Inputs;
  /** @param inputs raw, because some values may be unknown */
  diff(dependencies: Dependencies, saved: State, inputs: JsonObject): Promise<DiffResult>;
  create(
    dependencies: Dependencies,
    control: StepControl,
    inputs: Inputs,
  ): Promise<{ id: string; saved: State }>;
  read(dependencies: Dependencies, control: StepControl, saved: State): Promise<State>;
  update(
    dependencies: Dependencies,
    control: StepControl,
    saved: State,
    inputs: Inputs,
    id: string,
  ): Promise<State>;
  delete(dependencies: Dependencies, control: StepControl, saved: State): Promise<void>;
}

/** A provider of one resource type, as Pulumi's dynamic-provider server calls it. Decodes states and inputs once. */
export function dynamicProvider<State, Inputs>(
  resource: ResourceDefinition<State, Inputs>,
  dependencies: Dependencies,
  steps = new Steps(),
): ResourceProvider<JsonObject, JsonObject> {
  /** Each warning is shown once: the inputs of a replacement are checked twice. */
  const shownWarnings = new Set<string>();
  /** Runs a step of the resource that has these properties. Sends its log lines to the engine before it returns. */
  const run = <T>(
    method: StepMessage["method"],
    properties: JsonObject,
    step: (control: StepControl) => Promise<T>,
  ): Promise<T> => {
    const log = dependencies.log(urnOf(properties));
    const work = async (control: StepControl): Promise<T> => {
      try {
        return await step(control);
      } catch (error) {
        throw error instanceof PartialStateError ? withProviderText(error, properties) : error;
      } finally {
        await log.flush();
      }
    };
    return stepChannel.tracePromise(() => steps.run(work), stepMessage(method, properties));
  };
  return {
    // Nothing is awaited before it is stored: other calls may already be waiting to come in.
    async configure(request) {
      dependencies.configuration?.configure(request);
    },
    async check(_olds, inputs) {
      const google = dependencies.configuration?.settings();
      const { failures, warnings } = resource.check(inputs, google);
      const urn = urnOf(inputs);
      const newWarnings = warnings.filter((text) => !shownWarnings.has(`${urn} ${text}`));
      if (newWarnings.length > 0) {
        const log = dependencies.log(urn);
        for (const text of newWarnings) {
          shownWarnings.add(`${urn} ${text}`);
          log.write("warning", text);
        }
        await log.flush();
      }
      return { inputs, failures };
    },
    async diff(_id, properties, inputs) {
      return resource.diff(dependencies, resource.readState(properties), inputs);
    },
    create: (inputs) =>
      run("create", inputs, async (control) => {
        const { id, saved } = await resource.create(dependencies, control, resource.readInputs(inputs));
        return { id, outs: resource.writeState(saved) };
      }),
    read: (id, properties = {}) =>
      run("read", properties, async (control) => {
        const saved = await resource.read(dependencies, control, resource.readState(properties));
        return { id, props: resource.writeState(saved) };
      }),
    update: (id, properties, inputs) =>
      run("update", inputs, async (control) => {
        const before = resource.readState(properties);
        const saved = await resource.update(dependencies, control, before, resource.readInputs(inputs), id);
        return { outs: resource.writeState(saved) };
      }),
    delete: (_id, properties) =>
      run("delete", properties, async (control) =>
        resource.delete(dependencies, control, resource.readState(properties)),
      ),
  };
}

function stepMessage(method: StepMessage["method"], properties: JsonObject): StepMessage {
  return {
    method,
    urn: urnOf(properties),
    // A getter, because decoding the state would cost time without subscribers.
    get isNameSecret() {
      return hasSecretName(properties);
    },
  };
}

function urnOf(properties: JsonObject): string {
  return typeof properties.__urn === "string" ? properties.__urn : "";
}

/**
 * Adds `__provider` to the state of a failed create or update. The dynamic-provider server doesn't add it to a failed
 * result, and without it the resource could never be deleted.
 */
function withProviderText(error: PartialStateError, { __provider: provider = null }: JsonObject): Error {
  error.properties.__provider = provider;
  return error;
}

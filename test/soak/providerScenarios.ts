import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "#src/core/json.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { PartialStateError, UserError } from "#src/pulumi/report/userError.js";
import type { EmulatorScene } from "../support/emulatorScene.js";
import { providerDependencies } from "../support/providerDependencies.js";
import {
  exportOf,
  lookedUp,
  parentOf,
  type ScenarioInput,
  type ScenarioResult,
  untilLookedUp,
} from "./clientScenarios.js";
import { between, cancelPlan, FAILURE, type OperationPlan, waitPlan } from "./operationPlan.js";
import type { ReportedOutcome } from "./reportedOutcome.js";

interface Resource {
  id: string;
  state: JsonObject;
}

/** The provider, as in a process of its own. Its messages go to `lines`. */
function newRun(
  { dependencies }: EmulatorScene,
  lines: string[] = [],
): ResourceProvider<JsonObject, JsonObject> {
  return operationProvider(
    providerDependencies({
      ...dependencies,
      log: () => ({
        write: (_kind, message) => void lines.push(message),
        flush: () => Promise.resolve(),
      }),
    }),
  );
}

/** A resource whose operation is destroyed while it runs. */
export function createsAndDestroys(scene: EmulatorScene, input: ScenarioInput): Promise<ScenarioResult> {
  return live(
    scene,
    input,
    "started",
    untilLookedUp(() => cancelPlan(input.chance, 5_000)),
  );
}

/** A resource that waits for its operation. */
export function createsAndWaits(scene: EmulatorScene, input: ScenarioInput): Promise<ScenarioResult> {
  return live(
    scene,
    input,
    "done",
    untilLookedUp(() => waitPlan(input.chance, 0)),
  );
}

async function live(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: ScenarioInput,
  waitFor: "started" | "done",
  { behaviour, allowed }: OperationPlan,
): Promise<ScenarioResult> {
  scene.emulator.behave({ match: { target: parentOf(index) }, ...behaviour, visibleAfter });
  const urn = `urn:pulumi:dev::project::pulumi-nodejs:lro/operation:Operation::r${index}`;
  const inputs = {
    service: "alloydb",
    endpoint: scene.endpoint,
    waitFor,
    __provider: "exports.handler = () => 0;",
    __urn: urn,
  };
  const outcomes: ReportedOutcome[] = [];
  const { resource, uncertainStarts } = await created(scene, index, inputs);
  outcomes.push(...outcomesOfState(scene, resource.state));
  if (waitFor === "started") {
    await scene.clock.sleep(between(chance, 0, 4_000));
    outcomes.push(...outcomesOfState(scene, await refreshed(scene, resource)));
  }
  outcomes.push(...(await destroyed(scene, resource)));
  return { outcomes, allowed, uncertainStarts };
}

/** Runs `pulumi up`, each time in a new process, until it succeeds; the user finds and adopts operations of lost starts. */
async function created(scene: EmulatorScene, index: number, inputs: JsonObject) {
  let uncertainStarts = 0;
  const made = (resource: Resource) => ({ resource, uncertainStarts });
  for (let source: JsonObject = { start: exportOf(index) }; ; ) {
    try {
      const { id, outs } = await newRun(scene).create({ ...inputs, ...source });
      return made({ id, state: { ...outs, __provider: inputs.__provider ?? "" } });
    } catch (error) {
      if (error instanceof PartialStateError) {
        return made({ id: error.id, state: error.properties });
      }
      assert.ok(error instanceof UserError, String(error));
      const isUncertain = error.message.includes(
        "The service may have started an operation. Its name is not known.",
      );
      assert.ok(
        isUncertain || /^No operation was started|^operationName: /.test(error.message),
        error.message,
      );
      uncertainStarts += isUncertain ? 1 : 0;
    }
    const found = await lookedUp(scene, index);
    source = found === undefined ? { start: exportOf(index) } : { operationName: found };
  }
}

/** The state after a refresh; unchanged if the service doesn't respond for too long. */
async function refreshed(scene: EmulatorScene, { id, state }: Resource): Promise<JsonObject> {
  try {
    const read = await newRun(scene).read?.(id, state);
    return read?.props ?? {};
  } catch (error) {
    assert.ok(error instanceof UserError && error.message.includes("Pulumi keeps the last saved values"));
    return state;
  }
}

/** The outcome in a state; empty while the operation is in flight. */
function outcomesOfState(scene: EmulatorScene, state: JsonObject): ReportedOutcome[] {
  const outcome = (
    { SUCCEEDED: "completed", FAILED: "failed", CANCELLED: "cancelled", GONE: "gone" } as const
  )[String(state.state)];
  const code = (state.error as { code?: number } | undefined)?.code;
  const operation = String(state.operationName);
  return outcome === undefined
    ? []
    : [
        {
          operation,
          at: scene.emulator.now(),
          outcome,
          ...(code !== undefined && outcome === "failed" && { code }),
        },
      ];
}

/** The outcomes in the messages of a destroy. */
async function destroyed(scene: EmulatorScene, resource: Resource): Promise<ReportedOutcome[]> {
  const operation = String(resource.state.operationName);
  const lines: string[] = [];
  try {
    await newRun(scene, lines).delete?.(resource.id, resource.state);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return [{ operation, at: scene.emulator.now(), outcome: "refused" }];
  }
  const at = scene.emulator.now();
  return lines.flatMap((line): ReportedOutcome[] => {
    const end = messagePatterns.find(({ pattern }) => pattern.test(line));
    return end === undefined ? [] : [{ operation, at, ...end.reported }];
  });
}

const messagePatterns: readonly { pattern: RegExp; reported: Omit<ReportedOutcome, "operation" | "at"> }[] = [
  { pattern: / was cancelled$/, reported: { outcome: "cancelled", byUs: true } },
  {
    pattern: / was cancelled, but not by a cancel request of this run$/,
    reported: { outcome: "cancelled", byUs: false },
  },
  { pattern: / completed despite the cancel request\. /, reported: { outcome: "completed", byUs: true } },
  { pattern: / completed without being cancelled/, reported: { outcome: "completed", byUs: false } },
  { pattern: / failed with INTERNAL /, reported: { outcome: "failed", code: FAILURE } },
  { pattern: / was not found; /, reported: { outcome: "gone" } },
];

import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { JsonObject } from "#src/core/json.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { PartialStateError, UserError } from "#src/pulumi/report/userError.js";
import type { EmulatorScene } from "../support/emulatorScene.js";
import type { Claim } from "./claims.js";
import { exportOf, lookedUp, parentOf, type Told, type Turn, untilLookedUp } from "./clientStories.js";
import { between, cancelPlan, FAILURE, type OperationPlan, waitPlan } from "./operationPlan.js";

interface Resource {
  id: string;
  state: JsonObject;
}

/** The provider, as in a process of its own. Its messages go to `lines`. */
function newRun(
  { dependencies }: EmulatorScene,
  lines: string[] = [],
): ResourceProvider<JsonObject, JsonObject> {
  return operationProvider({
    ...dependencies,
    log: () => ({
      write: (_kind, message) => void lines.push(message),
      flush: () => Promise.resolve(),
    }),
  });
}

/** A resource whose operation is destroyed while it runs. */
export function isDestroyed(scene: EmulatorScene, turn: Turn): Promise<Told> {
  return live(
    scene,
    turn,
    "started",
    untilLookedUp(() => cancelPlan(turn.chance, 5_000)),
  );
}

/** A resource that waits for its operation. */
export function isWaitedFor(scene: EmulatorScene, turn: Turn): Promise<Told> {
  return live(
    scene,
    turn,
    "done",
    untilLookedUp(() => waitPlan(turn.chance, 0)),
  );
}

async function live(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: Turn,
  waitFor: "started" | "done",
  { behaviour, may }: OperationPlan,
): Promise<Told> {
  scene.emulator.behave({ match: { target: parentOf(index) }, ...behaviour, visibleAfter });
  const urn = `urn:pulumi:dev::project::pulumi-nodejs:lro/operation:Operation::r${index}`;
  const inputs = {
    service: "alloydb",
    endpoint: scene.endpoint,
    waitFor,
    __provider: "exports.handler = () => 0;",
    __urn: urn,
  };
  const claims: Claim[] = [];
  const { resource, uncertainStarts } = await created(scene, index, inputs);
  claims.push(...claimsOfState(scene, resource.state));
  if (waitFor === "started") {
    await scene.clock.sleep(between(chance, 0, 4_000));
    claims.push(...claimsOfState(scene, await refreshed(scene, resource)));
  }
  claims.push(...(await destroyed(scene, resource)));
  return { claims, may, uncertainStarts };
}

/** Runs `pulumi up`, each time in a new process, until it succeeds; the user looks up and adopts what was lost. */
async function created(scene: EmulatorScene, index: number, inputs: JsonObject) {
  let uncertainStarts = 0;
  const made = (resource: Resource) => ({ resource, uncertainStarts });
  for (let origin: JsonObject = { start: exportOf(index) }; ; ) {
    try {
      const { id, outs } = await newRun(scene).create({ ...inputs, ...origin });
      return made({ id, state: { ...outs, __provider: inputs.__provider ?? "" } });
    } catch (error) {
      if (error instanceof PartialStateError) {
        return made({ id: error.id, state: error.properties });
      }
      assert.ok(error instanceof UserError, String(error));
      const isUncertain = error.message.includes("An operation may be running whose name is not known");
      assert.ok(
        isUncertain || /^No operation was started|^operationName: /.test(error.message),
        error.message,
      );
      uncertainStarts += isUncertain ? 1 : 0;
    }
    const found = await lookedUp(scene, index);
    origin = found === undefined ? { start: exportOf(index) } : { operationName: found };
  }
}

/** The state after a refresh, or as it was where the service gave no answer for too long. */
async function refreshed(scene: EmulatorScene, { id, state }: Resource): Promise<JsonObject> {
  try {
    const read = await newRun(scene).read?.(id, state);
    return read?.props ?? {};
  } catch (error) {
    assert.ok(error instanceof UserError && error.message.includes("Its state is kept as it was"));
    return state;
  }
}

/** What a state says, where it says that the operation is over. */
function claimsOfState(scene: EmulatorScene, state: JsonObject): Claim[] {
  const says = ({ SUCCEEDED: "completed", FAILED: "failed", CANCELLED: "cancelled", GONE: "gone" } as const)[
    String(state.state)
  ];
  const code = (state.error as { code?: number } | undefined)?.code;
  const operation = String(state.operationName);
  return says === undefined
    ? []
    : [
        {
          operation,
          at: scene.emulator.now(),
          says,
          ...(code !== undefined && says === "failed" && { code }),
        },
      ];
}

/** What a destroy says, in words. */
async function destroyed(scene: EmulatorScene, resource: Resource): Promise<Claim[]> {
  const operation = String(resource.state.operationName);
  const lines: string[] = [];
  try {
    await newRun(scene, lines).delete?.(resource.id, resource.state);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return [{ operation, at: scene.emulator.now(), says: "refused" }];
  }
  const at = scene.emulator.now();
  return lines.flatMap((line): Claim[] => {
    const end = sayings.find(({ words }) => words.test(line));
    return end === undefined ? [] : [{ operation, at, ...end.claim }];
  });
}

const sayings: readonly { words: RegExp; claim: Omit<Claim, "operation" | "at"> }[] = [
  { words: / was cancelled$/, claim: { says: "cancelled", byUs: true } },
  { words: / was cancelled, but not at the request of this run$/, claim: { says: "cancelled", byUs: false } },
  { words: / completed despite its cancellation: /, claim: { says: "completed", byUs: true } },
  { words: / had completed; /, claim: { says: "completed", byUs: false } },
  { words: / ended with INTERNAL: /, claim: { says: "failed", code: FAILURE } },
  { words: / was not found; /, claim: { says: "gone" } },
];

import assert from "node:assert/strict";
import {
  isIncompleteListError,
  isRequestRefusedError,
  isStartRefusedError,
  isStartUncertainError,
  type Outcome,
} from "pulumi-gcp-lro/client";
import { VISIBILITY_WINDOW } from "#src/core/polling.js";
import type { EmulatorScene } from "../support/emulatorScene.js";
import { type Claim, claimOf } from "./claims.js";
import { AGE, type Chance, cancelPlan, type OperationPlan, waitPlan } from "./operationPlan.js";

/** What one user went through with one operation, and was told. */
export interface Told {
  /** In order; the last one is the last word. */
  claims: Claim[];
  may: OperationPlan["may"];
  /** Of starts whose answer was lost without a request id, how many the user was told of. */
  uncertainStarts: number;
}

/** One story's part in a run. */
export interface Turn {
  index: number;
  chance: Chance;
  /** Milliseconds for which an operation that it starts is not visible yet. */
  visibleAfter: number;
}

/** One operation's place: nobody else has operations below it. */
export function parentOf(index: number): string {
  return `projects/p/locations/l${String(index).padStart(4, "0")}`;
}

export function exportOf(index: number) {
  return {
    path: `${parentOf(index)}/clusters/c:export`,
    body: { gcsDestination: { uri: "gs://b/o" }, database: "d", sqlExportOptions: {} },
  };
}

export async function cancelsWhatRuns(scene: EmulatorScene, { index, chance }: Turn): Promise<Told> {
  const { behaviour, may } = cancelPlan(chance, AGE);
  const name = seed(scene, index, behaviour);
  return { claims: [await cancelled(scene, name)], may, uncertainStarts: 0 };
}

/** Every other one loses patience at first, and comes back a moment later. */
export async function waitsForWhatRuns(scene: EmulatorScene, { index, chance }: Turn): Promise<Told> {
  const { behaviour, may } = waitPlan(chance, AGE);
  const name = seed(scene, index, behaviour);
  const claims: Claim[] = [];
  if (index % 2 === 0) {
    claims.push(await claimed(scene, name, scene.client.wait(name, { timeout: "4s" })));
    await scene.clock.sleep(1);
  }
  claims.push(await claimed(scene, name, scene.client.wait(name)));
  return { claims, may, uncertainStarts: 0 };
}

/** Without a request id: a lost answer is told, and the user looks the operation up. */
export async function startsAndCancels(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: Turn,
): Promise<Told> {
  const { behaviour, may } = untilLookedUp(() => cancelPlan(chance, 0));
  scene.emulator.behave({ match: { target: parentOf(index) }, ...behaviour, visibleAfter });
  for (let uncertainStarts = 0; ; ) {
    try {
      const { name } = await scene.client.start(exportOf(index));
      return { claims: [await cancelled(scene, name)], may, uncertainStarts };
    } catch (error) {
      assert.ok(isStartRefusedError(error) || isStartUncertainError(error), String(error));
      uncertainStarts += isStartUncertainError(error) ? 1 : 0;
    }
    const found = await lookedUp(scene, index);
    if (found !== undefined) {
      return { claims: [await cancelled(scene, found)], may, uncertainStarts };
    }
  }
}

/** With a request id: a lost answer is asked for again. */
export async function startsAndWaits(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: Turn,
): Promise<Told> {
  const { behaviour, may } = waitPlan(chance, 0);
  scene.emulator.behave({ match: { target: parentOf(index) }, ...behaviour, visibleAfter });
  const request = {
    path: `${parentOf(index)}/clusters`,
    query: { clusterId: "c" },
    body: { initialUser: { password: "x" } },
    requestId: "query",
  } as const;
  for (;;) {
    try {
      const { name } = await scene.client.start(request, { timeout: "30m" });
      return { claims: [await claimed(scene, name, scene.client.wait(name))], may, uncertainStarts: 0 };
    } catch (error) {
      assert.ok(isStartRefusedError(error), String(error));
    }
  }
}

/**
 * What a user does who was told that an operation may have been started: looks among those that are listed, and
 * once more a minute later, since what has just been started may not be visible yet.
 */
export async function lookedUp(scene: EmulatorScene, index: number): Promise<string | undefined> {
  const found = await onlyListed(scene, index);
  if (found === undefined) {
    await scene.clock.sleep(VISIBILITY_WINDOW);
  }
  return found ?? onlyListed(scene, index);
}

async function onlyListed(scene: EmulatorScene, index: number): Promise<string | undefined> {
  for (;;) {
    try {
      const names: string[] = [];
      for await (const { name } of scene.client.list(parentOf(index))) {
        names.push(name);
      }
      assert.ok(names.length <= 1, `${names.length} operations were started`);
      return names[0];
    } catch (error) {
      assert.ok(isIncompleteListError(error), String(error));
    }
  }
}

/**
 * A plan for a start whose answer may be lost: its operation doesn't vanish at its end. Nobody could tell one that
 * has vanished from one that was never started.
 */
export function untilLookedUp(draw: () => OperationPlan): OperationPlan {
  const plan = draw();
  return plan.behaviour.goneAfter === undefined ? plan : untilLookedUp(draw);
}

function seed(scene: EmulatorScene, index: number, behaviour: OperationPlan["behaviour"]): string {
  return scene.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: `${parentOf(index)}/clusters/c`,
    behaviour,
    age: AGE,
  });
}

function cancelled(scene: EmulatorScene, name: string): Promise<Claim> {
  return claimed(scene, name, scene.client.cancelAndWait(name));
}

async function claimed(scene: EmulatorScene, name: string, outcome: Promise<Outcome>): Promise<Claim> {
  try {
    const told = await outcome;
    return claimOf(name, scene.emulator.now(), told);
  } catch (error) {
    assert.ok(isRequestRefusedError(error), String(error));

    return { operation: name, at: scene.emulator.now(), says: "refused" };
  }
}

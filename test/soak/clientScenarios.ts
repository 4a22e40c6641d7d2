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
import { AGE, type Chance, cancelPlan, type OperationPlan, waitPlan } from "./operationPlan.js";
import { type ReportedOutcome, reportedOutcome } from "./reportedOutcome.js";

/** The outcomes that one user received for one operation. */
export interface ScenarioResult {
  /** In order; the last one is final. */
  outcomes: ReportedOutcome[];
  allowed: OperationPlan["allowed"];
  /** The number of reported starts without a request ID whose response was lost. */
  uncertainStarts: number;
}

/** The input of one scenario. */
export interface ScenarioInput {
  index: number;
  chance: Chance;
  /** Milliseconds for which an operation that it starts is not visible yet. */
  visibleAfter: number;
}

/** The parent of one scenario's operations: no other scenario has operations below it. */
export function parentOf(index: number): string {
  return `projects/p/locations/l${String(index).padStart(4, "0")}`;
}

export function exportOf(index: number) {
  return {
    path: `${parentOf(index)}/clusters/c:export`,
    body: { gcsDestination: { uri: "gs://b/o" }, database: "d", sqlExportOptions: {} },
  };
}

export async function cancelsRunning(
  scene: EmulatorScene,
  { index, chance }: ScenarioInput,
): Promise<ScenarioResult> {
  const { behaviour, allowed } = cancelPlan(chance, AGE);
  const name = seed(scene, index, behaviour);
  return { outcomes: [await cancelled(scene, name)], allowed, uncertainStarts: 0 };
}

/** Every other wait times out at first and is repeated. */
export async function waitsForRunning(
  scene: EmulatorScene,
  { index, chance }: ScenarioInput,
): Promise<ScenarioResult> {
  const { behaviour, allowed } = waitPlan(chance, AGE);
  const name = seed(scene, index, behaviour);
  const outcomes: ReportedOutcome[] = [];
  if (index % 2 === 0) {
    outcomes.push(await report(scene, name, scene.client.wait(name, { timeout: "4s" })));
    await scene.clock.sleep(1);
  }
  outcomes.push(await report(scene, name, scene.client.wait(name)));
  return { outcomes, allowed, uncertainStarts: 0 };
}

/** Starts without a request ID: a lost response is reported, and the user lists the operations. */
export async function startsAndCancels(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: ScenarioInput,
): Promise<ScenarioResult> {
  const { behaviour, allowed } = untilLookedUp(() => cancelPlan(chance, 0));
  scene.emulator.behave({ match: { target: parentOf(index) }, ...behaviour, visibleAfter });
  for (let uncertainStarts = 0; ; ) {
    try {
      const { name } = await scene.client.start(exportOf(index));
      return { outcomes: [await cancelled(scene, name)], allowed, uncertainStarts };
    } catch (error) {
      assert.ok(isStartRefusedError(error) || isStartUncertainError(error), String(error));
      uncertainStarts += isStartUncertainError(error) ? 1 : 0;
    }
    const found = await lookedUp(scene, index);
    if (found !== undefined) {
      return { outcomes: [await cancelled(scene, found)], allowed, uncertainStarts };
    }
  }
}

/** Starts with a request ID: a start whose response is lost is sent again. */
export async function startsAndWaits(
  scene: EmulatorScene,
  { index, chance, visibleAfter }: ScenarioInput,
): Promise<ScenarioResult> {
  const { behaviour, allowed } = waitPlan(chance, 0);
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
      return { outcomes: [await report(scene, name, scene.client.wait(name))], allowed, uncertainStarts: 0 };
    } catch (error) {
      assert.ok(isStartRefusedError(error), String(error));
    }
  }
}

/**
 * Looks up an operation that may have been started: lists the operations, and lists them once more a minute later, since a
 * new operation may not be visible yet.
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
 * A plan for a start whose response may be lost: its operation doesn't vanish at its end. A vanished operation would look
 * like one that was never started.
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

function cancelled(scene: EmulatorScene, name: string): Promise<ReportedOutcome> {
  return report(scene, name, scene.client.cancelAndWait(name));
}

async function report(
  scene: EmulatorScene,
  name: string,
  outcome: Promise<Outcome>,
): Promise<ReportedOutcome> {
  try {
    const result = await outcome;
    return reportedOutcome(name, scene.emulator.now(), result);
  } catch (error) {
    assert.ok(isRequestRefusedError(error), String(error));

    return { operation: name, at: scene.emulator.now(), outcome: "refused" };
  }
}

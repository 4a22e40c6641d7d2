import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { clusterExport } from "../support/engineProgram.js";
import {
  asked,
  assertForPeople,
  diagnosticsOf,
  type EngineRun,
  failing,
  succeeding,
} from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const URN = "urn:pulumi:engine::engine::pulumi-nodejs:lro/operation:Operation";

/** The answer of every Google API about a project that was shut down. */
const projectDeleted = {
  kind: "status",
  status: 403,
  message: "Project 'p' not found or deleted.",
  reason: "CONSUMER_INVALID",
  metadata: { consumer: "projects/p" },
} as const;

/** The time of the cancel request in the message of a failed delete, in milliseconds since the epoch. */
function requestedAt(run: EngineRun): number {
  return Date.parse(/accepted the cancel request at (20\S+Z)/.exec(diagnosticsOf(run, "endless"))?.[1] ?? "");
}

describe("destroys that fail, what happens meanwhile, and the next destroy", () => {
  const observed = scenario({ cancelTime: "1h" }, async ({ stack, emulator, operations }) => {
    emulator.behave({ match: { target: "completed" }, cancelTime: 0, endsWhenCancelled: "succeed" });
    emulator.behave({ match: { target: "refreshed" }, cancelTime: "2s", endsWhenCancelled: "succeed" });
    const nameOf = (target: string): string => operations(target)[0]?.name ?? "none";
    const resources = [
      clusterExport("endless", { timeouts: { delete: "1s" } }),
      clusterExport("completed", { whenCompletedDespiteCancel: "fail" }),
      clusterExport("refreshed", { timeouts: { delete: "1s" } }),
      clusterExport("inDeletedProject"),
    ];
    await succeeding(stack.up(resources));
    emulator.fault({ match: { path: nameOf("inDeletedProject") }, fault: projectDeleted });
    const first = await failing(stack.destroy());
    while (operations("refreshed").some(({ done }) => !done)) {
      await pause(50);
    }
    const refreshOne = ["refresh", "--yes", "--skip-preview", "--target", `${URN}::refreshed`];
    await succeeding(stack.run(refreshOne));
    const second = await failing(stack.destroy());
    const kept = await stack.exported();
    await failing(stack.refresh());
    await succeeding(stack.run(["state", "delete", "--yes", `${URN}::endless`]));
    await succeeding(stack.up([clusterExport("inDeletedProject", { onDelete: "abandon" })]));
    const abandoned = await succeeding(stack.destroy());
    return { first, second, kept, abandoned, nameOf, after: await stack.exported() };
  });

  test("a time-out: each destroy reports the time of the first cancel request", () => {
    const { first, second } = observed();
    // The second one began more than a second later.
    assert.ok(Math.abs(requestedAt(second) - requestedAt(first)) < 500);
  });

  test('whenCompletedDespiteCancel "fail" fails the first one, and names the operation', () => {
    const { first, nameOf } = observed();
    assert.ok(diagnosticsOf(first, "completed").includes(nameOf("completed")));
  });

  test("the second one looks once and succeeds, and does not say that somebody else had requested it", (t) => {
    const { second, kept } = observed();
    assert.equal(asked(second, "completed"), "get");
    assertMessage(t, "completed, not cancelled by this run", diagnosticsOf(second, "completed"));
    assert.deepEqual(Object.keys(kept).sort(), ["endless", "inDeletedProject"]);
  });

  test("a completion despite the cancel that a refresh saw is reported, without a request", (t) => {
    const { second, nameOf } = observed();
    assert.equal(asked(second, "refreshed"), "");
    const shown = diagnosticsOf(second, "refreshed");
    assert.ok(shown.includes(nameOf("refreshed")), shown);
    assertMessage(t, "completed, as a refresh saw", shown);
  });

  test("a project that is deleted after the up: destroy fails, names the operation and both ways out", (t) => {
    const { first, nameOf } = observed();
    const shown = diagnosticsOf(first, "inDeletedProject");
    for (const part of [nameOf("inDeletedProject"), "CONSUMER_INVALID", "onDelete"]) {
      assert.ok(shown.includes(part), shown);
    }
    assertMessage(t, "project deleted", shown);
    assertForPeople(first.text);
  });

  test('with onDelete "abandon", an up and a destroy remove it, and its state is said to be unknown', (t) => {
    const { abandoned, after, nameOf } = observed();
    const shown = diagnosticsOf(abandoned, "inDeletedProject");
    assert.ok(shown.startsWith(`warning: ${nameOf("inDeletedProject")} `), shown);
    assert.doesNotMatch(shown, /running/);
    assertMessage(t, "project deleted, abandoned", shown);
    assert.deepEqual(after, {});
  });
});

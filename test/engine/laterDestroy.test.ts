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

/** The time of the cancel request in the message of a failed delete, in milliseconds since the epoch. */
function requestedAt(run: EngineRun): number {
  return Date.parse(/accepted the cancel request at (20\S+Z)/.exec(diagnosticsOf(run, "export"))?.[1] ?? "");
}

describe("destroys that time out, one after the other", () => {
  const observed = scenario({ cancelTime: "1h" }, async ({ stack }) => {
    await succeeding(stack.up([clusterExport("export", { timeouts: { delete: "1s" } })]));
    const first = await failing(stack.destroy());
    const second = await failing(stack.destroy());
    return { first, second };
  });

  test("each reports the time of the first cancel request", () => {
    const { first, second } = observed();
    // The second one began more than a second later.
    assert.ok(Math.abs(requestedAt(second) - requestedAt(first)) < 500);
  });
});

describe("destroys of an operation that completes despite its cancellation", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.behave({ cancelTime: 0, endsWhenCancelled: "succeed" });
    await succeeding(stack.up([clusterExport("export", { whenCompletedDespiteCancel: "fail" })]));
    const first = await failing(stack.destroy());
    const second = await succeeding(stack.destroy());
    return { first, second, name: operations("export")[0]?.name ?? "", after: await stack.exported() };
  });

  test('"fail" fails the first one, and names the operation', () => {
    assert.ok(diagnosticsOf(observed().first, "export").includes(observed().name));
  });

  test("the second one looks once and succeeds, and does not say that somebody else had requested it", (t) => {
    const { second, after } = observed();
    assert.equal(asked(second, "export"), "get");
    assertMessage(t, "completed, not cancelled by this run", diagnosticsOf(second, "export"));
    assert.deepEqual(after, {});
  });
});

describe("a destroy that times out, a refresh that sees the completion, and the next destroy", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.behave({ cancelTime: "2s", endsWhenCancelled: "succeed" });
    await succeeding(stack.up([clusterExport("export", { timeouts: { delete: "1s" } })]));
    await failing(stack.destroy());
    while (operations("export").some(({ done }) => !done)) {
      await pause(50);
    }
    await succeeding(stack.refresh());
    const destroyed = await succeeding(stack.destroy());
    return { destroyed, name: operations("export")[0]?.name ?? "" };
  });

  test("the completion despite the cancel is reported, without a request", (t) => {
    const { destroyed, name } = observed();
    assert.deepEqual(destroyed.requests, []);
    const shown = diagnosticsOf(destroyed, "export");
    assert.ok(shown.includes(name), shown);
    assertMessage(t, "completed, as a refresh saw", shown);
  });
});

/** The answer of every Google API about a project that was shut down. */
const projectDeleted = {
  kind: "status",
  status: 403,
  message: "Project 'p' not found or deleted.",
  reason: "CONSUMER_INVALID",
  metadata: { consumer: "projects/p" },
} as const;

describe("a project that is deleted after the up", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    await succeeding(stack.up([clusterExport("export")]));
    emulator.fault({ fault: projectDeleted });
    const destroyed = await failing(stack.destroy());
    const refreshed = await failing(stack.refresh());
    await succeeding(stack.up([clusterExport("export", { onDelete: "abandon" })]));
    const abandoned = await succeeding(stack.destroy());
    return {
      destroyed,
      refreshed,
      abandoned,
      name: operations("export")[0]?.name ?? "",
      after: await stack.exported(),
    };
  });

  test("destroy fails, names the operation and both ways out", (t) => {
    const shown = diagnosticsOf(observed().destroyed, "export");
    for (const part of [observed().name, "CONSUMER_INVALID", "onDelete"]) {
      assert.ok(shown.includes(part), shown);
    }
    assertMessage(t, "project deleted", shown);
    assertForPeople(observed().destroyed.text);
  });

  test('with onDelete "abandon", an up and a destroy remove it, and its state is said to be unknown', (t) => {
    const { abandoned, after, name } = observed();
    const shown = diagnosticsOf(abandoned, "export");
    assert.ok(shown.startsWith(`warning: ${name} `), shown);
    assert.doesNotMatch(shown, /running/);
    assertMessage(t, "project deleted, abandoned", shown);
    assert.deepEqual(after, {});
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe("Ctrl-C while up waits for operations to be done", () => {
  const resources = [
    clusterExport("ours", { waitFor: "done" }),
    clusterExport("left", { waitFor: "done", onInterrupt: "leave" }),
  ];
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, emulator, until, operations, count }) => {
      const interrupt = new AbortController();
      const creating = stack.up(resources, { when: interrupt.signal, by: "SIGINT" });
      await until(creating, () => ["ours", "left"].every((target) => count("get", target) >= 1));
      interrupt.abort();
      const interrupted = await failing(creating);
      const saved = await stack.exported();

      const looks = count("get", "left");
      const continuing = stack.up(resources);
      await until(continuing, () => count("get", "left") > looks && count("cancel", "ours") === 2);
      await emulator.advance(60_000);
      await until(continuing, () => operations("ours").length === 2);
      await emulator.advance(3_600_000);
      const continued = await succeeding(continuing);
      return { interrupted, saved, continued, operations: operations("ours"), after: await stack.exported() };
    },
  );

  test("the operation is cancelled once and looked at once more", () => {
    assert.match(asked(observed().interrupted, "ours"), /^start( get)+ cancel get$/);
  });

  test("the state has the operation, asked to be cancelled", () => {
    const { saved, operations } = observed();
    const { id, outputs, initErrors } = saved.ours ?? {};
    assert.equal(id, `//alloydb.googleapis.com/${operations[0]?.name}`);
    assert.deepEqual(
      { state: outputs?.state, done: outputs?.done, cancelRequested: outputs?.cancelRequested },
      { state: "CANCELLING", done: false, cancelRequested: true },
    );
    assert.equal(initErrors?.length, 1);
  });

  test("the error says that cancellation was requested, and what the next up does", (t) => {
    const { interrupted, operations } = observed();
    const shown = diagnosticsOf(interrupted, "ours");
    assert.ok(shown.includes(operations[0]?.name ?? "none"), shown);
    assertMessage(t, "up, cancelled", shown);
    assertForPeople(interrupted.text);
  });

  test("the next up waits for its end and only then starts anew", () => {
    const { continued, operations, after } = observed();
    assert.match(asked(continued, "ours"), /^get cancel( get)+ start( get)+$/);
    const [old, next] = operations;
    assert.ok(old?.endedAt !== undefined && next !== undefined && old.endedAt <= next.startedAt);
    assert.equal(after.ours?.outputs.operationName, next.name);
    assert.equal(after.ours?.outputs.state, "SUCCEEDED");
  });

  test('onInterrupt "leave": the operation is not cancelled, and the state has it', (t) => {
    const { interrupted, saved } = observed();
    assert.match(asked(interrupted, "left"), /^start( get)+$/);
    assert.equal(saved.left?.outputs.state, "RUNNING");
    const shown = diagnosticsOf(interrupted, "left");
    assert.match(shown, /onInterrupt: "leave"/);
    assertMessage(t, "up, left running", shown);
  });

  test('onInterrupt "leave": the next up goes on waiting and starts nothing', () => {
    const { continued, saved, after } = observed();
    assert.match(asked(continued, "left"), /^get( get)+$/);
    assert.equal(after.left?.id, saved.left?.id);
    assert.equal(after.left?.outputs.state, "SUCCEEDED");
  });
});

describe("Ctrl-C or SIGTERM while destroy waits", () => {
  const resources = [clusterExport("cancelled"), clusterExport("awaited", { onDelete: "wait" })];
  const observed = scenario(
    { time: "driven", cancelTime: "30m" },
    async ({ stack, emulator, until, count }) => {
      await succeeding(stack.up(resources));
      const before = await stack.exported();
      const interruptedBy = async (by: "SIGINT" | "SIGTERM") => {
        const looks = [count("get", "cancelled"), count("get", "awaited")] as const;
        const interrupt = new AbortController();
        const destroying = stack.destroy({ when: interrupt.signal, by });
        await until(
          destroying,
          () => count("get", "cancelled") >= looks[0] + 2 && count("get", "awaited") >= looks[1] + 2,
        );
        interrupt.abort();
        return failing(destroying);
      };
      const interrupted = await interruptedBy("SIGINT");
      const terminated = await interruptedBy("SIGTERM");
      const kept = await stack.exported();
      await emulator.advance(3_600_000);
      const destroyed = await succeeding(stack.destroy());
      return { before, interrupted, terminated, kept, destroyed, after: await stack.exported() };
    },
  );

  for (const which of ["interrupted", "terminated"] as const) {
    test(`${which}: no second cancel is sent`, () => {
      assert.match(asked(observed()[which], "cancelled"), /^get cancel get( get)*$/);
    });

    test(`${which}: the error says when cancellation was requested and how to go on`, (t) => {
      const run = observed()[which];
      const shown = diagnosticsOf(run, "cancelled");
      assert.match(shown, /^error: .*20\d\d-\S+Z/);
      assertMessage(t, "destroy, cancelling", shown);
      assertForPeople(run.text);
    });

    test(`${which}: with onDelete "wait" nothing is cancelled, and the error says that it has not ended`, (t) => {
      const run = observed()[which];
      assert.match(asked(run, "awaited"), /^get get( get)*$/);
      assertMessage(t, "destroy, waiting", diagnosticsOf(run, "awaited"));
    });
  }

  test("the state keeps both as they were", () => {
    const { before, kept } = observed();
    assert.deepEqual(kept, before);
  });

  test("the next destroy finds both ended and finishes", () => {
    const { destroyed, after } = observed();
    assert.deepEqual([asked(destroyed, "cancelled"), asked(destroyed, "awaited")], ["get", "get"]);
    assert.deepEqual(after, {});
  });
});

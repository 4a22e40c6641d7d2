import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

describe("refresh, and the destroy after it", () => {
  const observed = scenario({ time: "driven", cancelTime: 0 }, async ({ stack, emulator, operations }) => {
    emulator.behave({ match: { target: "ended" }, operationTime: "1m" });
    const resources = ["ended", "vanished", "dropped", "running"].map((name) => clusterExport(name));
    const forget = (target: string): void => emulator.forget(operations(target)[0]?.name ?? "");

    await succeeding(stack.up(resources));
    await emulator.advance(60_000);
    const first = await succeeding(stack.refresh());
    const seen = await stack.exported();
    forget("vanished");
    forget("ended");
    const second = await succeeding(stack.refresh());
    const gone = await stack.exported();
    const up = await succeeding(stack.up(resources));
    forget("dropped");
    const destroyed = await succeeding(stack.destroy());
    return { first, seen, second, gone, up, destroyed, after: await stack.exported() };
  });

  test("each operation is looked at once", () => {
    const { first } = observed();
    assert.deepEqual(
      ["ended", "vanished", "dropped", "running"].map((target) => asked(first, target)),
      ["get", "get", "get", "get"],
    );
  });

  test("an operation that has ended since is saved with its end", () => {
    const { state, done, endTime, response } = observed().seen.ended?.outputs ?? {};
    assert.deepEqual({ state, done }, { state: "SUCCEEDED", done: true });
    assert.match(String(endTime), /^2026-01-01T00:01:00/);
    assert.ok(response);
  });

  test("an operation that goes on stays as it is", () => {
    const { state, done } = observed().seen.running?.outputs ?? {};
    assert.deepEqual({ state, done }, { state: "RUNNING", done: false });
  });

  test("an operation that has vanished is GONE, which is no end", () => {
    const { state, done, operationName } = observed().gone.vanished?.outputs ?? {};
    assert.deepEqual({ state, done }, { state: "GONE", done: false });
    assert.equal(operationName, observed().seen.vanished?.outputs.operationName);
  });

  test("an end that was seen stays when the record vanishes", () => {
    const { seen, gone } = observed();
    assert.deepEqual(gone.ended, seen.ended);
  });

  test("the next up leaves all of them alone", () => {
    const { up } = observed();
    assert.deepEqual(up.requests, []);
    assert.match(up.text, /5 unchanged/);
  });

  test("destroy sends no request for what is known to have ended", () => {
    assert.equal(asked(observed().destroyed, "ended"), "");
  });

  for (const [target, what, looks] of [
    ["vanished", "once more at what is GONE", 1],
    ["dropped", "twice at what has vanished since it was seen running", 2],
  ] as const) {
    test(`destroy looks ${what}`, () => {
      assert.deepEqual(
        requestsAbout(observed().destroyed, target).map(({ kind, status }) => [kind, status]),
        Array(looks).fill(["get", 404]),
      );
    });
  }

  test("destroy cancels what still runs", () => {
    assert.match(asked(observed().destroyed, "running"), /^get cancel( get)+$/);
  });

  test("nothing is left in the state", () => {
    assert.deepEqual(observed().after, {});
  });
});

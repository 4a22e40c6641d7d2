import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, output } from "../support/engineProgram.js";
import { asked, diagnosticsOf, failing, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe("changes to a resource whose operation is in flight", () => {
  const observed = scenario({ cancelTime: "1s" }, async ({ stack, emulator, operations }) => {
    emulator.behave({ whileBusy: "refuse" });
    const same = clusterExport("same");
    await succeeding(stack.up([clusterExport("main", {}, ["1"]), same]));
    const created = await stack.exported();
    const settings = { timeouts: { delete: "10m" }, whenCancelUnsupported: "fail" };
    const updated = await succeeding(stack.up([clusterExport("main", settings, ["1"]), same]));
    const inPlace = await stack.exported();
    const replaced = await succeeding(stack.up([clusterExport("main", settings, ["2"]), same]));
    const anew = await stack.exported();
    const dropped = await succeeding(stack.up([]));
    const [old, next, ...others] = operations("main");
    assert.ok(old && next && others.length === 0);
    return { created, updated, inPlace, replaced, anew, dropped, old, next };
  });

  test("an up sends nothing about what is unchanged and changes nothing about it", () => {
    const { replaced, created, anew } = observed();
    assert.equal(asked(replaced, "same"), "");
    assert.match(replaced.text, /2 unchanged/);
    assert.deepEqual(anew.same, created.same);
  });

  test("a change of settings is an update in place that sends nothing", () => {
    const { updated } = observed();
    assert.deepEqual(updated.requests, []);
    assert.match(updated.text, /1 updated/);
  });

  test("a change of settings keeps the operation and what is known of it", () => {
    const { created, inPlace } = observed();
    assert.equal(inPlace.main?.id, created.main?.id);
    const { __lro: before, ...outputs } = created.main?.outputs ?? {};
    const { __lro: after, ...kept } = inPlace.main?.outputs ?? {};
    assert.deepEqual(kept, outputs);
    assert.notDeepEqual(after, before);
  });

  test("a changed trigger looks, cancels, looks until the end, and only then starts anew", () => {
    assert.match(asked(observed().replaced, "main"), /^get cancel( get)+ start$/);
  });

  test("edge case 38: replaced, and the old operation has ended before the new start is sent", () => {
    const { replaced, old } = observed();
    const start = requestsAbout(replaced, "main").find(({ kind }) => kind === "start");
    assert.equal(old.state, "CANCELLED");
    assert.ok(start !== undefined && old.endedAt !== undefined && old.endedAt < start.at);
  });

  test("the state then holds the new operation", () => {
    const { anew, next } = observed();
    assert.equal(anew.main?.outputs.operationName, next.name);
    assert.equal(anew.main?.id, `//alloydb.googleapis.com/${next.name}`);
  });

  test("a resource that is taken out of the program is cancelled and waited for", () => {
    const { dropped, next } = observed();
    assert.match(asked(dropped, "main"), /^get cancel( get)+$/);
    assert.equal(next.state, "CANCELLED");
  });
});

describe("a replacement whose old operation can't be brought to its end", () => {
  const settings = { whenCancelUnsupported: "fail" };
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.behave({ cancel: "unimplemented" });
    await succeeding(stack.up([clusterExport("main", settings, ["1"])]));
    const before = await stack.exported();
    const failed = await failing(stack.up([clusterExport("main", settings, ["2"])]));
    return { before, failed, after: await stack.exported(), operations: operations("main") };
  });

  test("no new operation is started", () => {
    const { failed, operations } = observed();
    assert.equal(asked(failed, "main"), "get cancel");
    assert.equal(operations.length, 1);
  });

  test("the old one is kept in the state", () => {
    const { before, after } = observed();
    assert.deepEqual(after, before);
  });

  test("the error names it and the ways out", (t) => {
    const shown = diagnosticsOf(observed().failed, "main");
    assert.match(shown, /error: .*whenCancelUnsupported/);
    assertMessage(t, "cancel unsupported", shown);
  });
});

describe("a replacement that others depend on", () => {
  const resources = (trigger: string) => [
    clusterExport("first", {}, [trigger]),
    clusterExport("second", { triggers: [output("first", "operationName")] }),
    clusterExport("untouched", { timeouts: { delete: "1h" }, quotaProject: "p" }),
  ];
  const observed = scenario({}, async ({ stack }) => {
    await succeeding(stack.up(resources("1")));
    const replaced = await succeeding(stack.up(resources("2")));
    return { replaced };
  });

  test("the dependent is cancelled first and started last", () => {
    const { replaced } = observed();
    const steps = replaced.requests
      .filter(({ kind }) => kind !== "get")
      .map(({ kind, target }) => `${kind} ${target?.split("/").at(-1)}`);
    assert.deepEqual(steps, ["cancel second", "cancel first", "start first", "start second"]);
  });

  test("what does not depend on it is left alone", () => {
    assert.equal(asked(observed().replaced, "untouched"), "");
  });
});

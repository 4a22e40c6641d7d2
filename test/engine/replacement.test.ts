import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, output } from "../support/engineProgram.js";
import { asked, diagnosticsOf, failing, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe("changes to resources whose operations are in flight", () => {
  const settings = { timeouts: { delete: "10m" }, whenCancelUnsupported: "fail" };
  const main = (trigger: string, more = {}) => clusterExport("main", more, [trigger]);
  const stuck = (trigger: string) => clusterExport("stuck", { whenCancelUnsupported: "fail" }, [trigger]);
  const others = (trigger: string) => [
    clusterExport("same"),
    clusterExport("first", {}, [trigger]),
    clusterExport("second", { triggers: [output("first", "operationName")] }),
    clusterExport("untouched", { timeouts: { delete: "1h" }, quotaProject: "p" }),
  ];
  const observed = scenario({ cancelTime: "1s" }, async ({ stack, emulator, operations }) => {
    emulator.behave({ whileBusy: "refuse" });
    emulator.behave({ match: { target: "stuck" }, cancel: "unimplemented" });
    await succeeding(stack.up([main("1"), stuck("1"), ...others("1")]));
    const created = await stack.exported();
    const updated = await succeeding(stack.up([main("1", settings), stuck("1"), ...others("1")]));
    const inPlace = await stack.exported();
    const replaced = await succeeding(stack.up([main("2", settings), stuck("1"), ...others("2")]));
    const anew = await stack.exported();
    const dropped = await succeeding(stack.up([stuck("1"), ...others("2")]));
    const [old, next, ...more] = operations("main");
    assert.ok(old && next && more.length === 0);
    const failed = await failing(stack.up([stuck("2"), ...others("2")]));
    const after = await stack.exported();
    return {
      created,
      updated,
      inPlace,
      replaced,
      anew,
      dropped,
      old,
      next,
      failed,
      after,
      stuck: operations("stuck"),
    };
  });

  for (const name of ["same", "untouched"]) {
    test(`${name}: an up sends nothing about what is unchanged and changes nothing about it`, () => {
      const { updated, replaced, created, anew } = observed();
      assert.equal(asked(replaced, name), "");
      assert.match(updated.text, /6 unchanged/);
      assert.deepEqual(anew[name], created[name]);
    });
  }

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

  test("no new operation is started where the old one can't be brought to its end", () => {
    const { failed, stuck } = observed();
    assert.equal(asked(failed, "stuck"), "get cancel");
    assert.equal(stuck.length, 1);
  });

  test("the one that can't be brought to its end is kept in the state", () => {
    const { created, after } = observed();
    assert.deepEqual(after.stuck, created.stuck);
  });

  test("the error names it and the ways out", (t) => {
    const shown = diagnosticsOf(observed().failed, "stuck");
    assert.match(shown, /error: .*whenCancelUnsupported/);
    assertMessage(t, "cancel unsupported", shown);
  });

  test("the dependent of a replaced resource is cancelled first and started last", () => {
    const steps = observed()
      .replaced.requests.filter(
        ({ kind, target }) => kind !== "get" && /\/(first|second)$/.test(target ?? ""),
      )
      .map(({ kind, target }) => `${kind} ${target?.split("/").at(-1)}`);
    assert.deepEqual(steps, ["cancel second", "cancel first", "start first", "start second"]);
  });
});

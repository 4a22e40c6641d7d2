import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe("a start that the service refuses", () => {
  const observed = scenario({}, async ({ stack, emulator }) => {
    emulator.fault({
      match: { kind: "start" },
      fault: { kind: "status", status: 403, message: "The caller may not export." },
    });
    const failed = await failing(stack.up([clusterExport("main")]));
    return { failed, state: await stack.exported() };
  });

  test("it is sent once, and nothing is put into the state", () => {
    const { failed, state } = observed();
    assert.deepEqual(
      failed.requests.map(({ kind, status }) => [kind, status]),
      [["start", 403]],
    );
    assert.deepEqual(state, {});
  });

  test("the error says that nothing was started, and why", (t) => {
    const { failed } = observed();
    const shown = diagnosticsOf(failed, "main");
    assert.match(shown, /^error: .*HTTP 403 PERMISSION_DENIED: The caller may not export /);
    assertMessage(t, "refused start", shown);
    assertForPeople(failed.text);
  });
});

describe("a start whose response is lost", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.fault({ match: { kind: "start" }, when: { nth: 1 }, fault: { kind: "reset", effect: "after" } });
    const up = await failing(stack.up([clusterExport("main")]));
    const saved = await stack.exported();
    const again = await succeeding(stack.up([clusterExport("main")]));
    await succeeding(stack.destroy());
    return { up, saved, again, operations: operations("main") };
  });

  test("it is not sent again; the error shows what is listed, and nothing is adopted", (t) => {
    const { up, saved, operations } = observed();
    assert.deepEqual(
      up.requests.map(({ kind, status }) => [kind, status]),
      [
        ["start", "reset"],
        ["list", 200],
      ],
    );
    const shown = diagnosticsOf(up, "main");
    assert.ok(shown.includes(operations[0]?.name ?? "none"), shown);
    assertMessage(t, "response lost, candidates listed", shown);
    assert.deepEqual(saved, {});
    assertForPeople(up.text);
  });

  test("the next up starts anew, and destroy leaves the first one alone", () => {
    const { again, operations } = observed();
    assert.equal(asked(again, "main"), "start");
    assert.deepEqual(
      operations.map(({ state }) => state),
      ["RUNNING", "CANCELLED"],
    );
  });
});

describe("a start whose response is lost, and a list that is refused", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.fault({ match: { kind: "start" }, when: { nth: 1 }, fault: { kind: "reset", effect: "after" } });
    emulator.fault({ match: { kind: "list" }, fault: { kind: "status", status: 403 } });
    const failed = await failing(stack.up([clusterExport("main")]));
    const state = await stack.exported();
    const [started, ...others] = operations("main");
    assert.ok(started && others.length === 0);
    const args = { service: "alloydb", operationName: started.name };
    const adopted = await succeeding(stack.up([{ name: "main", args }]));
    const destroyed = await succeeding(stack.destroy());
    return { failed, state, adopted, destroyed, operations: operations("main") };
  });

  test("it is not sent again, and nothing is put into the state", () => {
    const { failed, state } = observed();
    assert.deepEqual(
      failed.requests.map(({ kind, status }) => [kind, status]),
      [
        ["start", "reset"],
        ["list", 403],
      ],
    );
    assert.deepEqual(state, {});
  });

  test("the error says that it may run, where to look for it and how to adopt it", (t) => {
    const { failed } = observed();
    const shown = diagnosticsOf(failed, "main");
    assert.match(shown, /GET http:\S+\/alloydb\/v1beta\/projects\/p\/locations\/europe-west1\/operations/);
    assert.match(shown, /operationName/);
    assertMessage(t, "response lost, list refused", shown);
    assertForPeople(failed.text);
  });

  test("once it is adopted, destroy cancels it and waits for its end", () => {
    const { adopted, destroyed, operations } = observed();
    assert.equal(asked(adopted, "main"), "get");
    assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
    assert.deepEqual(
      operations.map(({ state }) => state),
      ["CANCELLED"],
    );
  });
});

describe("a start that carries a request ID and whose response is lost", () => {
  const observed = scenario({}, async ({ stack, emulator, operations }) => {
    emulator.fault({ match: { kind: "start" }, when: { nth: 1 }, fault: { kind: "reset", effect: "after" } });
    const start = {
      path: "projects/p/locations/europe-west1/codeRepositoryIndexes",
      query: { codeRepositoryIndexId: "index" },
      body: {},
      requestId: "query",
    };
    const resource = { name: "index", args: { service: "cloudaicompanion", start } };
    const up = await succeeding(stack.up([resource]));
    const state = await stack.exported();
    const again = await succeeding(stack.up([resource]));
    await succeeding(stack.destroy());
    return { up, again, state, operations: operations("index") };
  });

  test("it is sent again with the same ID, and one operation runs", () => {
    const { up, operations } = observed();
    const ids = up.requests.map(({ query }) => query.requestId);
    assert.equal(ids.length, 2);
    assert.match(String(ids[0]), /^[0-9a-f-]{36}$/);
    assert.equal(ids[1], ids[0]);
    assert.equal(operations.length, 1);
  });

  test("the operation is in the state, and the next up has nothing to do", () => {
    const { state, again, operations } = observed();
    assert.equal(state.index?.outputs.operationName, operations[0]?.name);
    assert.deepEqual(again.requests, []);
  });
});

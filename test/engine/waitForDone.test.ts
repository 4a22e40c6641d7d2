import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe('waitFor "done"', () => {
  const resources = (timeout: string) => [
    clusterExport("good", { waitFor: "done" }),
    clusterExport("bad", { waitFor: "done" }),
    clusterExport("long", { waitFor: "done", timeouts: { create: timeout } }),
  ];
  const observed = scenario({ time: "driven" }, async ({ stack, emulator, until, operations, count }) => {
    emulator.behave({ match: { target: "good" }, operationTime: "1m" });
    emulator.behave({
      match: { target: "bad", nth: 1 },
      operationTime: "1m",
      ends: { fail: { code: 9, message: "the bucket is locked" } },
    });
    emulator.behave({ match: { target: "bad", nth: 2 }, operationTime: "1m" });

    const creating = stack.up(resources("4s"));
    await until(creating, () => ["good", "bad"].every((target) => count("get", target) >= 1));
    await emulator.advance(60_000);
    const first = await failing(creating);
    const incomplete = await stack.exported();
    const started = operations("long").length + operations("bad").length;

    const looks = count("get", "long");
    const resuming = stack.up(resources("30m"));
    await until(resuming, () => count("get", "long") > looks && operations("bad").length === 2);
    await emulator.advance(3_600_000);
    const second = await succeeding(resuming);
    const complete = await stack.exported();

    const third = await succeeding(stack.up(resources("30m")));
    const destroyed = await succeeding(stack.destroy());
    return { first, incomplete, started, second, complete, third, destroyed };
  });

  test("up waits until the operation has ended and saves its response", () => {
    const { first, incomplete } = observed();
    assert.match(asked(first, "good"), /^start get( get)*$/);
    const { state, done, response } = incomplete.good?.outputs ?? {};
    assert.deepEqual(
      { state, done, response },
      {
        state: "SUCCEEDED",
        done: true,
        response: {
          "@type": "type.googleapis.com/google.cloud.alloydb.v1beta.ExportClusterResponse",
          gcsDestination: { uri: "gs://bucket/good.sql" },
        },
      },
    );
  });

  test("the end of a create's and of an update's wait is one line, and the last row of the log", () => {
    const { first, second } = observed();
    for (const [run, name] of [
      [first, "good"],
      [second, "long"],
    ] as const) {
      const shown = diagnosticsOf(run, name).match(/succeeded, .*/g);
      assert.equal(shown?.length, 1, run.text);
      assert.match(shown[0], new RegExp(`^succeeded, export of clusters/${name}, operation-`));
      assert.match(run.stdout, new RegExp(` ${name} (created|updated) \\(.*succeeded, export of `));
    }
  });

  test("time-out: the state keeps the running operation and why it is incomplete", () => {
    const { incomplete } = observed();
    const { id, outputs, initErrors } = incomplete.long ?? {};
    assert.equal(id, `//alloydb.googleapis.com/${outputs?.operationName}`);
    assert.equal(outputs?.state, "RUNNING");
    assert.equal(outputs?.__provider, incomplete.good?.outputs.__provider);
    assert.match(initErrors?.join() ?? "", /timeouts\.create/);
  });

  test("time-out: the error names the operation and the ways out", (t) => {
    const shown = diagnosticsOf(observed().first, "long");
    assert.match(shown, /timeouts\.create.*onDelete/);
    assertMessage(t, "time-out", shown);
  });

  test("time-out: the next up goes on waiting and starts nothing", () => {
    const { second, complete, incomplete } = observed();
    assert.match(asked(second, "long"), /^get( get)+$/);
    assert.equal(complete.long?.id, incomplete.long?.id);
    assert.equal(complete.long?.outputs.state, "SUCCEEDED");
    assert.equal(complete.long?.initErrors, undefined);
  });

  test("failed operation: the state keeps its error", () => {
    const { state, done, error } = observed().incomplete.bad?.outputs ?? {};
    assert.deepEqual(
      { state, done, error },
      {
        state: "FAILED",
        done: true,
        error: { code: 9, status: "FAILED_PRECONDITION", message: "the bucket is locked", details: [] },
      },
    );
  });

  test("failed operation: the error says how it ended and what the next up does", (t) => {
    const shown = diagnosticsOf(observed().first, "bad");
    assert.match(shown, /FAILED_PRECONDITION \(code 9\): the bucket is locked/);
    assertMessage(t, "failed operation", shown);
  });

  test("failed operation: the next up starts anew without a look at the old one", () => {
    const { second, complete, incomplete } = observed();
    assert.match(asked(second, "bad"), /^start( get)+$/);
    assert.notEqual(complete.bad?.id, incomplete.bad?.id);
    assert.equal(complete.bad?.outputs.state, "SUCCEEDED");
  });

  test("once everything is done, up has nothing to do", () => {
    const { third } = observed();
    assert.deepEqual(third.requests, []);
    assert.match(third.text, /4 unchanged/);
  });

  test("what has ended is destroyed without a request", () => {
    assert.deepEqual(observed().destroyed.requests, []);
  });

  test("what is shown is meant for people", () => {
    assertForPeople(observed().first.text);
  });
});

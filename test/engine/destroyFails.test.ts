import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import {
  asked,
  assertForPeople,
  diagnosticsOf,
  failing,
  requestsAbout,
  succeeding,
} from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const resources = [
  clusterExport("completed", { whenCompletedDespiteCancel: "fail" }),
  clusterExport("uncancellable", { whenCancelUnsupported: "fail" }),
  clusterExport("endless", { timeouts: { delete: "4s" } }),
  clusterExport("forbidden"),
  clusterExport("misrouted"),
  clusterExport("beside"),
];

describe("a destroy that fails, and the next one", () => {
  const observed = scenario({ time: "driven" }, async ({ stack, emulator, until, operations, count }) => {
    emulator.behave({ match: { target: "completed" }, cancelTime: 0, endsWhenCancelled: "succeed" });
    emulator.behave({ match: { target: "uncancellable" }, cancel: "unimplemented", operationTime: "10m" });
    emulator.behave({ match: { target: "endless" }, cancelTime: "15m" });
    emulator.behave({ match: { target: "forbidden" }, cancel: "forbid", operationTime: "10m" });
    emulator.behave({ match: { target: "beside" }, cancelTime: "1m" });

    await succeeding(stack.up(resources));
    const before = await stack.exported();
    emulator.fault({
      match: { kind: "get", path: operations("misrouted")[0]?.name ?? "" },
      when: { nth: 1 },
      fault: { kind: "html", status: 404 },
    });
    const destroying = stack.destroy();
    await until(destroying, () => count("get", "beside") >= 3);
    await emulator.advance(60_000);
    const first = await failing(destroying);
    const kept = await stack.exported();
    const beside = operations("beside");

    await emulator.advance(10 * 60_000);
    const destroyingAgain = stack.destroy();
    await until(
      destroyingAgain,
      () => count("cancel", "endless") === 2 && count("cancel", "misrouted") === 1,
    );
    await emulator.advance(10 * 60_000);
    const second = await succeeding(destroyingAgain);
    return { before, first, kept, second, beside, after: await stack.exported() };
  });

  test("each failed resource is kept in the state as it was", () => {
    const { before, kept } = observed();
    const { beside: _, ...others } = before;
    assert.deepEqual(kept, others);
  });

  test("the cancellation of the operation beside them is finished", () => {
    const { first, beside } = observed();
    assert.match(asked(first, "beside"), /^get cancel( get)+$/);
    assert.equal(beside[0]?.state, "CANCELLED");
  });

  test("completed despite cancel: the error says so, and what to do", (t) => {
    const shown = diagnosticsOf(observed().first, "completed");
    assert.match(shown, /^error: .*whenCompletedDespiteCancel/);
    assertMessage(t, "completed despite cancel", shown);
  });

  test("completed despite cancel: the next destroy looks once and succeeds", () => {
    assert.equal(asked(observed().second, "completed"), "get");
  });

  test("cancel unsupported: the error names the operation and the ways out, nothing is waited for", (t) => {
    const { first } = observed();
    assert.equal(asked(first, "uncancellable"), "get cancel");
    const shown = diagnosticsOf(first, "uncancellable");
    assert.match(shown, /error: .*whenCancelUnsupported/);
    assertMessage(t, "cancel unsupported", shown);
  });

  test("cancel unsupported: the next destroy finds it ended and succeeds", () => {
    assert.equal(asked(observed().second, "uncancellable"), "get");
  });

  test("edge case 35: overall time-out while cancelling: the error says that and when cancellation was requested", (t) => {
    const { first } = observed();
    assert.match(asked(first, "endless"), /^get cancel( get)+$/);
    const shown = diagnosticsOf(first, "endless");
    assert.match(shown, /^error: .*timeouts\.delete.*20\d\d-\S+Z/);
    assertMessage(t, "time-out while cancelling", shown);
  });

  test("edge case 37: the second delete after a time-out begins again and finishes it", () => {
    assert.equal(asked(observed().second, "endless"), "get cancel get");
  });

  test("edge case 20: 403 on cancel: the error has the service's answer and the permission that lacks", (t) => {
    const { first } = observed();
    assert.equal(asked(first, "forbidden"), "get cancel");
    const shown = diagnosticsOf(first, "forbidden");
    assert.match(shown, /^error: .*403 PERMISSION_DENIED.*operations\.cancel/);
    assertMessage(t, "403 on cancel", shown);
  });

  test("edge case 14: a 404 that isn't Google's: the error says that nothing is known, for it doesn't mean gone", (t) => {
    const { first } = observed();
    assert.equal(asked(first, "misrouted"), "get");
    const shown = diagnosticsOf(first, "misrouted");
    assert.match(shown, /^error: .*HTTP 404/);
    assertMessage(t, "a 404 that isn't Google's", shown);
  });

  test("edge case 14: a 404 that isn't Google's: the next destroy cancels what runs yet", () => {
    assert.match(asked(observed().second, "misrouted"), /^get cancel( get)+$/);
  });

  test("no request is sent twice where the answer was final", () => {
    const cancels = (name: string): number =>
      requestsAbout(observed().first, name).filter(({ kind }) => kind === "cancel").length;
    assert.deepEqual(["completed", "uncancellable", "forbidden"].map(cancels), [1, 1, 1]);
  });

  test("what is shown is meant for people", () => {
    assertForPeople(observed().first.text);
  });

  test("the next destroy leaves nothing in the state", () => {
    assert.deepEqual(observed().after, {});
  });
});

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
import { story } from "../support/engineStory.js";

const resources = [
  clusterExport("completed", { whenCompletedDespiteCancel: "fail" }),
  clusterExport("uncancellable", { whenCancelUnsupported: "fail" }),
  clusterExport("endless", { timeouts: { delete: "4s" } }),
  clusterExport("forbidden"),
  clusterExport("misrouted"),
  clusterExport("beside"),
];

describe("a destroy that fails, and the next one", () => {
  const told = story({ time: "driven" }, async ({ stack, emulator, until, operations, count }) => {
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
    const { before, kept } = told();
    const { beside: _, ...others } = before;
    assert.deepEqual(kept, others);
  });

  test("the cancellation of the operation beside them is finished", () => {
    const { first, beside } = told();
    assert.match(asked(first, "beside"), /^get cancel( get)+$/);
    assert.equal(beside[0]?.state, "CANCELLED");
  });

  test("completed despite cancel: the error says so, and what to do", () => {
    assert.match(
      diagnosticsOf(told().first, "completed"),
      /operations\/\S+ completed despite its cancellation: its effects exist\. .*whenCompletedDespiteCancel is "fail"/,
    );
  });

  test("completed despite cancel: the next destroy looks once and succeeds", () => {
    assert.equal(asked(told().second, "completed"), "get");
  });

  test("cancel unsupported: the error names the operation and the ways out, nothing is waited for", () => {
    const { first } = told();
    assert.equal(asked(first, "uncancellable"), "get cancel");
    assert.match(
      diagnosticsOf(first, "uncancellable"),
      /error: \S+operations\/\S+ is still running and can't be cancelled\..*whenCancelUnsupported/,
    );
  });

  test("cancel unsupported: the next destroy finds it ended and succeeds", () => {
    assert.equal(asked(told().second, "uncancellable"), "get");
  });

  test("edge case 35: overall time-out while cancelling: the error says that and when cancellation was requested", () => {
    const { first } = told();
    assert.match(asked(first, "endless"), /^get cancel( get)+$/);
    assert.match(
      diagnosticsOf(first, "endless"),
      /has not ended; its cancellation was requested at 20\d\d-\S+Z \(no end within 4s \(timeouts\.delete\)\).*Run `pulumi destroy` again/,
    );
  });

  test("edge case 37: the second delete after a time-out begins again and finishes it", () => {
    assert.equal(asked(told().second, "endless"), "get cancel get");
  });

  test("edge case 20: 403 on cancel: the error has the service's answer and the permission that lacks", () => {
    const { first } = told();
    assert.equal(asked(first, "forbidden"), "get cancel");
    const shown = diagnosticsOf(first, "forbidden");
    assert.match(shown, /operations\/\S+ was not cancelled and is still running/);
    assert.match(shown, /403 PERMISSION_DENIED.*operations\.cancel/);
  });

  test("edge case 14: a 404 that isn't Google's: the error says that nothing is known, for it doesn't mean gone", () => {
    const { first } = told();
    assert.equal(asked(first, "misrouted"), "get");
    const shown = diagnosticsOf(first, "misrouted");
    assert.match(shown, /HTTP 404 of a front end or proxy/);
    assert.match(shown, /The state of \S+operations\/\S+ is unknown/);
  });

  test("edge case 14: a 404 that isn't Google's: the next destroy cancels what runs yet", () => {
    assert.match(asked(told().second, "misrouted"), /^get cancel( get)+$/);
  });

  test("no request is sent twice where the answer was final", () => {
    const cancels = (name: string): number =>
      requestsAbout(told().first, name).filter(({ kind }) => kind === "cancel").length;
    assert.deepEqual(["completed", "uncancellable", "forbidden"].map(cancels), [1, 1, 1]);
  });

  test("what is shown is meant for people", () => {
    assertForPeople(told().first.text);
  });

  test("the next destroy leaves nothing in the state", () => {
    assert.deepEqual(told().after, {});
  });
});

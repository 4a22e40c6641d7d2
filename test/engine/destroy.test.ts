import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const resources = [
  clusterExport("slow"),
  clusterExport("late"),
  clusterExport("shaken"),
  clusterExport("broken"),
  clusterExport("uncancellable"),
  clusterExport("unattended", { whenCancelUnsupported: "abandon" }),
  clusterExport("over"),
  clusterExport("told", { onDelete: "cancel" }),
  clusterExport("waited", { onDelete: "wait" }),
  clusterExport("left", { onDelete: "abandon" }),
];

describe("a destroy that succeeds, by what becomes of the operation", () => {
  const observed = scenario({ time: "driven" }, async ({ stack, emulator, until, operations, count }) => {
    const behave = (target: string, behaviour: Parameters<typeof emulator.behave>[0]) =>
      emulator.behave({ ...behaviour, match: { target: `clusters/${target}` } });
    behave("slow", { cancelTime: "20m" });
    behave("late", { cancelTime: "2h" });
    behave("broken", { endsWhenCancelled: { fail: { code: 13, message: "the disk is full" } } });
    behave("uncancellable", { cancel: "unimplemented" });
    behave("unattended", { cancel: "unimplemented" });
    behave("over", { operationTime: "1m" });

    await succeeding(stack.up(resources));
    await emulator.advance(120_000);
    const shaken = operations("shaken")[0]?.name ?? "";
    emulator.fault({ match: { path: shaken }, when: { nth: 1 }, fault: { kind: "reset" } });
    emulator.fault({
      match: { kind: "cancel", path: shaken },
      when: { nth: 1 },
      fault: { kind: "status", status: 503, retryAfter: "1" },
    });
    const destroying = stack.destroy();
    // By then every cancel was taken, and whoever waits has looked in vain.
    await until(destroying, () =>
      ["slow", "late", "shaken", "uncancellable", "waited"].every((target) => count("get", target) >= 4),
    );
    await emulator.advance(3_600_000);
    const destroyed = await succeeding(destroying);
    return { destroyed, operations: operations("slow"), after: await stack.exported() };
  });

  test("a cancellation that takes its time is waited for", () => {
    const { destroyed, operations } = observed();
    assert.match(asked(destroyed, "slow"), /^get cancel get get( get)+$/);
    assert.equal(operations[0]?.state, "CANCELLED");
  });

  test("passing faults don't keep a cancel from being sent until it is taken", () => {
    const requests = requestsAbout(observed().destroyed, "shaken");
    assert.equal(requests[0]?.status, "reset");
    assert.deepEqual(
      requests.filter(({ kind }) => kind === "cancel").map(({ status }) => status),
      [503, 200],
    );
    assert.match(asked(observed().destroyed, "shaken"), /^get get( cancel| get)+ get$/);
  });

  test("an operation that completes although it was cancelled is told of by a warning", (t) => {
    const { destroyed } = observed();
    assert.match(asked(destroyed, "late"), /^get cancel( get)+$/);
    const shown = diagnosticsOf(destroyed, "late");
    assert.match(shown, /^warning: /);
    assertMessage(t, "completed despite cancel", shown);
  });

  test("an operation that fails after the cancel has ended, and its error is told", (t) => {
    const { destroyed } = observed();
    assert.match(asked(destroyed, "broken"), /^get cancel( get)+$/);
    const shown = diagnosticsOf(destroyed, "broken");
    assert.match(shown, /INTERNAL/);
    assertMessage(t, "failed after cancel", shown);
  });

  test("an operation that can't be cancelled is waited for until its own end", (t) => {
    const { destroyed } = observed();
    assert.match(asked(destroyed, "uncancellable"), /^get cancel get( get)+$/);
    const shown = diagnosticsOf(destroyed, "uncancellable");
    assert.match(shown, /^warning: .*UNIMPLEMENTED/);
    assertMessage(t, "cancel unsupported, waited for", shown);
  });

  test("an operation that can't be cancelled is abandoned where that was asked for", (t) => {
    const { destroyed } = observed();
    assert.equal(asked(destroyed, "unattended"), "get cancel");
    const shown = diagnosticsOf(destroyed, "unattended");
    assert.match(shown, /warning: .*whenCancelUnsupported: "abandon"/);
    assertMessage(t, "cancel unsupported, abandoned", shown);
  });

  test("an operation that has ended since is sent no cancel", () => {
    assert.equal(asked(observed().destroyed, "over"), "get");
  });

  test('onDelete "cancel" cancels and does not wait', (t) => {
    const { destroyed } = observed();
    assert.equal(asked(destroyed, "told"), "get cancel");
    const shown = diagnosticsOf(destroyed, "told");
    assert.match(shown, /^warning: .*onDelete: "cancel"/);
    assertMessage(t, "cancel without waiting", shown);
  });

  test('onDelete "wait" waits and does not cancel', () => {
    assert.match(asked(observed().destroyed, "waited"), /^get get( get)+$/);
  });

  test('onDelete "abandon" only looks what it leaves behind', (t) => {
    const { destroyed } = observed();
    assert.equal(asked(destroyed, "left"), "get");
    const shown = diagnosticsOf(destroyed, "left");
    assert.match(shown, /^warning: .*onDelete: "abandon"/);
    assertMessage(t, "abandoned", shown);
  });

  test("nothing is left in the state", () => {
    assert.deepEqual(observed().after, {});
  });

  test("what is shown is meant for people", () => {
    assertForPeople(observed().destroyed.text);
  });
});

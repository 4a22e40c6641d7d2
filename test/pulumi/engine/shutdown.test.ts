import assert from "node:assert/strict";
import { test } from "node:test";
import { onProcessSignal } from "#src/pulumi/engine/shutdown.js";

/** What the listeners were called with, for signals that arrive in this order. */
function callsFor(isEngineConnected: boolean, ...signals: NodeJS.Signals[]): (string | number)[] {
  const calls: (string | number)[] = [];
  const remove = onProcessSignal({
    isEngineConnected: () => isEngineConnected,
    onInterrupt: () => calls.push("interrupt"),
    onEnd: (exitCode) => calls.push(exitCode),
  });
  try {
    for (const signal of signals) {
      process.emit(signal, signal);
    }
  } finally {
    remove();
  }
  return calls;
}

test("SIGINT, the engine's second signal, ends the process", () => {
  assert.deepEqual(callsFor(true, "SIGINT"), [130]);
});

test("the first SIGTERM interrupts the steps, and the second one ends the process", () => {
  assert.deepEqual(callsFor(true, "SIGTERM", "SIGTERM"), ["interrupt", 143]);
  assert.deepEqual(callsFor(true, "SIGTERM", "SIGINT"), ["interrupt", 130]);
});

test("without an engine, which could save the results, the first SIGTERM ends the process", () => {
  assert.deepEqual(callsFor(false, "SIGTERM"), [143]);
});

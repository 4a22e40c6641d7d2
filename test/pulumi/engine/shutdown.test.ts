import assert from "node:assert/strict";
import { test } from "node:test";
import { onProcessSignal } from "#src/pulumi/engine/shutdown.js";

/** What the listeners were called with, for signals that arrive in this order. */
function callsFor(...signals: NodeJS.Signals[]): (string | number)[] {
  const calls: (string | number)[] = [];
  const remove = onProcessSignal({
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
  assert.deepEqual(callsFor("SIGINT"), [130]);
});

test("the first SIGTERM interrupts the steps, and the second one ends the process", () => {
  assert.deepEqual(callsFor("SIGTERM", "SIGTERM"), ["interrupt", 143]);
  assert.deepEqual(callsFor("SIGTERM", "SIGINT"), ["interrupt", 130]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { processSignals } from "#src/pulumi/engine/shutdown.js";

/** A signal that arrives, or the start of the next step after the end of the last one. */
type Event = NodeJS.Signals | "nextStep";

/** The arguments of the calls of the listeners, for signals that arrive in this order. */
function callsFor(isEngineConnected: boolean, ...events: Event[]): (string | number)[] {
  const calls: (string | number)[] = [];
  const watch = processSignals({
    isEngineConnected: () => isEngineConnected,
    onInterrupt: () => calls.push("interrupt"),
    onEnd: (exitCode) => calls.push(exitCode),
  });
  let unwatch = watch();
  try {
    for (const event of events) {
      if (event === "nextStep") {
        unwatch();
        unwatch = watch();
      } else {
        process.emit(event, event);
      }
    }
  } finally {
    unwatch();
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

test("the second SIGTERM ends the process also if another step is in flight by then", () => {
  assert.deepEqual(callsFor(true, "SIGTERM", "nextStep", "SIGTERM"), ["interrupt", 143]);
});

test("without an engine, which could save the results, the first SIGTERM ends the process", () => {
  assert.deepEqual(callsFor(false, "SIGTERM"), [143]);
});

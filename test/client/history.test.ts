import assert from "node:assert/strict";
import { test } from "node:test";
import { OperationHistory } from "#src/client/history.js";
import { DrivenClock } from "../support/drivenClock.js";

test("a client that cancels for ever remembers its last ten thousand cancels", () => {
  const history = new OperationHistory(new DrivenClock());
  for (let index = 0; index <= 10_000; index += 1) {
    history.recordEvent(`operations/${index}`, { kind: "cancelAccepted", name: "o", time: 0 });
  }
  const byUs = ["operations/0", "operations/1", "operations/10000"].map((name) => {
    const outcome = history.recordOutcome(name, {
      kind: "cancelled",
      byUs: false,
      error: { code: 1, status: "CANCELLED", message: "" },
      operation: { name, done: true, result: { kind: "nothing" } },
    } as never);
    return outcome.kind === "cancelled" && outcome.byUs;
  });
  assert.deepEqual(byUs, [false, true, true]);
});

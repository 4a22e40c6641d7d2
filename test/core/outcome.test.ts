import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { EndedOperation, OperationResult } from "#src/core/operation.js";
import { grpcCodeName } from "#src/core/operation.js";
import { outcomeOf } from "#src/core/outcome.js";

function ended(result: OperationResult): EndedOperation {
  return { name: "operations/o", done: true, result };
}

function endedWith(code: number): EndedOperation {
  const error = { code, status: grpcCodeName(code), message: "m", details: [] };
  return ended({ kind: "error", error });
}

describe("outcomeOf", () => {
  it("edge case 4: error code 1 after our cancel is cancelled by us", () => {
    const outcome = outcomeOf(endedWith(1), true);
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
  });

  it("edge case 43: error code 1 without our cancel is cancelled, not by us", () => {
    const outcome = outcomeOf(endedWith(1), false);
    assert.ok(outcome.kind === "cancelled" && !outcome.byUs);
  });

  it("edge case 5: a response after our cancel is completed despite it", () => {
    const outcome = outcomeOf(ended({ kind: "response", response: {} }), true);
    assert.ok(outcome.kind === "completed" && outcome.cancelRequested);
  });

  it("edge case 7: neither error nor response is completed", () => {
    assert.equal(outcomeOf(ended({ kind: "none" }), false).kind, "completed");
  });

  for (const code of [5, 10, 13]) {
    it(`edge case 6: error code ${code} after our cancel is failed`, () => {
      const outcome = outcomeOf(endedWith(code), true);
      assert.ok(outcome.kind === "failed" && outcome.cancelRequested);
    });
  }

  it("edge case 42: pre-empted with ABORTED: the outcome is failed", () => {
    const outcome = outcomeOf(endedWith(10), false);
    assert.ok(outcome.kind === "failed" && outcome.error.status === "ABORTED");
  });

  it("keeps the operation, and the error's code, message and details", () => {
    const operation = endedWith(8);
    const outcome = outcomeOf(operation, false);
    assert.ok(outcome.kind === "failed" && operation.result.kind === "error");
    assert.deepEqual([outcome.operation, outcome.error], [operation, operation.result.error]);
  });

  it("is cancelled for code 1, failed for any other code, completed without one", () => {
    const code = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
    fc.assert(
      fc.property(code, fc.boolean(), (number, cancelRequested) => {
        const operation = number === undefined ? ended({ kind: "none" }) : endedWith(number);
        const expected = number === undefined ? "completed" : number === 1 ? "cancelled" : "failed";
        assert.equal(outcomeOf(operation, cancelRequested).kind, expected);
      }),
    );
  });
});

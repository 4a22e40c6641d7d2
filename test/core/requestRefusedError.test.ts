import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRequestRefusedError, RequestRefusedError } from "#src/core/operationErrors.js";
import { rejected } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";

const failure = rejected(403, "PERMISSION_DENIED", { request: "GET u", message: "No." });

describe("RequestRefusedError", () => {
  it("describes the operation's state, the failure and the details in whole sentences", (t) => {
    const error = new RequestRefusedError(
      "operations/o",
      failure,
      "The state of operations/o is unknown",
      "A cancel request was sent.",
    );
    assert.equal(error.state, "The state of operations/o is unknown");
    assert.equal(error.details, "A cancel request was sent.");
    assertMessage(t, "state, failure and details", error.message);
  });

  it("carries the fault and the operation's name as data", () => {
    const error = new RequestRefusedError("operations/o", failure, "");
    assert.deepEqual([error.failure, error.operationName], [failure, "operations/o"]);
  });
});

describe("isRequestRefusedError", () => {
  it("recognises the error from another copy of this package", () => {
    const foreignCopy = Object.assign(new Error("refused"), { name: "RequestRefusedError" });
    assert.equal(isRequestRefusedError(foreignCopy), true);
  });

  it("recognises nothing else", () => {
    assert.deepEqual(
      [new Error("refused"), { name: "RequestRefusedError" }, undefined].map(isRequestRefusedError),
      [false, false, false],
    );
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRequestRefusedError, RequestRefusedError } from "#src/core/operationErrors.js";
import { rejected } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";

const failure = rejected(403, "PERMISSION_DENIED", { request: "GET u", message: "No." });

describe("RequestRefusedError", () => {
  it("describes the failure and its consequence in whole sentences", (t) => {
    const error = new RequestRefusedError("operations/o", failure, "How it stands is unknown.");
    assert.equal(error.consequence, "How it stands is unknown.");
    assertMessage(t, "failure and consequence", error.message);
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

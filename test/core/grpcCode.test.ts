import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CANCELLED, grpcCodeName, isGrpcCodeName } from "#src/core/operation.js";

describe("grpcCodeName", () => {
  it("names the published numbers (google/rpc/code.proto)", () => {
    assert.deepEqual([0, CANCELLED, 2, 5, 9, 12, 14, 16].map(grpcCodeName), [
      "OK",
      "CANCELLED",
      "UNKNOWN",
      "NOT_FOUND",
      "FAILED_PRECONDITION",
      "UNIMPLEMENTED",
      "UNAVAILABLE",
      "UNAUTHENTICATED",
    ]);
  });

  it("calls any other number UNKNOWN", () => {
    assert.deepEqual([-1, 17, 404, 0.5, Number.NaN].map(grpcCodeName), [
      "UNKNOWN",
      "UNKNOWN",
      "UNKNOWN",
      "UNKNOWN",
      "UNKNOWN",
    ]);
  });
});

describe("isGrpcCodeName", () => {
  it("accepts a published name", () => {
    assert.equal(isGrpcCodeName("PERMISSION_DENIED"), true);
  });

  it("accepts nothing else", () => {
    assert.deepEqual(["permission_denied", "toString", "", 7, undefined].map(isGrpcCodeName), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

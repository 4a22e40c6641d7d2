import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { readOperation } from "#src/core/operation.js";
import { readOutputs } from "#src/pulumi/state/operationState.js";
import { isTerminal, type OperationState, outputsOf, outputsOfGone } from "#src/pulumi/state/outputs.js";
import { operationName } from "../../support/modelService.js";

const address = { endpoint: "https://alloydb.googleapis.com", apiVersion: "v1beta" };

function outputs(body: JsonObject, cancelRequested = false) {
  const operation = readOperation({ name: operationName, ...body });
  assert.ok(operation);
  return outputsOf(operation, address, cancelRequested);
}

const states: [body: JsonObject, cancelRequested: boolean, state: OperationState, done: boolean][] = [
  [{}, false, "RUNNING", false],
  [{ done: false }, false, "RUNNING", false],
  [{}, true, "CANCELLING", false],
  [{ metadata: { requestedCancellation: true } }, false, "CANCELLING", false],
  [{ metadata: { common: { state: "CANCELLING" } } }, false, "CANCELLING", false],
  [{ metadata: { endTime: "2026-01-01T00:00:00Z" } }, false, "RUNNING", false],
  [{ metadata: { common: { state: "SUCCESSFUL" } } }, false, "RUNNING", false],
  [{ response: { a: 1 } }, false, "RUNNING", false],
  [{ done: true, response: { a: 1 } }, false, "SUCCEEDED", true],
  [{ done: true }, true, "SUCCEEDED", true],
  [{ done: true, error: { code: 1 } }, false, "CANCELLED", true],
  [{ done: true, error: { code: 10 } }, true, "FAILED", true],
  [{ done: true, error: {} }, false, "FAILED", true],
];
for (const [body, cancelRequested, state, done] of states) {
  test(`${JSON.stringify(body)}${cancelRequested ? ", cancel requested" : ""} is ${state}`, () => {
    const { state: shown, done: isDone } = outputs(body, cancelRequested);
    assert.deepEqual([shown, isDone], [state, done]);
  });
}

test("what the service tells is told, under the names of the contract", () => {
  const metadata = {
    "@type": "type.googleapis.com/google.cloud.automl.v1.OperationMetadata",
    createTime: "2026-01-01T00:00:00Z",
    endTime: "2026-01-01T00:01:00Z",
    target: "projects/p/locations/l/clusters/c",
    verb: "export",
    progressPercent: 40,
    statusMessage: "copying",
  };
  assert.deepEqual(outputs({ metadata }), {
    operationName,
    state: "RUNNING",
    done: false,
    cancelRequested: false,
    ...address,
    target: "projects/p/locations/l/clusters/c",
    verb: "export",
    startTime: "2026-01-01T00:00:00Z",
    endTime: "2026-01-01T00:01:00Z",
    progressPercent: 40,
    metadata,
  });
});

test("edge case 53: int64 as strings stay strings, and percentages are clamped", () => {
  const metadata = {
    "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
    progressEntities: { workCompleted: "9007199254740993", workEstimated: "12" },
  };
  const { metadata: shown, progressPercent } = outputs({ metadata });
  assert.deepEqual(shown, metadata);
  assert.equal(progressPercent, 100);
});

test("an error has its gRPC number, its name, message and details", () => {
  const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "R" }];
  assert.deepEqual(outputs({ done: true, error: { code: 7, message: "no", details } }).error, {
    code: 7,
    status: "PERMISSION_DENIED",
    message: "no",
    details,
  });
});

test("GONE keeps what was known, and is not done", () => {
  const known = outputs({ metadata: { verb: "export" } });
  assert.deepEqual(outputsOfGone(known), { ...known, state: "GONE", done: false });
});

test("only ends that GetOperation told are terminal", () => {
  const all: OperationState[] = ["RUNNING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED", "GONE"];
  assert.deepEqual(all.filter(isTerminal), ["SUCCEEDED", "FAILED", "CANCELLED"]);
});

test("outputs are read back from among everything else in a state", () => {
  const written = outputs({ done: true, response: { a: 1 } });
  const state = { ...written, __provider: "text", __urn: "urn", __lro: {}, error: null };
  assert.deepEqual(readOutputs(state as unknown as JsonObject), written);
});

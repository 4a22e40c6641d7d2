import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { readMetadata } from "#src/google/json/metadata.js";
import { readStatusOperation } from "#src/google/json/statusOperation.js";

const name = "projects/p/locations/l/operations/operation-1";

function read(body: JsonValue) {
  return readStatusOperation(body, () => name);
}

function errorOf(error: JsonObject) {
  const operation = read({ name: "operation-1", status: "DONE", error });
  assert.ok(operation?.done && operation.result.kind === "error", JSON.stringify(operation));
  return operation.result.error;
}

test("edge case 61: only status DONE ends an operation", () => {
  for (const status of ["STATUS_UNSPECIFIED", "PENDING", "RUNNING", "ABORTING", "done", ""]) {
    const operation = read({ name: "o", status, done: true, endTime: "2026-01-01T00:00:00Z" });
    assert.equal(operation?.done, false, status);
  }
  assert.deepEqual(read({ name: "o", status: "DONE" }), {
    name,
    metadata: { status: "DONE", state: "DONE" },
    done: true,
    result: { kind: "none" },
  });
});

test("what has no status is no operation", () => {
  for (const body of [null, 7, "DONE", [], {}, { name }, { status: 1 }, { done: true, response: {} }]) {
    assert.equal(read(body), undefined, JSON.stringify(body));
  }
  assert.equal(
    readStatusOperation({ name: "o", status: "DONE" }, () => undefined),
    undefined,
  );
});

test("container's error is a google.rpc.Status; an empty one is none", () => {
  const details = [{ "@type": "x" }];
  assert.deepEqual(errorOf({ code: 1, message: "cancelled", details }), {
    code: 1,
    status: "CANCELLED",
    message: "cancelled",
    details,
  });
  assert.equal(errorOf({ message: "no code" }).status, "UNKNOWN");
  for (const error of [{}, { code: 0 }, { code: 0, message: "" }, { errors: [] }]) {
    const operation = read({ name: "o", status: "DONE", error });
    assert.ok(operation?.done && operation.result.kind === "none", JSON.stringify(error));
  }
});

test("sqladmin's errors have words for codes; the first one counts, all are kept", () => {
  const errors = [
    { kind: "sql#operationError", code: "INTERNAL_ERROR", message: "disk" },
    { kind: "sql#operationError", code: "UNKNOWN" },
  ];
  assert.deepEqual(errorOf({ kind: "sql#operationErrors", errors }), {
    code: 13,
    status: "INTERNAL",
    message: "INTERNAL_ERROR: disk",
    details: errors,
  });
});

const words: [word: string, code: number][] = [
  ["CANCELLED", 1],
  ["CANCELED", 1],
  ["OPERATION_CANCELED", 1],
  ["UNCANCELLED", 2],
  ["NOT_FOUND", 5],
  ["ERROR_PERMISSION_DENIED", 7],
  ["ERROR_RDBMS", 2],
  ["OK", 2],
  ["", 2],
];
for (const [word, code] of words) {
  test(`the code "${word}" is ${code}`, () => {
    assert.equal(errorOf({ errors: [{ code: word, message: "m" }] }).code, code);
  });
}

test("the metadata tells in the usual words what the operation says in its own", () => {
  const operation = read({
    name: "o",
    status: "ABORTING",
    operationType: "UPGRADE_NODES",
    insertTime: "2026-01-01T00:00:00Z",
    targetLink: "https://container.googleapis.com/v1/projects/1/zones/z/clusters/c",
    detail: "kept",
  });
  assert.deepEqual(readMetadata(operation?.metadata), {
    target: "projects/1/zones/z/clusters/c",
    verb: "UPGRADE_NODES",
    startTime: "2026-01-01T00:00:00Z",
    stage: "ABORTING",
    cancelRequested: true,
  });
  assert.equal(operation?.metadata?.detail, "kept");
});

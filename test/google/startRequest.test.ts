import assert from "node:assert/strict";
import { test } from "node:test";
import { lacksRequestId, type StartRequest, withRequestId } from "#src/google/startRequest.js";

const path = "projects/p/locations/l/clusters";

test("a request id goes where the service takes it", () => {
  assert.deepEqual(withRequestId({ path, requestId: "query", query: { clusterId: "c" } }, "id"), {
    path,
    query: { requestId: "id", clusterId: "c" },
  });
  assert.deepEqual(withRequestId({ path, requestId: "body", body: { validateOnly: true } }, "id"), {
    path,
    body: { requestId: "id", validateOnly: true },
  });
  assert.deepEqual(withRequestId({ path, requestId: "body" }, "id"), { path, body: { requestId: "id" } });
});

test("where the service takes none, nothing is added", () => {
  for (const request of [{ path }, { path, requestId: "none" }] satisfies StartRequest[]) {
    assert.deepEqual(withRequestId(request, "id"), { path });
    assert.equal(lacksRequestId(request), false);
  }
});

test("an id that the user has put there stays", () => {
  const request: StartRequest = { path, requestId: "query", query: { requestId: "mine" } };
  assert.deepEqual(withRequestId(request, "id").query, { requestId: "mine" });
});

test("a missing id is noticed, and the original left alone", () => {
  const request: StartRequest = { path, requestId: "body", body: {} };
  assert.equal(lacksRequestId(request), true);
  assert.equal(lacksRequestId({ ...request, ...withRequestId(request, "id") }), false);
  assert.deepEqual(request, { path, requestId: "body", body: {} });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type RecordedRequest, startEmulator } from "#src/emulator/index.js";
import { call, exportBody, exportPath, startExport } from "../call.js";

test("the log has every request in order, with its kind, operation and status", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  const path = await startExport(emulator);
  const name = emulator.operations[0]?.name;
  await emulator.advance(7);
  await call(emulator, `POST ${path}:cancel`);
  await call(emulator, `GET ${path}?prettyPrint=true&fields=a&fields=b`);
  await call(emulator, "GET /alloydb/v1beta/projects/p/locations/l/operations?filter=");
  await call(emulator, `DELETE ${path}`);
  await call(emulator, "GET /nowhere");
  assert.deepEqual(
    emulator.requests.map(({ sequence, at, method, kind, operation, status }) => [
      sequence,
      at,
      method,
      kind,
      operation,
      status,
    ]),
    [
      [1, 0, "POST", "start", name, 200],
      [2, 7, "POST", "cancel", name, 200],
      [3, 7, "GET", "get", name, 200],
      [4, 7, "GET", "list", undefined, 200],
      [5, 7, "DELETE", "delete", name, 200],
      [6, 7, "GET", "unknown", undefined, 501],
    ],
  );
  const [start, cancel, get, list] = emulator.requests;
  assert.equal(start?.path, exportPath);
  assert.equal(start?.service, "alloydb");
  assert.equal(start?.version, "v1beta");
  assert.deepEqual(JSON.parse(start?.body ?? ""), exportBody);
  assert.equal(cancel?.body, "");
  assert.equal(cancel?.headers["content-length"], "0");
  assert.deepEqual(get?.query, { prettyPrint: "true", fields: ["a", "b"] });
  assert.deepEqual(list?.query, { filter: "" });
});

test("the log keeps the operation's state in each answer, with the time it was sent", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: "2s" });
  const path = await startExport(emulator);
  await emulator.advance(5);
  await call(emulator, `GET ${path}`);
  await call(emulator, `POST ${path}:cancel`);
  await call(emulator, `GET ${path}`);
  await emulator.advance(2_000);
  await call(emulator, `GET ${path}`);
  assert.deepEqual(
    emulator.requests.map(({ kind, answer }) => [kind, answer]),
    [
      ["start", { at: 0, done: false, state: "RUNNING" }],
      ["get", { at: 5, done: false, state: "RUNNING" }],
      ["cancel", undefined],
      ["get", { at: 5, done: false, state: "CANCELLING" }],
      ["get", { at: 2_005, done: true, state: "CANCELLED" }],
    ],
  );
});

test("the log keeps no state for an answer that a fault replaced or cut", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  const path = await startExport(emulator);
  emulator.fault({ when: { nth: 2 }, fault: { kind: "truncated" } });
  emulator.fault({ when: { nth: 1 }, fault: { kind: "status", status: 503, effect: "after" } });
  await call(emulator, `GET ${path}`);
  await call(emulator, `GET ${path}`);
  await call(emulator, `GET ${path}x`);
  await call(emulator, "GET /alloydb/v1beta/projects/p/locations/l/operations");
  assert.deepEqual(
    emulator.requests.slice(1).map(({ status, fault, answer }) => [status, fault, answer]),
    [
      [503, "status", undefined],
      [200, "truncated", undefined],
      [404, undefined, undefined],
      [200, undefined, undefined],
    ],
  );
});

test("the log has no credentials", async () => {
  await using emulator = await startEmulator();
  const headers = { authorization: "Bearer very-secret", "x-goog-api-key": "very-secret" };
  const path = "/datastore/v1/projects/p/operations?access_token=very-secret&key=very-secret";
  await call(emulator, `GET ${path}`, undefined, headers);
  assert.doesNotMatch(JSON.stringify(emulator.requests), /very-secret/);
  assert.equal(emulator.requests[0]?.headers.authorization, "Bearer [redacted]");
});

test("credentials without a scheme and a proxy's credentials are redacted", async () => {
  await using emulator = await startEmulator();
  const headers = {
    authorization: "very-secret",
    "proxy-authorization": "Basic very-secret",
    cookie: "a=very-secret",
  };
  await call(emulator, "GET /datastore/v1/projects/p/operations", undefined, headers);
  assert.doesNotMatch(JSON.stringify(emulator.requests), /very-secret/);
  assert.equal(emulator.requests[0]?.headers.authorization, "[redacted]");
});

test("onRequest gets every request when it is answered", async () => {
  const seen: RecordedRequest[] = [];
  await using emulator = await startEmulator({ onRequest: (request) => seen.push(request) });
  await startExport(emulator);
  assert.deepEqual(
    seen.map(({ path, status }) => [path, status]),
    [[exportPath, 200]],
  );
});

test("above maxRecorded the oldest requests are dropped", async () => {
  await using emulator = await startEmulator({ maxRecorded: 2 });
  for (const name of ["a", "b", "c"]) {
    await call(emulator, `GET /${name}`);
  }
  assert.deepEqual(
    emulator.requests.map(({ sequence, path }) => [sequence, path]),
    [
      [2, "/b"],
      [3, "/c"],
    ],
  );
});

test("clear drops requests, rules and operations", async () => {
  await using emulator = await startEmulator();
  emulator.behave({ cancel: "unimplemented" });
  emulator.fault({ match: { kind: "get" }, fault: { kind: "status", status: 503 } });
  const old = await startExport(emulator);
  emulator.clear();
  assert.deepEqual([emulator.requests.length, emulator.operations.length], [0, 0]);
  assert.equal((await call(emulator, `GET ${old}`)).status, 404);
  assert.equal((await call(emulator, `POST ${await startExport(emulator)}:cancel`)).status, 200);
});

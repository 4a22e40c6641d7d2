import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { startCancelSupport } from "#src/google/catalog/cancelSupport.js";
import { connectService } from "#src/google/connectionPool.js";
import { readOperationName } from "#src/google/names/operationName.js";
import { resolveService } from "#src/google/service.js";
import type { StartRequest } from "#src/google/startRequest.js";

const starts: Record<string, StartRequest> = {
  alloydb: {
    path: "projects/p/locations/us-central1/clusters/c:export",
    body: { gcsDestination: { uri: "gs://b/o" }, database: "d", sqlExportOptions: {} },
  },
  cloudaicompanion: {
    path: "projects/p/locations/us-central1/codeRepositoryIndexes",
    query: { codeRepositoryIndexId: "i" },
    body: {},
  },
  datafusion: {
    path: "projects/p/locations/us-central1/instances",
    query: { instanceId: "i" },
    body: { type: "BASIC" },
  },
  datastore: { path: "projects/p:export", body: { outputUrlPrefix: "gs://b" } },
  discoveryengine: {
    path: "projects/p/locations/global/dataStores/d/branches/0/documents:import",
    body: { gcsSource: { inputUris: ["gs://b/o"] } },
  },
};

async function emulated(t: TestContext) {
  const emulator = await startEmulator({ time: "driven", operationTime: "60s", cancelTime: "2s" });
  t.after(() => emulator.close());
  return { emulator, environment: { GCP_LRO_EMULATOR_HOST: emulator.host } };
}

for (const [service, start] of Object.entries(starts)) {
  test(`${service}: start, get, list, cancel, get by the catalog's routes`, async (t) => {
    const { emulator, environment } = await emulated(t);
    const target = { service, environment, resourceName: start.path };
    const connection = connectService(target);
    const started = await connection.start(start);
    assert.ok(started.ok, JSON.stringify(started));
    const { name } = started.value;

    const located = resolveService(target);
    assert.ok(located.ok);
    assert.deepEqual(readOperationName(`//${connection.host}/${name}`, located.value), {
      ok: true,
      value: name,
    });
    assert.equal(connection.cancelSupport(name), "supported");
    assert.equal(startCancelSupport(located.value.service, connection.apiVersion, start.path), "supported");

    const running = await connection.get(name);
    assert.ok(running.ok && !running.value.done);
    const listed = await connection.list(name.split("/").slice(0, -2).join("/"));
    assert.deepEqual(listed.ok && listed.value.operations.map((operation) => operation.name), [name]);

    assert.deepEqual(await connection.cancel(name), { ok: true, value: undefined });
    await emulator.advance(2000);
    const ended = await connection.get(name);
    assert.ok(ended.ok && ended.value.done && ended.value.result.kind === "error");
    assert.equal(ended.value.result.error.status, "CANCELLED");
  });
}

test("edge case 17: an operation whose record expired is NOT_FOUND in Google's form", async (t) => {
  const { emulator, environment } = await emulated(t);
  const connection = connectService({ service: "datastore", environment });
  const started = await connection.start({ path: "projects/p:export", body: { outputUrlPrefix: "gs://b" } });
  assert.ok(started.ok);
  emulator.forget(started.value.name);
  const reply = await connection.get(started.value.name);
  assert.ok(!reply.ok && reply.error.kind === "apiError");
  assert.equal(reply.error.status, "NOT_FOUND");
});

test("edge case 14: a name on the wrong service is a foreign 404, not a missing operation", async (t) => {
  const { environment } = await emulated(t);
  const reply = await connectService({ service: "alloydb", environment }).get("projects/p/operations/o");
  assert.ok(!reply.ok && reply.error.kind === "nonApiResponse");
  assert.equal(reply.error.httpStatus, 404);
});

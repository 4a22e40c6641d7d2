import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { connectService } from "#src/google/connectionPool.js";
import { assertMessage } from "../../support/golden.js";
import { described } from "./describedCatalog.js";

const services = ["container", "sqladmin", "storage"].map(described);

const starts = [
  {
    service: "container",
    start: {
      method: "PUT",
      path: "projects/p/locations/us-central1/clusters/c/nodePools/n",
      body: { nodeVersion: "-" },
    },
    parent: "projects/p/locations/us-central1",
    target: "projects/p/locations/us-central1/clusters/c/nodePools/n",
    verb: "UPDATE",
  },
  {
    service: "sqladmin",
    start: { path: "projects/p/instances/i/export", body: { exportContext: { uri: "gs://b/o" } } },
    parent: "projects/p",
    target: "projects/p/instances/i",
    verb: "CREATE",
  },
  {
    service: "storage",
    start: { path: "b/bucket/o/bulkRestore", body: {} },
    parent: "projects/_/buckets/bucket",
    target: "b/bucket/o/bulkRestore",
    verb: "create",
  },
] as const;

async function connected(t: TestContext, service: string, apiVersion?: string) {
  const emulator = await startEmulator({ time: "driven", cancelTime: "2s", services });
  t.after(() => emulator.close());
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  return {
    emulator,
    connection: connectService({ service, environment, ...(apiVersion !== undefined && { apiVersion }) }),
  };
}

for (const { service, start, parent, target, verb } of starts) {
  test(`edge case 61: ${service}: an operation that is started, listed, cancelled and seen to its end`, async (t) => {
    const { emulator, connection } = await connected(t, service);
    const started = await connection.start(start);
    assert.ok(started.ok, JSON.stringify(started));
    const { name, done, metadata } = started.value;
    assert.ok(!done && name.startsWith(`${parent}/operations/operation-`), name);
    assert.deepEqual([metadata?.target, metadata?.verb], [target, verb]);

    const running = await connection.get(name);
    assert.ok(running.ok && !running.value.done);
    assert.equal(running.value.name, name);
    const listed = await connection.list(parent, { pageSize: 5 });
    assert.deepEqual(listed.ok && listed.value.operations.map((operation) => operation.name), [name]);

    assert.deepEqual(await connection.cancel(name), { ok: true, value: undefined });
    await emulator.advance(2_000);
    const ended = await connection.get(name);
    assert.ok(ended.ok && ended.value.done && ended.value.result.kind === "error", JSON.stringify(ended));
    assert.equal(ended.value.result.error.status, "CANCELLED");
    assert.deepEqual(
      emulator.requests.map(({ status }) => status),
      [200, 200, 200, service === "storage" ? 204 : 200, 200],
    );
  });
}

test("edge case 61: an operation that ended without an error is complete, one with an error has failed", async (t) => {
  const { emulator, connection } = await connected(t, "sqladmin");
  emulator.behave({ operationTime: "1s" });
  const good = await connection.start(starts[1].start);
  emulator.behave({ ends: { fail: { code: 13, message: "disk" } } });
  const bad = await connection.start(starts[1].start);
  assert.ok(good.ok && bad.ok);
  await emulator.advance(1_000);
  const completed = await connection.get(good.value.name);
  const failed = await connection.get(bad.value.name);
  assert.ok(completed.ok && completed.value.done && completed.value.result.kind === "none");
  assert.ok(failed.ok && failed.value.done && failed.value.result.kind === "error");
  assert.equal(failed.value.result.error.message, "INTERNAL_ERROR: disk");
});

test("the older path of sqladmin names the same operations", async (t) => {
  const { connection } = await connected(t, "sqladmin", "v1beta4");
  const started = await connection.start(starts[1].start);
  assert.ok(started.ok && started.value.name.startsWith("projects/p/operations/"), JSON.stringify(started));
});

test("edge case 54: a filter that the service would ignore or refuse is not asked for", async (t) => {
  for (const service of ["container", "sqladmin"]) {
    const { emulator, connection } = await connected(t, service);
    const reply = await connection.list("projects/p/locations/l", { filter: "status=RUNNING" });
    assert.ok(!reply.ok && reply.error.kind === "apiError");
    assertMessage(t, `a list without filter: ${service}`, reply.error.message);
    assert.deepEqual(emulator.requests, []);
  }
});

test("edge case 54: sqladmin's pages are asked for in its own words", async (t) => {
  const { emulator, connection } = await connected(t, "sqladmin");
  for (let count = 0; count < 3; count += 1) {
    await connection.start(starts[1].start);
  }
  const first = await connection.list("projects/p", { pageSize: 2 });
  assert.ok(first.ok && first.value.nextPageToken !== undefined);
  const second = await connection.list("projects/p", { pageSize: 2, pageToken: first.value.nextPageToken });
  assert.ok(second.ok);
  assert.deepEqual([first.value.operations.length, second.value.operations.length], [2, 1]);
  assert.equal(emulator.requests.at(-1)?.query.maxResults, "2");
});

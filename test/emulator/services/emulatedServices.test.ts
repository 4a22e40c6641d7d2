import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { startEmulator } from "#src/emulator/index.js";
import { call } from "../call.js";

const alloydb = "/alloydb/v1beta/projects/p/locations/l";
const cluster = `${alloydb}/clusters/c`;
const companion = "/cloudaicompanion/v1/projects/p/locations/l/codeRepositoryIndexes";
const fusion = "/datafusion/v1/projects/p/locations/l/instances";
const store = "/discoveryengine/v1alpha/projects/p/locations/global/dataStores/s";
const collection = "/discoveryengine/v1alpha/projects/p/locations/global/collections/default_collection";

/** Every emulated start, with its required fields only. */
const starts: [string, string, JsonObject?][] = [
  ["createCluster", `POST ${alloydb}/clusters?clusterId=c`, { network: "n" }],
  ["createSecondaryCluster", `POST ${alloydb}/clusters:createsecondary?clusterId=c`, { secondaryConfig: {} }],
  ["restoreCluster", `POST ${alloydb}/clusters:restore`, { clusterId: "c", cluster: {}, backupSource: {} }],
  ["updateCluster", `PATCH ${cluster}?updateMask=labels`, { labels: {} }],
  ["deleteCluster", `DELETE ${cluster}?force=true`],
  ["exportCluster", `POST ${cluster}:export`, { gcsDestination: {}, database: "d", csvExportOptions: {} }],
  ["importCluster", `POST ${cluster}:import`, { gcsUri: "gs://b/x", sqlImportOptions: {} }],
  ["upgradeCluster", `PATCH ${cluster}:upgrade`, { version: "POSTGRES_16" }],
  ["promoteCluster", `POST ${cluster}:promote`, {}],
  ["switchoverCluster", `POST ${cluster}:switchover`, {}],
  ["createInstance", `POST ${cluster}/instances?instanceId=i`, { instanceType: "PRIMARY" }],
  ["updateInstance", `PATCH ${cluster}/instances/i`, {}],
  ["deleteInstance", `DELETE ${cluster}/instances/i`],
  ["restartInstance", `POST ${cluster}/instances/i:restart`, {}],
  ["failoverInstance", `POST ${cluster}/instances/i:failover`, {}],
  ["createBackup", `POST ${alloydb}/backups?backupId=b`, { clusterName: "c" }],
  ["deleteBackup", `DELETE ${alloydb}/backups/b`],
  ["createCodeRepositoryIndex", `POST ${companion}?codeRepositoryIndexId=i`, {}],
  ["updateCodeRepositoryIndex", `PATCH ${companion}/i?updateMask=labels`, { labels: {} }],
  ["deleteCodeRepositoryIndex", `DELETE ${companion}/i?force=true`],
  ["createRepositoryGroup", `POST ${companion}/i/repositoryGroups?repositoryGroupId=g`, {}],
  ["updateRepositoryGroup", `PATCH ${companion}/i/repositoryGroups/g`, {}],
  ["deleteRepositoryGroup", `DELETE ${companion}/i/repositoryGroups/g`],
  ["createInstance", `POST ${fusion}?instanceId=i`, { type: "BASIC" }],
  ["updateInstance", `PATCH ${fusion}/i?updateMask=labels`, { labels: {} }],
  ["deleteInstance", `DELETE ${fusion}/i`],
  ["restartInstance", `POST ${fusion}/i:restart`, {}],
  ["exportEntities", "POST /datastore/v1/projects/p:export", { outputUrlPrefix: "gs://b" }],
  ["importEntities", "POST /datastore/v1/projects/p:import", { inputUrl: "gs://b/x" }],
  ["createIndex", "POST /datastore/v1/projects/p/indexes", { kind: "K", ancestor: "NONE", properties: [{}] }],
  ["deleteIndex", "DELETE /datastore/v1/projects/p/indexes/i"],
  ["importDocuments", `POST ${store}/branches/0/documents:import`, { gcsSource: {} }],
  ["purgeDocuments", `POST ${store}/branches/0/documents:purge`, { filter: "*" }],
  ["importUserEvents", `POST ${store}/userEvents:import`, { bigquerySource: {} }],
  ["purgeUserEvents", `POST ${store}/userEvents:purge`, { filter: "*" }],
  ["recrawlUris", `POST ${store}/siteSearchEngine:recrawlUris`, { uris: ["https://example.com"] }],
  ["trainCustomModel", `POST ${collection}/dataStores/s:trainCustomModel`, {}],
  ["createDataStore", `POST ${collection}/dataStores?dataStoreId=s`, { displayName: "S" }],
  ["deleteDataStore", `DELETE ${store}`],
  ["createEngine", `POST ${collection}/engines?engineId=e`, { displayName: "E", solutionType: "X" }],
  ["deleteEngine", `DELETE ${collection}/engines/e`],
];
for (const [method, request, body] of starts) {
  test(`${request.slice(0, 80)} starts ${method}, which GET finds under its name and which succeeds`, async () => {
    await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
    const started = await call(emulator, request, body);
    assert.equal(started.status, 200, started.text);
    assert.equal(emulator.operations[0]?.method, method);
    const [, service, version] = request.split("/");
    const path = `GET /${service}/${version}/${started.name}`;
    const running = await call(emulator, path);
    assert.ok(running.at("done") === undefined || running.at("done") === false);
    assert.match(String(running.at("metadata.@type")), /^type\.googleapis\.com\/google\..*Metadata$/);
    await emulator.advance(60_000);
    const ended = await call(emulator, path);
    assert.equal(ended.at("done"), true);
    assert.match(String(ended.at("response.@type")), /^type\.googleapis\.com\/google\./);
  });
}

test("AlloyDB shows requestedCancellation, and an upgrade its own status", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: "2s" });
  emulator.behave({ cancellableFor: "10s" });
  const first = await call(emulator, `PATCH ${cluster}:upgrade`, { version: "POSTGRES_16" });
  assert.match(first.name, /^projects\/p\/locations\/l\/operations\/operation-\d{13}-[0-9a-f-]{31}$/);
  assert.equal(first.at("metadata.upgradeClusterStatus.cancellable"), true);
  assert.equal(first.at("metadata.upgradeClusterStatus.state"), "IN_PROGRESS");
  assert.equal(first.at("metadata.requestedCancellation"), false);
  assert.equal(first.at("metadata.createTime"), "2026-01-01T00:00:00.000000000Z");
  const path = `/alloydb/v1beta/${first.name}`;
  await call(emulator, `POST ${path}:cancel`);
  const cancelling = await call(emulator, `GET ${path}`);
  assert.equal(cancelling.at("metadata.requestedCancellation"), true);
  assert.equal(cancelling.at("metadata.upgradeClusterStatus.state"), "CANCEL_IN_PROGRESS");
  await emulator.advance(2_000);
  const cancelled = await call(emulator, `GET ${path}`);
  assert.equal(cancelled.at("metadata.upgradeClusterStatus.state"), "CANCELLED");
  assert.equal(cancelled.at("metadata.endTime"), "2026-01-01T00:00:02.000000000Z");
  const second = await call(emulator, `PATCH ${cluster}:upgrade`, { version: "POSTGRES_16" });
  await emulator.advance(10_000);
  const late = await call(emulator, `GET /alloydb/v1beta/${second.name}`);
  assert.equal(late.at("metadata.upgradeClusterStatus.cancellable"), undefined);
});

test("Data Fusion has statusDetail instead of statusMessage", async () => {
  await using emulator = await startEmulator();
  const started = await call(emulator, `POST ${fusion}?instanceId=i`, { type: "BASIC" });
  assert.equal(typeof started.at("metadata.statusDetail"), "string");
  assert.equal(started.at("metadata.statusMessage"), undefined);
  assert.equal(started.at("metadata.target"), "projects/p/locations/l/instances/i");
});

test("Datastore shows its state in metadata.common.state, and counters as strings", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "100s", cancelTime: "2s" });
  const body = { outputUrlPrefix: "gs://b", labels: { run: "7" } };
  const { name } = await call(emulator, "POST /datastore/v1/projects/p:export", body);
  const path = `/datastore/v1/${name}`;
  const stateNow = async () => (await call(emulator, `GET ${path}`)).at("metadata.common.state");
  assert.equal(await stateNow(), "INITIALIZING");
  await emulator.advance(50_000);
  const running = await call(emulator, `GET ${path}`);
  assert.equal(running.at("metadata.common.state"), "PROCESSING");
  assert.deepEqual(running.at("metadata.progressEntities"), {
    workCompleted: "10000",
    workEstimated: "20000",
  });
  assert.deepEqual(running.at("metadata.common.labels"), { run: "7" });
  assert.equal(running.at("done"), undefined);
  await call(emulator, `POST ${path}:cancel`);
  assert.equal(await stateNow(), "CANCELLING");
  assert.equal((await call(emulator, `DELETE ${path}`)).at("error.status"), "FAILED_PRECONDITION");
  await emulator.advance(2_000);
  assert.equal(await stateNow(), "CANCELLED");
  assert.equal((await call(emulator, `DELETE ${path}`)).status, 200);
  assert.equal((await call(emulator, `GET ${path}`)).status, 404);
});

test("Discovery Engine's names have number and collection, its start answers only a name, and it shows no cancellation", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "100s" });
  const started = await call(emulator, `POST ${store}/branches/0/documents:import`, { gcsSource: {} });
  assert.deepEqual(Object.keys(started.json), ["name"]);
  assert.match(
    started.name,
    /^projects\/123456789012\/locations\/global\/collections\/default_collection\/dataStores\/s\/branches\/0\/operations\/import-documents-[1-9]\d{18}$/,
  );
  await emulator.advance(25_000);
  const path = `/discoveryengine/v1alpha/${started.name}`;
  const before = await call(emulator, `GET ${path}`);
  assert.deepEqual(before.at("metadata"), {
    "@type": "type.googleapis.com/google.cloud.discoveryengine.v1alpha.ImportDocumentsMetadata",
    createTime: "2026-01-01T00:00:00.000000Z",
    updateTime: "2026-01-01T00:00:25.000000Z",
    successCount: "250",
    totalCount: "1000",
  });
  await call(emulator, `POST ${path}:cancel`);
  assert.deepEqual((await call(emulator, `GET ${path}`)).json, before.json);
});

test("Discovery Engine finds an operation under the project's id and without the collection too", async () => {
  await using emulator = await startEmulator({ projectNumber: "42" });
  const body = { filter: "*", force: true };
  const { name } = await call(emulator, `POST ${store}/branches/default_branch/documents:purge`, body);
  assert.match(name, /^projects\/42\/.*\/branches\/0\/operations\/purge-documents-/);
  const id = name.split("/").at(-1);
  const found = await call(emulator, `GET ${store}/branches/0/operations/${id}`);
  assert.equal(found.name, name);
  assert.equal((await call(emulator, `POST ${store}/branches/0/operations/${id}:cancel`)).status, 200);
  assert.equal(emulator.requests.at(-1)?.operation, name);
});

test("a purge without force only counts", async () => {
  await using emulator = await startEmulator();
  emulator.behave({ doneAtStart: true });
  const path = `POST ${store}/branches/0/documents:purge`;
  const counted = await call(emulator, path, { filter: "*" });
  assert.notEqual(counted.at("response.purgeSample"), undefined);
  const purged = await call(emulator, path, { filter: "*", force: true });
  assert.equal(purged.at("response.purgeSample"), undefined);
  assert.equal(purged.at("response.purgeCount"), "1000");
});

test("enum values are numbers for clients that ask for it", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  const body = { outputUrlPrefix: "gs://b" };
  const { name } = await call(emulator, "POST /datastore/v1/projects/p:export", body);
  const encoded = await call(emulator, `GET /datastore/v1/${name}?$alt=json%3Benum-encoding%3Dint`);
  assert.equal(encoded.at("metadata.common.state"), 1);
  assert.equal(encoded.at("metadata.common.operationType"), 1);
});

test("progress: none keeps the counters at 0", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "10s" });
  emulator.behave({ progress: "none" });
  const { name } = await call(emulator, "POST /datastore/v1/projects/p:export", {
    outputUrlPrefix: "gs://b",
  });
  await emulator.advance(9_000);
  const running = await call(emulator, `GET /datastore/v1/${name}`);
  assert.deepEqual(running.at("metadata.progressEntities"), { workEstimated: "20000" });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { v1beta } from "@google-cloud/alloydb";
import { DatastoreAdminClient } from "@google-cloud/datastore";
import { OAuth2Client, PassThroughClient } from "google-auth-library";
import { type Emulator, startEmulator } from "#src/emulator/index.js";
import { call, exportBody, exportPath } from "./call.js";

/** Options of Google's REST clients. They accept a host and a port but no path, so the service is the root. */
function restMode(emulator: Emulator, authClient: PassThroughClient | OAuth2Client) {
  return {
    fallback: true,
    protocol: "http",
    apiEndpoint: "127.0.0.1",
    port: Number(emulator.host.split(":")[1]),
    projectId: "p",
    // Each client has a google-auth-library of its own, whose types differ in private members only.
    authClient: authClient as never,
  };
}

function bearer(): OAuth2Client {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: "secret", expiry_date: Date.now() + 3_600_000 });
  return client;
}

const name = "projects/p/locations/l/clusters/c";
const parent = "projects/p/locations/l";

test("@google-cloud/alloydb starts, gets, lists, cancels and sees the cancellation", async () => {
  await using emulator = await startEmulator({ rootService: "alloydb", time: "driven", cancelTime: "2s" });
  const client = new v1beta.AlloyDBAdminClient(restMode(emulator, new PassThroughClient()));
  const [operation] = await client.upgradeCluster({ name, version: "POSTGRES_16" });
  const started = operation.name ?? "";
  assert.equal(started, emulator.operations[0]?.name);
  const metadata = operation.metadata as unknown as { upgradeClusterStatus?: Record<string, unknown> } | null;
  const status = metadata?.upgradeClusterStatus;
  assert.deepEqual([status?.state, status?.cancellable], [5, true]);
  await client.cancelOperation({ name: started } as never);
  const [cancelling] = await client.getOperation({ name: started } as never);
  assert.equal(cancelling.done, false);
  await emulator.advance(2_000);
  const [cancelled] = await client.getOperation({ name: started } as never);
  assert.deepEqual([cancelled.done, cancelled.error?.code], [true, 1]);
  await assert.rejects(operation.promise() as Promise<unknown>, { code: 1 });
  const page: unknown = await client.operationsClient.listOperations({ name: parent, filter: "" } as never);
  const listed = (page as { name: string }[][])[0]?.map((listing) => listing.name);
  assert.deepEqual(listed, [started]);
  await client.deleteOperation({ name: started } as never);
  await assert.rejects(client.getOperation({ name: started } as never), { code: 5 });
  const [start, cancel] = emulator.requests;
  assert.deepEqual(start?.query, { $alt: "json;enum-encoding=int" });
  assert.equal(cancel?.body, "{}");
  assert.equal(cancel?.headers.authorization, undefined);
  await client.close();
});

test("@google-cloud/alloydb reads an export, for which it has no method, while it runs and when it is cancelled", async () => {
  await using emulator = await startEmulator({ rootService: "alloydb", time: "driven", cancelTime: "2s" });
  const client = new v1beta.AlloyDBAdminClient(restMode(emulator, new PassThroughClient()));
  const started = (await call(emulator, `POST ${exportPath}`, exportBody)).name;
  const operation = await client.checkUpgradeClusterProgress(started);
  assert.equal((operation.metadata as { verb?: string }).verb, "export");
  await client.cancelOperation({ name: started } as never);
  await emulator.advance(2_000);
  const [cancelled] = await client.getOperation({ name: started } as never);
  assert.equal(cancelled.error?.code, 1);
  await client.close();
});

test("@google-cloud/alloydb decodes the response of an operation", async () => {
  await using emulator = await startEmulator({ rootService: "alloydb" });
  emulator.behave({ doneAtStart: true });
  const client = new v1beta.AlloyDBAdminClient(restMode(emulator, new PassThroughClient()));
  const cluster = { displayName: "Orders", networkConfig: { network: "n" } };
  const [creation] = await client.createCluster({ parent, clusterId: "c", cluster });
  const [created] = await creation.promise();
  assert.deepEqual([created.name, created.displayName, created.state], [name, "Orders", 1]);
  const instance = { instanceType: "PRIMARY" } as const;
  const [instanceCreation] = await client.createInstance({ parent: name, instanceId: "i", instance });
  assert.equal((await instanceCreation.promise())[0].name, `${name}/instances/i`);
  const [deletion] = await client.deleteCluster({ name, force: true });
  assert.deepEqual({ ...(await deletion.promise())[0] }, {});
  await client.close();
});

test("@google-cloud/datastore's admin client exports, cancels and sees the cancellation, with a bearer token", async () => {
  await using emulator = await startEmulator({
    rootService: "datastore",
    time: "driven",
    cancelTime: "2s",
    credentials: { token: "secret" },
  });
  const client = new DatastoreAdminClient(restMode(emulator, bearer()));
  const [operation] = await client.exportEntities({
    projectId: "p",
    outputUrlPrefix: "gs://bucket",
    labels: { run: "7" },
    entityFilter: { kinds: ["Order"] },
  });
  const started = operation.name ?? "";
  await client.cancelOperation({ name: started } as never);
  const cancelling = await client.checkExportEntitiesProgress(started);
  const metadata = cancelling.metadata as { common?: { state?: unknown; labels?: unknown } };
  assert.deepEqual([metadata.common?.state, metadata.common?.labels], [3, { run: "7" }]);
  await emulator.advance(2_000);
  const [cancelled] = await client.getOperation({ name: started } as never);
  assert.deepEqual([cancelled.done, cancelled.error?.code], [true, 1]);
  assert.equal(emulator.requests[0]?.headers.authorization, "Bearer [redacted]");
  await client.close();
});

test("@google-cloud/datastore's admin client decodes an export's output and an index", async () => {
  await using emulator = await startEmulator({ rootService: "datastore" });
  emulator.behave({ doneAtStart: true });
  const client = new DatastoreAdminClient(restMode(emulator, bearer()));
  const [exporting] = await client.exportEntities({ projectId: "p", outputUrlPrefix: "gs://bucket" });
  assert.match((await exporting.promise())[0].outputUrl ?? "", /^gs:\/\/bucket\//);
  const index = {
    kind: "Order",
    ancestor: "NONE",
    properties: [{ name: "at", direction: "ASCENDING" }],
  } as const;
  const [indexing] = await client.createIndex({
    projectId: "p",
    index: { ...index, properties: [...index.properties] },
  });
  assert.equal((await indexing.promise())[0].kind, "Order");
  await client.close();
});

test("an error reaches Google's clients with its code and its reason", async () => {
  await using emulator = await startEmulator({ rootService: "alloydb" });
  const client = new v1beta.AlloyDBAdminClient(restMode(emulator, new PassThroughClient()));
  emulator.fault({ fault: { kind: "status", status: 403, reason: "SERVICE_DISABLED" } });
  const expected = { code: 7, reason: "SERVICE_DISABLED", domain: "googleapis.com" };
  await assert.rejects(client.getOperation({ name: `${parent}/operations/o` } as never), expected);
  await client.close();
});

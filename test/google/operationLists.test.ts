import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { operationLists } from "#src/google/operationLists.js";
import { resolveService, type ServiceTarget } from "#src/google/service.js";
import { readEnvironment } from "#src/google/settings/settings.js";
import { json, startServer } from "../support/loopbackServer.js";

const settings = readEnvironment({});

function listOf(service: string, name: string, options: Partial<ServiceTarget> = {}) {
  const target = { service, resourceName: name, settings, ...options };
  const resolved = resolveService(target);
  assert.ok(resolved.ok);
  return operationLists(resolved.value, connectService(target)).listOf(name);
}

const inFlightFilter = "done=false";
const location = "projects/p/locations/l";
const dataStore = "projects/p/locations/global/collections/c/dataStores/d";

test("polls use the list of the operation's parent, with a filter if the service takes one", () => {
  assert.deepEqual(listOf("alloydb", `${location}/operations/o`), { parent: location, inFlightFilter });
  assert.deepEqual(listOf("spanner", "projects/p/instances/i/operations/o"), {
    parent: "projects/p/instances/i",
    inFlightFilter,
  });
  assert.deepEqual(listOf("discoveryengine", `${dataStore}/branches/b/operations/o`), {
    parent: `${dataStore}/branches/b`,
  });
});

test("a list of pending operations needs no filter", () => {
  assert.deepEqual(listOf("datastore", "projects/p/operations/o"), { parent: "projects/p" });
});

test("polls use no list that needs a filter, and none without a parent", () => {
  assert.equal(listOf("storagetransfer", "transferOperations/o"), undefined);
  assert.equal(listOf("speech", "operations/123"), undefined);
});

test("a host that the catalog doesn't know has the standard list", () => {
  const version = { apiVersion: "v1" };
  assert.deepEqual(listOf("example.com", "projects/p/operations/o", version), { parent: "projects/p" });
  assert.equal(listOf("example.com", "projects/p/jobs/o", version), undefined);
});

test("a page is requested with the filter, the size and the token", async (t) => {
  const server = await startServer(t, (_request, response) => json(response, 200, {}));
  const target = { service: "alloydb", settings: readEnvironment({ GCP_LRO_EMULATOR_HOST: server.host }) };
  const resolved = resolveService(target);
  assert.ok(resolved.ok);
  const lists = operationLists(resolved.value, connectService(target));
  const query = { filter: inFlightFilter, pageSize: 1_000, pageToken: "next" };
  assert.deepEqual(await lists.list(location, query, {}), { ok: true, value: { operations: [] } });
  assert.match(
    server.arrived[0]?.url ?? "",
    /\/projects\/p\/locations\/l\/operations\?filter=done%3Dfalse&pageSize=1000&pageToken=next$/,
  );
});

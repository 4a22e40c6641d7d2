import assert from "node:assert/strict";
import { test } from "node:test";
import { cancellableVersions, cancelSupport } from "#src/google/catalog/cancelSupport.js";
import { type CatalogService, type CatalogVersion, findService } from "#src/google/catalog/catalog.js";
import { fitsPattern, type OperationMethod } from "#src/google/catalog/namePattern.js";
import { listRouteOf, routeOf } from "#src/google/catalog/operationRoutes.js";

/** A service as the catalog may hold one, made up for what the first five don't have. */
function serviceWith(facts: Partial<CatalogVersion> & { patterns: Record<string, OperationMethod[]> }) {
  const { patterns, ...rest } = facts;
  const names = Object.entries(patterns).map(([pattern, methods]) => ({
    pattern,
    methods: new Set(methods),
    filter: false,
  }));
  const version: CatalogVersion = { base: "v1", templates: {}, names, ...rest };
  const service: CatalogService = {
    key: "made-up",
    host: "made-up.googleapis.com",
    locationHosts: {},
    startVersions: {},
    versions: new Map([["v1", version]]),
    scopes: [],
    listDeviations: [],
    serviceManagedOperations: [],
    isScheduled: false,
  };
  return { service, version };
}

function routes(service: CatalogService, name: string): Record<string, string> {
  const { pattern, ...methods } = routeOf(service, "v1", name) ?? { pattern: "none" };
  return Object.fromEntries(
    Object.entries(methods).map(([key, { method, path }]) => [key, `${method} ${path}`]),
  );
}

function found(key: string): CatalogService {
  const service = findService(key);
  assert.ok(service);
  return service;
}

const branch =
  "projects/1/locations/global/collections/default_collection/dataStores/d/branches/0/operations/import-1";
const engine =
  "projects/1/locations/global/collections/default_collection/engines/e/operations/create-engine-1";

test("* is one segment that isn't empty, ** is one or more", () => {
  assert.ok(fitsPattern("a/b/operations/c", "a/*/operations/*"));
  assert.ok(!fitsPattern("a/b/b/operations/c", "a/*/operations/*"));
  assert.ok(!fitsPattern("a//operations/c", "a/*/operations/*"));
  assert.ok(!fitsPattern("a/b/operations", "a/*/operations/*"));
  assert.ok(fitsPattern("operations/a/b/c", "operations/**"));
  assert.ok(!fitsPattern("operations/a//c", "operations/**"));
  assert.ok(!fitsPattern("operations", "operations/**"));
  assert.ok(fitsPattern("a/b/branches/0/documents:import", "**/branches/*/documents:import"));
});

test("the standard routes follow google.longrunning", () => {
  const name = "projects/p/locations/l/operations/o";
  assert.deepEqual(routes(found("alloydb"), name), {
    get: `GET v1/${name}`,
    cancel: `POST v1/${name}:cancel`,
    delete: `DELETE v1/${name}`,
  });
});

test("edge case 62: method and path come from the catalog, not from a constant", () => {
  const datalabeling = serviceWith({
    patterns: { "projects/*/operations/*": ["get", "cancel"] },
    templates: { cancel: "GET {base}/{name}:cancel" },
  });
  const storage = serviceWith({
    base: "storage/v1",
    patterns: { "b/*/operations/*": ["get", "cancel", "list"] },
    templates: { cancel: "POST {base}/{name}/cancel" },
  });
  const publite = serviceWith({
    patterns: { "projects/*/locations/*/operations/*": ["get", "cancel"] },
    templates: { get: "GET v1/admin/{name}", cancel: "POST v1/admin/{name}:cancel" },
  });
  assert.equal(
    routes(datalabeling.service, "projects/p/operations/o").cancel,
    "GET v1/projects/p/operations/o:cancel",
  );
  assert.deepEqual(routes(storage.service, "b/$&/operations/o"), {
    get: "GET storage/v1/b/$&/operations/o",
    cancel: "POST storage/v1/b/$&/operations/o/cancel",
  });
  assert.equal(listRouteOf(storage.version, "storage/v1", "b/x").path, "storage/v1/b/x/operations");
  assert.equal(
    routes(publite.service, "projects/p/locations/l/operations/o").get,
    "GET v1/admin/projects/p/locations/l/operations/o",
  );
});

test("a name that fits two patterns has the methods of both", () => {
  const { service } = serviceWith({ patterns: { "operations/*": ["get"], "operations/**": ["cancel"] } });
  assert.deepEqual(Object.keys(routes(service, "operations/o")), ["get", "cancel"]);
  assert.deepEqual(Object.keys(routes(service, "operations/o/p")), ["cancel"]);
});

test("lists are asked for where the collection lies", () => {
  const transfer = serviceWith({ patterns: { "transferOperations/**": ["get", "list"] } });
  assert.equal(listRouteOf(transfer.version, "v1", "").path, "v1/transferOperations");
  const alloydb = found("alloydb").versions.get("v1");
  assert.equal(
    listRouteOf(alloydb, "v1", "projects/p/locations/-").path,
    "v1/projects/p/locations/-/operations",
  );
  assert.equal(listRouteOf(undefined, "v9", "projects/p").path, "v9/projects/p/operations");
});

test("edge case 13: Discovery Engine cancels below branches alone, but for v1", () => {
  const service = found("discoveryengine");
  assert.equal(cancelSupport(service, "v1alpha", branch), "supported");
  assert.equal(cancelSupport(service, "v1alpha", engine), "unsupported");
  assert.equal(routeOf(service, "v1alpha", engine)?.cancel, undefined);
});

test("edge case 55: an operation that nobody started can be looked at and has no cancel", () => {
  const migration = "projects/p/operations/datastore-firestore-migration";
  assert.equal(cancelSupport(found("datastore"), "v1", migration), "serviceManaged");
  assert.deepEqual(Object.keys(routes(found("datastore"), migration)), ["get", "delete"]);
  assert.equal(cancelSupport(found("datastore"), "v1", "projects/p/operations/o"), "supported");
});

test("edge case 49: the versions that can cancel are known", () => {
  const service = found("discoveryengine");
  assert.deepEqual(cancellableVersions(service, engine), ["v1"]);
  assert.deepEqual(cancellableVersions(service, branch), ["v1", "v1alpha", "v1beta"]);
});

test("what the catalog doesn't know is not called uncancellable", () => {
  assert.equal(cancelSupport(undefined, "v1", branch), "unknown");
  assert.equal(cancelSupport(found("alloydb"), "v9", branch), "unknown");
  assert.equal(cancelSupport(found("alloydb"), "v1", branch), "unknown");
});

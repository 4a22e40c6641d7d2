import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultVersion } from "#src/google/catalog/apiVersion.js";
import { type CatalogService, findService } from "#src/google/catalog/catalog.js";

/** Versions of a made-up service; those with a star can cancel. */
function serviceWith(...versions: string[]): CatalogService {
  const entries = versions.map((text) => {
    const methods = new Set(text.endsWith("*") ? (["get", "cancel"] as const) : (["get"] as const));
    const version = text.replace("*", "");
    return [
      version,
      { base: version, templates: {}, names: [{ pattern: "operations/*", methods, filter: false }] },
    ] as const;
  });
  return {
    key: "made-up",
    host: "made-up.googleapis.com",
    locationHosts: {},
    startVersions: {},
    versions: new Map(entries),
    scopes: [],
    listDeviations: [],
    serviceManagedOperations: [],
    isScheduled: false,
  };
}

test("the version that the project settled on comes first", () => {
  const service = findService("discoveryengine");
  assert.ok(service);
  const engine = "projects/1/locations/global/collections/c/engines/e/operations/o";
  assert.equal(defaultVersion(service, engine), "v1alpha");
});

test("else the newest stable version that can cancel", () => {
  const service = serviceWith("v1*", "v2*", "v10", "v3beta1*", "v11alpha*");
  assert.equal(defaultVersion(service, "operations/o"), "v2");
});

test("else a preview that can, beta before alpha", () => {
  const service = serviceWith("v1", "v2alpha*", "v1beta1*", "v1beta2*", "v1p1beta1*");
  assert.equal(defaultVersion(service, "operations/o"), "v1p1beta1");
});

test("an alpha version, closed to most projects, is not taken for its cancel", () => {
  assert.equal(defaultVersion(serviceWith("v1", "v1alpha2*"), "operations/o"), "v1");
  assert.equal(defaultVersion(serviceWith("v1alpha1", "v1alpha2*"), "operations/o"), "v1alpha2");
});

test("of real services: the newest stable version that can cancel that name", () => {
  const cases: [service: string, about: string, version: string][] = [
    ["aiplatform", "projects/p/locations/l/operations/o", "v1"],
    ["cloudbuild", "projects/p/locations/l/builds", "v1"],
    ["cloudbuild", "projects/p/locations/l/connections/c", "v2"],
    ["dialogflow", "projects/p/locations/l/agent:export", "v2"],
    ["dialogflow", "projects/p/locations/l/agents/a:export", "v3"],
    ["gkehub", "projects/p/locations/l/memberships", "v1"],
    ["gkehub", "projects/p/locations/l/memberships/m/features", "v2"],
    ["datafusion", "projects/p/locations/l/instances/i:upgrade", "v1beta1"],
    ["datafusion", "projects/p/locations/l/instances/i:restart", "v1"],
    ["composer", "projects/p/locations/l/operations/o", "v1"],
    ["documentai", "projects/p/locations/l/operations/o", "v1"],
    ["speech", "projects/p/locations/l/operations/o", "v2"],
    ["speech", "projects/p/locations/l/recognizers/_:batchRecognize", "v2"],
    ["sqladmin", "projects/p/operations/o", "v1"],
    ["run", "projects/p/locations/l/services", "v2"],
  ];
  for (const [key, about, version] of cases) {
    const service = findService(key);
    assert.ok(service);
    assert.equal(defaultVersion(service, about), version, key);
  }
});

test("else the newest stable one", () => {
  assert.equal(defaultVersion(serviceWith("v1", "v2", "v3alpha"), "operations/o"), "v2");
  assert.equal(defaultVersion(serviceWith("v1", "v2", "v3alpha")), "v2");
  assert.equal(defaultVersion(serviceWith("v1alpha", "v1beta"), "operations/o"), "v1beta");
});

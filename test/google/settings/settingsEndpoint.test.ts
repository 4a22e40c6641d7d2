import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { checkTarget, type ServiceTarget } from "#src/google/service.js";
import { readSettings } from "#src/google/settings/settings.js";
import { assertMessage } from "../../support/golden.js";

type Values = Record<string, string>;

function target(config: Values, environment: Values, changes: Partial<ServiceTarget>): ServiceTarget {
  return { service: "alloydb", settings: readSettings((key) => config[key], environment), ...changes };
}

function baseUrl(config: Values, environment: Values = {}, changes: Partial<ServiceTarget> = {}): string {
  return connectService(target(config, environment, changes)).baseUrl;
}

function problem(config: Values, environment: Values = {}, changes: Partial<ServiceTarget> = {}) {
  const [first, ...rest] = checkTarget(target(config, environment, changes));
  assert.deepEqual(rest, []);
  return first;
}

const inDiscovery = (location: string) =>
  `projects/p/locations/${location}/dataStores/d/branches/0/documents:import`;

test("explicit endpoint, emulator, configured endpoint, its variable, Google's host: in this order", () => {
  const config = { "gcp:alloydbCustomEndpoint": "https://configured.example/v1/" };
  const environment = {
    GCP_LRO_EMULATOR_HOST: "127.0.0.1:8080",
    GOOGLE_ALLOYDB_CUSTOM_ENDPOINT: "https://variable.example/v1/",
  };
  const { GCP_LRO_EMULATOR_HOST: _, ...withoutEmulator } = environment;
  const endpoint = "https://explicit.example";
  assert.equal(baseUrl(config, environment, { endpoint }), endpoint);
  assert.equal(baseUrl(config, environment), "http://127.0.0.1:8080/alloydb");
  assert.equal(baseUrl(config, withoutEmulator), "https://configured.example");
  assert.equal(baseUrl({}, withoutEmulator), "https://variable.example");
  assert.equal(baseUrl({}), "https://alloydb.googleapis.com");
});

test("each first-class service has the key and variable that pulumi-gcp has", () => {
  for (const [service, key, variable] of [
    ["alloydb", "alloydb", "ALLOYDB"],
    ["cloudaicompanion", "gemini", "GEMINI"],
    ["datafusion", "dataFusion", "DATA_FUSION"],
    // pulumi-gcp has none for this one any more.
    ["datastore", "datastore", "DATASTORE"],
    ["discoveryengine", "discoveryEngine", "DISCOVERY_ENGINE"],
  ] as const) {
    const endpoint = "https://custom.example/";
    assert.equal(
      baseUrl({ [`gcp:${key}CustomEndpoint`]: endpoint }, {}, { service }),
      "https://custom.example",
    );
    const environment = { [`GOOGLE_${variable}_CUSTOM_ENDPOINT`]: endpoint };
    assert.equal(baseUrl({}, environment, { service }), "https://custom.example");
  }
});

test("of a service that pulumi-gcp calls otherwise, key and variable are pulumi-gcp's", () => {
  for (const [service, version, key, variable] of [
    ["appengine", "v1", "appEngine", "APP_ENGINE"],
    ["assuredworkloads", "v1", "assuredWorkloads", "ASSURED_WORKLOADS"],
    ["cloudasset", "v1", "cloudAsset", "CLOUD_ASSET"],
    ["cloudfunctions", "v1", "cloudFunctions", "CLOUD_FUNCTIONS"],
    ["cloudfunctions", "v2beta", "cloudfunctions2", "CLOUDFUNCTIONS2"],
    ["cloudkms", "v1", "kms", "KMS"],
    ["cloudresourcemanager", "v1", "resourceManager", "RESOURCE_MANAGER"],
    ["cloudresourcemanager", "v2", "resourceManagerV3", "RESOURCE_MANAGER_V3"],
    ["cloudresourcemanager", "v3", "resourceManagerV3", "RESOURCE_MANAGER_V3"],
    ["cloudtasks", "v2", "cloudTasks", "CLOUD_TASKS"],
    ["domains", "v1", "clouddomains", "CLOUDDOMAINS"],
    ["run", "v1", "cloudRun", "CLOUD_RUN"],
    ["run", "v2", "cloudRunV2", "CLOUD_RUN_V2"],
    ["servicemanagement", "v1", "serviceManagement", "SERVICE_MANAGEMENT"],
    ["vpcaccess", "v1beta1", "vpcAccess", "VPC_ACCESS"],
  ] as const) {
    const config: Record<string, string> = { [`gcp:${key}CustomEndpoint`]: "configured" };
    const configured = readSettings((name) => config[name], {});
    const fromEnvironment = readSettings(() => undefined, {
      [`GOOGLE_${variable}_CUSTOM_ENDPOINT`]: "variable",
    });
    assert.ok(configured.ok && fromEnvironment.ok);
    assert.equal(configured.value.customEndpoint(service, version)?.text, "configured", key);
    assert.equal(fromEnvironment.value.customEndpoint(service, version)?.text, "variable", variable);
  }
});

test("a service that pulumi-gcp splits by version has an endpoint for each", () => {
  const reading = readSettings(
    (key) => ({ "gcp:cloudBuildCustomEndpoint": "one", "gcp:cloudbuildv2CustomEndpoint": "two" })[key],
    {},
  );
  assert.ok(reading.ok);
  assert.equal(reading.value.customEndpoint("cloudbuild", "v1")?.text, "one");
  assert.equal(reading.value.customEndpoint("cloudbuild", "v2")?.text, "two");
  assert.equal(reading.value.customEndpoint("cloudbuild", "v3")?.text, undefined);
});

test("a custom endpoint may end with an API version, which the request's own replaces", () => {
  for (const [given, expected] of [
    ["https://h.example/v1/", "https://h.example"],
    ["https://h.example/v1beta", "https://h.example"],
    ["https://h.example/under/a/path/v2alpha1/", "https://h.example/under/a/path"],
    ["https://h.example/v1/more/", "https://h.example/v1/more"],
    ["https://h.example", "https://h.example"],
    ["http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080"],
    ["https://v1/", "https://v1"],
  ] as const) {
    assert.equal(baseUrl({ "gcp:alloydbCustomEndpoint": given }), expected, given);
  }
});

test("a custom endpoint may leave a place for the location", (t) => {
  const config = { "gcp:discoveryEngineCustomEndpoint": "https://{{location}}-d.example/v1/" };
  const service = "discoveryengine";
  assert.equal(baseUrl(config, {}, { service, resourceName: inDiscovery("eu") }), "https://eu-d.example");
  const found = problem(config, {}, { service, resourceName: "projects/p/operations/o" });
  assert.equal(found?.property, "endpoint");
  assert.match(found.reason, /gcp:discoveryEngineCustomEndpoint/);
  assertMessage(t, "a place for a location, and none", found.reason);
});

test("a custom endpoint that can't be used is refused by its key or variable", (t) => {
  const unsafe = problem({ "gcp:alloydbCustomEndpoint": "http://10.0.0.1/v1/" });
  assert.match(unsafe?.reason ?? "", /^gcp:alloydbCustomEndpoint /);
  assertMessage(t, "http to another machine", unsafe?.reason ?? "");
  const unreadable = problem({}, { GOOGLE_ALLOYDB_CUSTOM_ENDPOINT: "alloydb" });
  assert.match(unreadable?.reason ?? "", /^GOOGLE_ALLOYDB_CUSTOM_ENDPOINT /);
  assertMessage(t, "no URL in a variable", unreadable?.reason ?? "");
  assert.deepEqual(checkTarget(target({ "gcp:geminiCustomEndpoint": "?" }, {}, {})), [], "another service's");
});

test("edge case 50: another universe has hosts of its own", () => {
  const config = { "gcp:universeDomain": "cloud.example" };
  assert.equal(baseUrl(config), "https://alloydb.cloud.example");
  assert.equal(baseUrl(config, {}, { service: "alloydb.googleapis.com" }), "https://alloydb.cloud.example");
  assert.equal(baseUrl(config, {}, { service: "alloydb.cloud.example" }), "https://alloydb.cloud.example");
  const multiRegion = { service: "discoveryengine", resourceName: inDiscovery("eu") };
  assert.equal(baseUrl(config, {}, multiRegion), "https://eu-discoveryengine.cloud.example");
  const foreign = { service: "private.example.com", apiVersion: "v1" };
  assert.equal(baseUrl(config, {}, foreign), "https://private.example.com");
  assert.equal(connectService(target(config, {}, {})).host, "alloydb.googleapis.com", "as names hold it");
});

test("regional endpoints are used where they are preferred, exist, and the operation has a location", () => {
  const config = { "gcp:preferRegionalEndpoints": "true" };
  const resourceName = "projects/p/locations/europe-west1/operations/o";
  assert.equal(baseUrl(config, {}, { resourceName }), "https://alloydb.europe-west1.rep.googleapis.com");
  assert.equal(baseUrl(config), "https://alloydb.googleapis.com");
  const companion = { service: "cloudaicompanion", resourceName };
  assert.equal(baseUrl(config, {}, companion), "https://cloudaicompanion.googleapis.com");
  const demanded = { service: "discoveryengine", resourceName: inDiscovery("eu") };
  assert.equal(baseUrl(config, {}, demanded), "https://eu-discoveryengine.googleapis.com");
  assert.equal(
    baseUrl({ "gcp:preferGlobalEndpoints": "true" }, {}, { resourceName }),
    "https://alloydb.googleapis.com",
  );
});

test("mTLS hosts are used when the environment always wants them", () => {
  const always = { GOOGLE_API_USE_MTLS_ENDPOINT: "always" };
  assert.equal(baseUrl({}, always), "https://alloydb.mtls.googleapis.com");
  assert.equal(baseUrl({}, { GOOGLE_API_USE_MTLS_ENDPOINT: "auto" }), "https://alloydb.googleapis.com");
  assert.equal(baseUrl({}, always, { endpoint: "https://h.example" }), "https://h.example");
});

test("a bad setting is the target's problem, named by its key", () => {
  const found = problem({ "gcp:userProjectOverride": "maybe" });
  assert.equal(found?.property, "settings");
  assert.match(found.reason, /^gcp:userProjectOverride: /);
});

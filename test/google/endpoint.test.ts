import assert from "node:assert/strict";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { checkTarget } from "#src/google/service.js";
import { assertMessage } from "../support/golden.js";

const inDiscovery = (location: string) =>
  `projects/p/locations/${location}/dataStores/d/branches/0/documents:import`;

function baseUrl(target: Partial<Parameters<typeof connectService>[0]>): string {
  return connectService({ service: "alloydb", environment: {}, ...target }).baseUrl;
}

function complaint(endpoint: string): string {
  const [problem] = checkTarget({ service: "alloydb", endpoint, environment: {} });
  assert.equal(problem?.property, "endpoint", endpoint);
  return problem.reason;
}

test("the catalog's host is the default", () => {
  assert.equal(baseUrl({}), "https://alloydb.googleapis.com");
  assert.equal(
    baseUrl({ service: "alloydb.us-east1.rep.googleapis.com" }),
    "https://alloydb.us-east1.rep.googleapis.com",
  );
  assert.equal(baseUrl({ service: "private.example.com", apiVersion: "v7" }), "https://private.example.com");
});

test("the host that last answered for the operation is the default, unless something else names one", () => {
  const lastEndpoint = "https://old-alloydb.googleapis.com";
  const custom = { GOOGLE_ALLOYDB_CUSTOM_ENDPOINT: "https://custom.example/v1/" };
  assert.deepEqual(
    [
      baseUrl({ lastEndpoint }),
      baseUrl({ lastEndpoint, endpoint: "https://given.example" }),
      baseUrl({ lastEndpoint, environment: custom }),
      baseUrl({ lastEndpoint, environment: { GCP_LRO_EMULATOR_HOST: "127.0.0.1:8080" } }),
      baseUrl({ lastEndpoint: "http://127.0.0.1:8080/alloydb" }),
      baseUrl({ lastEndpoint: "https://custom.example" }),
      baseUrl({ lastEndpoint: "https://alloydb.mtls.googleapis.com" }),
      baseUrl({ lastEndpoint: "https://alloydb.us-east1.rep.googleapis.com" }),
    ],
    [
      lastEndpoint,
      "https://given.example",
      "https://custom.example",
      "http://127.0.0.1:8080/alloydb",
      "https://alloydb.googleapis.com",
      "https://alloydb.googleapis.com",
      "https://alloydb.googleapis.com",
      "https://alloydb.us-east1.rep.googleapis.com",
    ],
  );
});

test("edge case 48: the location decides on the host, for Discovery Engine", () => {
  const hosts = ["global", "us", "eu", "asia-northeast1"].map((location) =>
    baseUrl({ service: "discoveryengine", resourceName: inDiscovery(location) }),
  );
  assert.deepEqual(hosts, [
    "https://discoveryengine.googleapis.com",
    "https://us-discoveryengine.googleapis.com",
    "https://eu-discoveryengine.googleapis.com",
    "https://discoveryengine.googleapis.com",
  ]);
  assert.equal(
    baseUrl({ resourceName: "projects/p/locations/us/operations/o" }),
    "https://alloydb.googleapis.com",
  );
});

test("edge case 48: a location can't smuggle in another host", () => {
  for (const location of ["us@evil.example", "us.evil.example", "constructor", "__proto__"]) {
    const url = baseUrl({ service: "discoveryengine", resourceName: inDiscovery(location) });
    assert.equal(url, "https://discoveryengine.googleapis.com");
  }
});

test("an endpoint may have a path, and loopback may be plain http", () => {
  assert.equal(
    baseUrl({ endpoint: "https://proxy.example/google/alloydb/" }),
    "https://proxy.example/google/alloydb",
  );
  for (const endpoint of [
    "http://127.0.0.1:80",
    "http://127.8.8.8:1/x",
    "http://[::1]:8080",
    "http://localhost:9",
  ]) {
    assert.equal(baseUrl({ endpoint }), new URL(endpoint).href.replace(/\/$/, ""));
  }
});

const refusedEndpoints: [situation: string, endpoints: string[]][] = [
  [
    "http to another machine",
    ["http://10.0.0.1", "http://localhost.evil.example", "http://127.0.0.1.evil.example"],
  ],
  ["another protocol", ["ftp://alloydb.googleapis.com"]],
  ["a query", ["https://host.example?x=1"]],
  ["a fragment", ["https://host.example#x"]],
  [
    "an unclear path",
    ["https://host.example/%2e%2e", "https://host.example/a/../b", "https://host.example\\a"],
  ],
  ["no URL", ["alloydb.googleapis.com", "https://host.example/ x", ""]],
  ["credentials", ["https://user:geheim@host.example"]],
];
for (const [situation, endpoints] of refusedEndpoints) {
  test(`an endpoint that would be unsafe or unclear is refused, without being quoted: ${situation}`, (t) => {
    for (const endpoint of endpoints) {
      assert.doesNotMatch(complaint(endpoint), /geheim|evil|host\.example/);
      assertMessage(t, situation, complaint(endpoint));
    }
  });
}

test("the emulator stands in for every service, unless an endpoint is given", () => {
  const environment = { GCP_LRO_EMULATOR_HOST: "127.0.0.1:8080" };
  assert.equal(baseUrl({ environment }), "http://127.0.0.1:8080/alloydb");
  assert.equal(
    baseUrl({ environment, service: "discoveryengine", resourceName: inDiscovery("eu") }),
    "http://127.0.0.1:8080/discoveryengine",
  );
  assert.equal(
    baseUrl({ environment, service: "private.example.com", apiVersion: "v1" }),
    "http://127.0.0.1:8080/private.example.com",
  );
  assert.equal(baseUrl({ environment: { GCP_LRO_EMULATOR_HOST: "[::1]:80" } }), "http://[::1]:80/alloydb");
  assert.equal(baseUrl({ environment, endpoint: "https://a.example" }), "https://a.example");
  assert.equal(baseUrl({ environment: { GCP_LRO_EMULATOR_HOST: "" } }), "https://alloydb.googleapis.com");
});

test("an emulator variable that is no host and port is refused by name", (t) => {
  for (const value of [
    "http://127.0.0.1:80",
    "127.0.0.1",
    "host:0",
    "host:65536",
    "host:80/x",
    "a@b:80",
    "x y:1",
  ]) {
    const [problem] = checkTarget({ service: "alloydb", environment: { GCP_LRO_EMULATOR_HOST: value } });
    assert.match(problem?.reason ?? "", /GCP_LRO_EMULATOR_HOST/, value);
    assertMessage(t, "no host and port", problem?.reason ?? "");
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { OAuth2Client } from "google-auth-library";
import { connectService } from "#src/google/connectionPool.js";
import { checkTarget, isTargetError, type ServiceTarget } from "#src/google/service.js";
import { assertMessage } from "../support/golden.js";

function problems(target: Partial<ServiceTarget>): string[] {
  return checkTarget({ service: "alloydb", environment: {}, ...target }).map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
}

test("a good target has no problems", () => {
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ service: "private.example.com", apiVersion: "v1" }), []);
  assert.deepEqual(problems({ service: "private.example.com", apiVersion: "compute/v1" }), []);
});

test("an unknown service is named with its nearest ones", (t) => {
  const [problem = "", ...others] = problems({ service: "aloydb" });
  assert.deepEqual(others, []);
  assert.match(problem, /^service: .*\balloydb\b/);
  assertMessage(t, "an unknown service", problem);
});

const excluded: [service: string, product: string][] = [
  ["compute", "Compute Engine"],
  ["compute.googleapis.com", "Compute Engine"],
  ["bigquery", "BigQuery"],
  ["BigQuery.googleapis.com", "BigQuery"],
  ["dataflow", "Dataflow"],
  ["deploymentmanager", "Deployment Manager"],
];
for (const [service, product] of excluded) {
  test(`a service out of scope is refused with the reason: ${service}`, (t) => {
    const [problem = "", ...others] = problems({ service, apiVersion: "v1" });
    assert.deepEqual(others, []);
    assert.match(problem, new RegExp(`^service: ${product}`));
    assertMessage(t, product, problem);
  });
}

test("what is neither key nor host is no service", () => {
  const strange = [
    "",
    " alloydb",
    "https://alloydb.googleapis.com",
    "host.example:80",
    "a b.example",
    "a@b.example",
    "-a.example",
    "10.0.0.1",
    "a..b",
  ];
  for (const service of strange) {
    assert.match(problems({ service, apiVersion: "v1" })[0] ?? "", /^service: /, service);
  }
});

test("an unknown version is named with the known ones", (t) => {
  const [problem = "", ...others] = problems({ apiVersion: "v2" });
  assert.deepEqual(others, []);
  assert.match(problem, /^apiVersion: .* v1, v1alpha, v1beta\.$/);
  assertMessage(t, "an unknown version", problem);
});

test("a host that the catalog doesn't know needs a version that can stand in a path", (t) => {
  const [missing = ""] = problems({ service: "alloydbb.googleapis.com" });
  assert.match(missing, /^apiVersion: .*\balloydb\b/);
  assertMessage(t, "no version of an unknown host", missing);
  const [unsafe = ""] = problems({ service: "a.example", apiVersion: "../v1" });
  assert.match(unsafe, /^apiVersion: /);
  assertMessage(t, "a version that can't stand in a path", unsafe);
});

test("a service account that can't stand in a URL is refused, and so is one beside a client", (t) => {
  const [unsafe = ""] = problems({ impersonateServiceAccount: "a/../b" });
  assert.match(unsafe, /^impersonateServiceAccount: /);
  assertMessage(t, "no service account", unsafe);
  const authClient = new OAuth2Client();
  const [both = ""] = problems({ impersonateServiceAccount: "a@b", authClient });
  assert.match(both, /^impersonateServiceAccount: .*authClient/);
  assertMessage(t, "a service account beside a client", both);
});

test("a quota project can't smuggle in a header, and a time limit has to be one", () => {
  assert.match(problems({ quotaProject: "p\r\nx: y" })[0] ?? "", /^quotaProject: /);
  assert.match(problems({ requestTimeout: 0 })[0] ?? "", /^requestTimeout: /);
  assert.match(problems({ requestTimeout: Number.NaN })[0] ?? "", /^requestTimeout: /);
  assert.deepEqual(problems({ quotaProject: "example.com:project-1", requestTimeout: 30_000 }), []);
});

test("all problems are told at once", () => {
  assert.equal(problems({ service: "x", endpoint: "http://a.example", quotaProject: "" }).length, 3);
});

test("connecting to a bad target throws what checking tells", () => {
  assert.throws(
    () => connectService({ service: "aloydb", environment: {} }),
    (error) =>
      isTargetError(error) && error.problems[0]?.property === "service" && /^service: /.test(error.message),
  );
});

test("the host is that of full resource names, whatever host requests go to", () => {
  const regional = connectService({ service: "alloydb.us-east1.rep.googleapis.com", environment: {} });
  assert.equal(regional.host, "alloydb.googleapis.com");
  const stranger = connectService({ service: "Private.Example.com", apiVersion: "v1", environment: {} });
  assert.equal(stranger.host, "private.example.com");
});

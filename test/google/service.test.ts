import assert from "node:assert/strict";
import { test } from "node:test";
import { OAuth2Client } from "google-auth-library";
import { connectService } from "#src/google/connectionPool.js";
import { checkTarget, isTargetError, type ServiceTarget } from "#src/google/service.js";

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

test("an unknown service is named with its nearest ones", () => {
  assert.deepEqual(problems({ service: "aloydb" }), [
    'service: "aloydb" is not a service that the catalog knows. Did you mean alloydb? ' +
      "Give a service's short name such as alloydb, or its host together with apiVersion.",
  ]);
});

const excluded: [service: string, reason: RegExp][] = [
  ["compute", /^service: Compute Engine's operations can't be cancelled/],
  ["compute.googleapis.com", /^service: Compute Engine's operations can't be cancelled/],
  ["bigquery", /^service: BigQuery jobs are not google\.longrunning operations/],
  ["BigQuery.googleapis.com", /^service: BigQuery jobs are not google\.longrunning operations/],
  ["dataflow", /^service: Dataflow jobs are not google\.longrunning operations/],
  ["deploymentmanager", /^service: Deployment Manager's operations can't be cancelled/],
];
for (const [service, reason] of excluded) {
  test(`a service out of scope is refused with the reason: ${service}`, () => {
    const [problem = "", ...others] = problems({ service, apiVersion: "v1" });
    assert.deepEqual(others, []);
    assert.match(problem, reason);
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

test("an unknown version is named with the known ones", () => {
  assert.deepEqual(problems({ apiVersion: "v2" }), [
    'apiVersion: alloydb has no version "v2" with operations. Known: v1, v1alpha, v1beta.',
  ]);
});

test("a host that the catalog doesn't know needs a version that can stand in a path", () => {
  assert.match(
    problems({ service: "alloydbb.googleapis.com" })[0] ?? "",
    /^apiVersion: It is needed.*alloydb\b/,
  );
  assert.match(
    problems({ service: "a.example", apiVersion: "../v1" })[0] ?? "",
    /^apiVersion: "\.\.\/v1" can't/,
  );
});

test("a service account that can't stand in a URL is refused, and so is one beside a client", () => {
  assert.match(
    problems({ impersonateServiceAccount: "a/../b" })[0] ?? "",
    /^impersonateServiceAccount: .*e-mail address/,
  );
  const authClient = new OAuth2Client();
  assert.match(
    problems({ impersonateServiceAccount: "a@b", authClient })[0] ?? "",
    /^impersonateServiceAccount: .*authClient/,
  );
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

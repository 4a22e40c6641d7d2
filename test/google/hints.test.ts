import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { connectService } from "#src/google/connectionPool.js";
import { hostHint, versionHint } from "#src/google/hints.js";
import { type ResolvedService, resolveService, type ServiceTarget } from "#src/google/service.js";
import { assertMessage } from "../support/golden.js";
import { always, startServer } from "../support/loopbackServer.js";

function resolved(target: ServiceTarget): ResolvedService {
  const reading = resolveService({ environment: {}, ...target });
  assert.ok(reading.ok);
  return reading.value;
}

function refused(message: string, httpStatus = 400): RequestFailure {
  return { kind: "apiError", request: "GET x", httpStatus, status: "INVALID_ARGUMENT", message };
}

const page: RequestFailure = {
  kind: "nonApiResponse",
  request: "GET x",
  httpStatus: 404,
  contentType: "text/html",
  excerpt: "Error 404 (Not Found)!!1",
};

const discovery: ServiceTarget = {
  service: "discoveryengine",
  resourceName: "projects/p/locations/europe-west1/dataStores/d/branches/0/operations/o",
};

const aboutHosts = [
  "Invalid hostname: eu-aiplatform.googleapis.com",
  "Expected resource location to be global, but found us-central1 in resource name.",
  'Incorrect API endpoint used. The current endpoint can only serve traffic from "global" region',
  "Please refer to https://x/docs to find the correct endpoint to access resources located in 'us-central1'",
  "The provided location ID doesn't match the endpoint.",
  "Region 'us-central1' specified in request does not match endpoint region 'global'.",
  "Region 'europe-west1' invalid or not supported by this endpoint; permitted regions: '[global]'",
  "The resource projects/1/locations/eu is not located in us",
];
for (const message of aboutHosts) {
  test(`edge case 48: a refusal of the default host suggests endpoint: ${message}`, (t) => {
    const hint = hostHint(resolved(discovery), refused(message)) ?? "";
    assert.match(hint, /^discoveryengine\.googleapis\.com .* endpoint$/);
    assertMessage(t, "a host that was chosen by default", hint);
  });
}

test("other refusals, and hosts that the user chose, suggest nothing", () => {
  const others = ["Request contains an invalid argument.", "Endpoint `projects/p/endpoints/1` not found."];
  for (const message of others) {
    assert.equal(hostHint(resolved(discovery), refused(message)), undefined, message);
  }
  const [invalid = ""] = aboutHosts;
  assert.equal(
    hostHint(resolved({ ...discovery, endpoint: "https://a.example" }), refused(invalid)),
    undefined,
  );
});

test("a front end's 404 suggests endpoint where the host is that of a location", (t) => {
  const resourceName = "projects/p/locations/eu/operations/o";
  const hint = hostHint(resolved({ service: "chronicle", resourceName }), page) ?? "";
  assert.match(hint, /^eu-chronicle\..* endpoint$/);
  assertMessage(t, "a host of a location", hint);
  assert.equal(hostHint(resolved({ service: "alloydb", resourceName }), page), undefined);
});

test("a version that was chosen by default is named with the others", (t) => {
  const resourceName = "projects/p/locations/l/operations/o";
  const hint = versionHint(resolved({ service: "cloudbuild", resourceName })) ?? "";
  assert.match(hint, /^apiVersion v1 .* v2, v1beta1, v1alpha2, v1alpha1$/);
  assertMessage(t, "a version that was chosen by default", hint);
  assert.equal(versionHint(resolved({ service: "cloudbuild", apiVersion: "v2", resourceName })), undefined);
  assert.equal(versionHint(resolved({ service: "bigtableadmin", resourceName })), undefined);
});

test("a start that is answered 404 names the version that was chosen, a look does not", async (t) => {
  const server = await startServer(
    t,
    always(404, { error: { code: 404, status: "NOT_FOUND", message: "m" } }),
  );
  const environment = { GCP_LRO_EMULATOR_HOST: server.host };
  const connection = connectService({ service: "cloudbuild", environment });
  const started = await connection.start({ path: "projects/p/locations/l/things" });
  assert.ok(!started.ok);
  assert.equal(started.error.hint, connection.versionHint);
  const looked = await connection.get("projects/p/locations/l/operations/o");
  assert.ok(!looked.ok);
  assert.equal(looked.error.hint, undefined);
  assert.match(connection.versionHint ?? "", /^apiVersion v1 /);
});

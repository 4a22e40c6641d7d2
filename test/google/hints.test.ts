import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { describeFailure } from "#src/core/failure.js";
import { connectService } from "#src/google/connectionPool.js";
import { hostHint, versionHint } from "#src/google/hints.js";
import { type ResolvedService, resolveService, type ServiceTarget } from "#src/google/service.js";
import { always, startServer } from "./http/loopbackServer.js";

function placeOf(target: ServiceTarget): ResolvedService {
  const reading = resolveService({ environment: {}, ...target });
  assert.ok(reading.ok);
  return reading.resolved;
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
  about: "projects/p/locations/europe-west1/dataStores/d/branches/0/operations/o",
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
  test(`edge case 48: a refusal of the default host suggests endpoint: ${message}`, () => {
    assert.match(
      hostHint(placeOf(discovery), refused(message)) ?? "",
      /^discoveryengine\.googleapis\.com was chosen by default; .* set endpoint$/,
    );
  });
}

test("other refusals, and hosts that the user chose, suggest nothing", () => {
  const others = ["Request contains an invalid argument.", "Endpoint `projects/p/endpoints/1` not found."];
  for (const message of others) {
    assert.equal(hostHint(placeOf(discovery), refused(message)), undefined, message);
  }
  const [invalid = ""] = aboutHosts;
  assert.equal(
    hostHint(placeOf({ ...discovery, endpoint: "https://a.example" }), refused(invalid)),
    undefined,
  );
});

test("a front end's 404 suggests endpoint where the host is that of a location", () => {
  const about = "projects/p/locations/eu/operations/o";
  assert.match(hostHint(placeOf({ service: "chronicle", about }), page) ?? "", /^eu-chronicle\./);
  assert.equal(hostHint(placeOf({ service: "alloydb", about }), page), undefined);
});

test("a version that was chosen by default is named with the others", () => {
  const about = "projects/p/locations/l/operations/o";
  assert.equal(
    versionHint(placeOf({ service: "cloudbuild", about })),
    "apiVersion v1 was chosen by default; cloudbuild also has v2, v1beta1, v1alpha2, v1alpha1",
  );
  assert.equal(versionHint(placeOf({ service: "cloudbuild", apiVersion: "v2", about })), undefined);
  assert.equal(versionHint(placeOf({ service: "bigtableadmin", about })), undefined);
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
  assert.match(
    describeFailure(started.error),
    /; apiVersion v1 was chosen by default; cloudbuild also has v2, /,
  );
  const looked = await connection.get("projects/p/locations/l/operations/o");
  assert.ok(!looked.ok);
  assert.equal(looked.error.hint, undefined);
  assert.match(connection.versionHint ?? "", /^apiVersion v1 was chosen/);
});

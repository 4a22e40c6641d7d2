import assert from "node:assert/strict";
import { test } from "node:test";
import { assertMessage } from "../../support/golden.js";
import { json, startServer } from "../../support/loopbackServer.js";
import { startEngine } from "../../support/providerEngine.js";
import { exportInputs } from "../../support/providerFixture.js";
import { installedProject } from "../../support/providerProject.js";
import { startProviderServer } from "../../support/providerServer.js";

test("the stack's configuration reaches the provider in Pulumi's own server", async (t) => {
  const name = "projects/p/locations/us-central1/operations/o";
  const service = await startServer(t, (_request, response) => json(response, 200, { name }));
  const engine = await startEngine(t);
  const server = await startProviderServer(t, {
    folder: await installedProject(t),
    engine: engine.address,
    environment: { GOOGLE_OAUTH_ACCESS_TOKEN: "environment" },
    config: {
      "gcp:accessToken": "configured",
      "gcp:alloydbCustomEndpoint": `${service.url}/v1/`,
      "gcp:requestReason": "because",
    },
  });
  const inputs = exportInputs("c");
  assert.deepEqual((await server.check({}, inputs)).failures, []);
  const { state } = await server.create(inputs);
  assert.equal(state.endpoint, service.url);
  assert.equal(service.arrived[0]?.headers.authorization, "Bearer configured");
  assert.equal(service.arrived[0]?.headers["x-goog-request-reason"], "because");
  assert.equal(server.stderr, "");
});

test("a configuration that can't be used is refused in the preview, and nothing is sent", async (t) => {
  const engine = await startEngine(t);
  const server = await startProviderServer(t, {
    folder: await installedProject(t),
    engine: engine.address,
    config: { "gcp:userProjectOverride": "maybe" },
  });
  const { failures } = await server.check({}, exportInputs("c"));
  assert.match(failures.join(), /^: gcp:userProjectOverride: /);
  assertMessage(t, "an option that is no boolean", failures.join());
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { PassThroughClient } from "google-auth-library";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { clientOptions } from "#src/hooks/clientOptions.js";

const account = "deployer@shop.iam.gserviceaccount.com";
const relay = "relay@shop.iam.gserviceaccount.com";
const configuration = {
  "gcp:project": "shop",
  "gcp:impersonateServiceAccount": account,
  "gcp:impersonateServiceAccountDelegates": JSON.stringify([relay]),
  "aws:region": "eu-west-1",
};

test("the gcp: configuration is used", () => {
  assert.deepEqual(clientOptions("alloydb", {}, configuration), {
    service: "alloydb",
    project: "shop",
    impersonateServiceAccount: account,
    impersonateServiceAccountDelegates: [relay],
  });
});

test("given settings take precedence, and a given identity is used without the configured one", () => {
  const authClient = new PassThroughClient();
  assert.deepEqual(clientOptions("alloydb", { project: "other", authClient }, configuration), {
    service: "alloydb",
    project: "other",
    authClient,
  });
  assert.deepEqual(clientOptions("alloydb", { impersonateServiceAccount: relay }, configuration), {
    service: "alloydb",
    project: "shop",
    impersonateServiceAccount: relay,
  });
});

test("a client lists at the configured endpoint with the configured credentials", async () => {
  await using emulator = await startEmulator();
  const configured = {
    "gcp:alloydbCustomEndpoint": `${emulator.url}/alloydb/v1beta/`,
    "gcp:accessToken": "token",
  };
  const client = new OperationsClient(clientOptions("alloydb", {}, configured));
  const { done } = await client.list("projects/p/locations/l").next();
  assert.ok(done);
  assert.equal(emulator.requests[0]?.headers.authorization, "Bearer [redacted]");
});

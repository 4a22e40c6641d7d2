import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import type { ServiceTarget } from "#src/google/service.js";
import { readSettings } from "#src/google/settings/settings.js";
import { demanding, name, startServer } from "../auth/credentialsStage.js";

/** The headers of a request with these settings. */
async function sent(
  t: TestContext,
  config: Record<string, string>,
  environment: Record<string, string> = {},
  changes: Partial<ServiceTarget> = {},
) {
  const service = await startServer(t, demanding());
  const all: Record<string, string> = { "gcp:accessToken": "token", ...config };
  const settings = readSettings((key) => all[key], environment);
  const target = { service: "alloydb", endpoint: service.url, settings, resourceName: name, ...changes };
  assert.equal((await connectService(target).get(name)).ok, true);
  return service.arrived[0]?.headers ?? {};
}

const QUOTA = "x-goog-user-project";

test("a billing project is named only with userProjectOverride", async (t) => {
  const billing = { "gcp:billingProject": "billing" };
  const override = { "gcp:userProjectOverride": "true" };
  assert.equal((await sent(t, billing))[QUOTA], undefined);
  assert.equal((await sent(t, { ...billing, ...override }))[QUOTA], "billing");
  const environment = { GOOGLE_BILLING_PROJECT: "billing", USER_PROJECT_OVERRIDE: "true" };
  assert.equal((await sent(t, {}, environment))[QUOTA], "billing");
});

test("userProjectOverride without a billing project names the resource's project", async (t) => {
  const config = { "gcp:userProjectOverride": "true", "gcp:project": "configured" };
  assert.equal((await sent(t, config))[QUOTA], "p");
  assert.equal((await sent(t, config, {}, { resourceName: "operations/1" }))[QUOTA], "configured");
});

test("an explicit quota project beats the configured one, which beats GOOGLE_CLOUD_QUOTA_PROJECT", async (t) => {
  const config = { "gcp:userProjectOverride": "true", "gcp:billingProject": "billing" };
  const environment = { GOOGLE_CLOUD_QUOTA_PROJECT: "variable" };
  assert.equal((await sent(t, config, environment, { quotaProject: "explicit" }))[QUOTA], "explicit");
  assert.equal((await sent(t, config, environment))[QUOTA], "billing");
  assert.equal((await sent(t, {}, environment))[QUOTA], "variable");
});

test("the request reason is sent as it is configured", async (t) => {
  const headers = await sent(t, { "gcp:requestReason": "ticket 42: clean-up" });
  assert.equal(headers["x-goog-request-reason"], "ticket 42: clean-up");
  assert.equal((await sent(t, {}))["x-goog-request-reason"], undefined);
});

test("requests have the configured limit unless they are given one", async (t) => {
  const service = await startServer(t, () => {});
  const config: Record<string, string> = { "gcp:accessToken": "token", "gcp:requestTimeout": "30ms" };
  const settings = readSettings((key) => config[key], {});
  const target = { service: "alloydb", endpoint: service.url, settings };
  const reply = await connectService(target).get(name);
  assert.ok(!reply.ok && reply.error.kind === "network");
  assert.equal(reply.error.code, "TIMEOUT");
});

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { output, runtime, secret } from "@pulumi/pulumi";
import { type GcpProvider, gcpProviderArgs } from "pulumi-gcp-lro";
import { type JsonObject, toPlainJson } from "#src/core/json.js";
import { assertMessage } from "../support/golden.js";
import { checkFailures, inputsOf } from "../support/providerScene.js";
import { resolved } from "./startedRecipe.js";

/** The properties of a `gcp.Provider` with these arguments. */
function provider(settings: Record<string, unknown> = {}): GcpProvider {
  const properties = Object.entries(settings).map(([key, value]) => [key, output(value)]);
  return { billingProject: output(undefined), ...Object.fromEntries(properties) };
}

/** The reasons for which the check at preview refuses a resource with a provider's settings. */
async function refusals(one: GcpProvider): Promise<string[]> {
  const args = await resolved(gcpProviderArgs(one, "alloydb") as never);
  return checkFailures(inputsOf(toPlainJson(args) as JsonObject));
}

afterEach(() => runtime.setAllConfig({}));

test("the service account that a provider impersonates is passed on, with its delegates", async () => {
  const impersonateServiceAccount = "deployer@p.iam.gserviceaccount.com";
  const delegates = ["relay@p.iam.gserviceaccount.com"];
  const one = provider({
    credentials: "{}",
    impersonateServiceAccount,
    impersonateServiceAccountDelegates: JSON.stringify(delegates),
  });
  assert.deepEqual(await resolved(gcpProviderArgs(one, "alloydb") as never), {
    endpoint: undefined,
    quotaProject: undefined,
    impersonateServiceAccount,
    impersonateServiceAccountDelegates: delegates,
    __problems: undefined,
  });
});

for (const key of ["credentials", "accessToken", "externalCredentials"]) {
  test(`a provider with ${key} of its own is refused, because they can't be passed on`, async (t) => {
    const [reason = "", ...others] = await refusals(provider({ [key]: secret("own") }));
    assert.deepEqual(others, []);
    assert.ok(reason.includes(`gcp:${key}`), reason);
    assertMessage(t, key, reason);
  });

  test(`a provider with the ${key} of the configuration needs nothing passed on`, async () => {
    runtime.setAllConfig({ [`gcp:${key}`]: "configured" });
    assert.deepEqual(await refusals(provider({ [key]: "configured" })), []);
  });
}

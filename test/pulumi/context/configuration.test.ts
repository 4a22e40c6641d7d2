import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import type { Clock } from "#src/core/clock.js";
import { connectService } from "#src/google/connectionPool.js";
import { Configuration } from "#src/pulumi/context/configuration.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import { assertMessage } from "../../support/golden.js";
import { type Answering, json, startServer } from "../../support/loopbackServer.js";
import { providerDependencies } from "../../support/providerDependencies.js";
import { failureOf, inputsOf } from "../../support/providerScene.js";

const name = "projects/p/locations/l/operations/o";

/** Time passes only by sleeping, and sleeping takes none. */
function restlessClock(): Clock {
  let now = 0;
  return {
    monotonic: () => now,
    wall: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

function request(config: Record<string, unknown>): ConfigureRequest {
  const get = (key: string) => config[key] as string | undefined;
  return { config: { get, require: (key) => get(key) ?? "" } };
}

/** The provider with a service on loopback, which is the emulator to it or, with `endpoint`, Google. */
async function stage(t: TestContext, answer: Answering, environment: Record<string, string> = {}) {
  const service = await startServer(t, answer);
  const provider = operationProvider(
    providerDependencies({
      clock: restlessClock(),
      random: () => 0.5,
      connect: (target) => connectService(target),
      configuration: new Configuration(environment),
      log: () => ({ write: () => undefined, flush: () => Promise.resolve() }),
      newRequestId: () => "00000000-0000-4000-8000-000000000001",
    }),
  );
  return { service, provider };
}

/** An operation that runs until the service refuses the token, at the n-th look. */
function expiringAt(look: number): Answering {
  let looks = 0;
  return ({ method }, response) => {
    looks += method === "GET" ? 1 : 0;
    if (looks < look) {
      json(response, 200, { name });
    } else {
      json(response, 401, { error: { code: 401, message: "expired", status: "UNAUTHENTICATED" } });
    }
  };
}

test("the configuration is there as soon as configure has been called, not only once it has settled", async (t) => {
  const { service, provider } = await stage(t, expiringAt(100));
  void provider.configure?.(request({ "gcp:accessToken": "configured" }));
  await provider.create(inputsOf({ endpoint: service.url }));
  assert.equal(service.arrived[0]?.headers.authorization, "Bearer configured");
});

test("configuration beats environment, and a resource's own arguments beat both", async (t) => {
  const { service, provider } = await stage(t, expiringAt(100), {
    GOOGLE_OAUTH_ACCESS_TOKEN: "environment",
    GOOGLE_ALLOYDB_CUSTOM_ENDPOINT: "https://nowhere.invalid/v1/",
  });
  await provider.configure?.(
    request({
      "gcp:accessToken": "configured",
      "gcp:alloydbCustomEndpoint": `${service.url}/configured/v1/`,
      "gcp:userProjectOverride": "true",
      "gcp:billingProject": "billing",
    }),
  );
  await provider.create(inputsOf());
  await provider.create(inputsOf({ endpoint: `${service.url}/own`, quotaProject: "own" }));
  const [configured, own] = service.arrived;
  assert.equal(configured?.url, "/configured/v1beta/projects/p/locations/l/clusters/c:export");
  assert.equal(configured.headers.authorization, "Bearer configured");
  assert.equal(configured.headers["x-goog-user-project"], "billing");
  assert.equal(own?.url, "/own/v1beta/projects/p/locations/l/clusters/c:export");
  assert.equal(own.headers["x-goog-user-project"], "own");
});

test("what is wrong with the configuration, the preview says, by its key", async (t) => {
  const { service, provider } = await stage(t, expiringAt(100));
  await provider.configure?.(request({ "gcp:userProjectOverride": "maybe", "gcp:scopes": "x" }));
  const inputs = inputsOf({ endpoint: service.url });
  const failures = (await provider.check?.(inputs, inputs))?.failures ?? [];
  assert.deepEqual(
    failures.map(({ property, reason }) => [property, reason.split(":", 2).join(":")]),
    [
      ["", "gcp:scopes"],
      ["", "gcp:userProjectOverride"],
    ],
  );
  const failure = await failureOf(provider.create(inputs));
  assert.match(failure.message, /gcp:userProjectOverride/);
  assertMessage(t, "an option that is no boolean", failure.message);
  assert.equal(service.arrived.length, 0);
});

test("values may also come as what they are instead of as JSON text", async (t) => {
  const { service, provider } = await stage(t, expiringAt(100));
  await provider.configure?.(
    request({ "gcp:accessToken": "t", "gcp:userProjectOverride": true, "gcp:scopes": ["https://s"] }),
  );
  await provider.create(inputsOf({ endpoint: service.url }));
  assert.equal(service.arrived[0]?.headers["x-goog-user-project"], "p");
});

test("edge case 24: a bare token that expires during a wait ends it with the way out, and the state is kept", async (t) => {
  const { service, provider } = await stage(t, expiringAt(4), { GOOGLE_OAUTH_ACCESS_TOKEN: "geheim-token" });
  const inputs = inputsOf({ endpoint: service.url, waitFor: "done" });
  const failure = await failureOf(provider.create(inputs));
  assert.ok(failure instanceof PartialStateError);
  const { id, properties, reasons } = failure;
  assert.equal(id, `//alloydb.googleapis.com/${name}`);
  assert.deepEqual([properties.operationName, properties.done], [name, false]);
  assert.match(reasons.join(), /GOOGLE_OAUTH_ACCESS_TOKEN/);
  assertMessage(t, "an expired token in a create", reasons.join());
  assert.doesNotMatch(JSON.stringify([failure.message, reasons, properties]), /geheim/);
  assert.equal(service.arrived.length, 5, "the start, three looks and the refused one");
});

test("edge case 24: a bare token that expires during a delete fails it, so that the state is kept", async (t) => {
  const { service, provider } = await stage(t, expiringAt(3), { GOOGLE_OAUTH_ACCESS_TOKEN: "geheim-token" });
  const { id, outs } = await provider.create(inputsOf({ endpoint: service.url }));
  const failure = await failureOf(provider.delete?.(id, outs ?? {}));
  assert.match(failure.message, /GOOGLE_OAUTH_ACCESS_TOKEN/);
  assertMessage(t, "an expired token in a delete", failure.message);
  assert.doesNotMatch(failure.message, /geheim/);
});

test("unusable credentials are refused at preview, and the failure names the setting", async (t) => {
  const { service, provider } = await stage(t, expiringAt(100));
  await provider.configure?.(request({ "gcp:credentials": "/nowhere/key.json" }));
  const inputs = inputsOf({ endpoint: service.url });
  const result = await provider.check?.({}, inputs);
  assert.deepEqual(
    result?.failures?.map(({ property }) => property),
    [""],
  );
  assert.match(result?.failures?.[0]?.reason ?? "", /^gcp:credentials .*ENOENT/);
  assertMessage(t, "credentials that are no file", result?.failures?.[0]?.reason ?? "");
  assert.equal(service.arrived.length, 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Configuration } from "#src/pulumi/context/configuration.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { ProviderConnection } from "../../support/providerConnection.js";
import { providerDependencies } from "../../support/providerDependencies.js";
import { inputsOf } from "../../support/providerScene.js";

test("resources that are configured alike share one connection, until the next configure", async () => {
  const clock = new DrivenClock();
  let connections = 0;
  const provider = operationProvider(
    providerDependencies({
      clock,
      random: () => 0.5,
      connect: () => {
        connections += 1;
        return new ProviderConnection(clock, {});
      },
      configuration: new Configuration({}),
      log: () => ({ write: () => undefined, flush: () => Promise.resolve() }),
      newRequestId: () => "00000000-0000-4000-8000-000000000001",
    }),
  );
  await provider.create(inputsOf());
  await provider.create(inputsOf());
  assert.equal(connections, 1);
  await provider.create(inputsOf({ quotaProject: "payer" }));
  assert.equal(connections, 2);
  await provider.configure?.({ config: { get: () => undefined, require: () => "" } });
  await provider.create(inputsOf());
  assert.equal(connections, 3);
});

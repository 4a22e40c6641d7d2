import assert from "node:assert/strict";
import { test } from "node:test";
import { reset, unavailable } from "../../support/faults.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";

test("edge case 27: tried again in the same run, what the start has begun is taken, even if it has ended by now", async () => {
  const script: ProviderScript = { starts: [reset()], lists: unavailable, endsAt: 0 };
  const scene = new ProviderScene(script);
  await failureOf(scene.provider.create(inputsOf()));
  const metadata = {
    createTime: "2026-01-01T00:00:01Z",
    target: startPath.replace(":export", ""),
    verb: "export",
  };
  script.lists = [{ name: operationName, metadata, done: true, result: { kind: "none" } }];
  const { state } = await scene.create(inputsOf());
  assert.equal(scene.wire, "start GET");
  assert.equal(state.operationName, operationName);
  assert.equal(state.state, "SUCCEEDED");
});

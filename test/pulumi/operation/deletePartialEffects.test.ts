import assert from "node:assert/strict";
import { test } from "node:test";
import { assertMessage } from "../../support/golden.js";
import { inputsOf, ProviderScene, started } from "../../support/providerScene.js";

const minute = 60_000;
const metadata = {
  "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
  common: { operationType: "EXPORT_ENTITIES", state: "PROCESSING" },
  outputUrlPrefix: "gs://b/x",
  progressEntities: { workCompleted: "120", workEstimated: "400" },
};
const effects = 'files below "gs://b/x", 120 entities';

test("edge case 41: what a cancelled operation leaves behind is told at its delete, and not touched", async (t) => {
  const { scene, resource } = await started({ cancelTakes: minute, metadata });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET cancel GET");
  const [line = "", ...others] = scene.said("info");
  assert.deepEqual(others, []);
  assert.match(line, new RegExp(effects));
  assertMessage(t, "cancelled", line);
});

test("edge case 41: what a failed operation leaves behind is told as well", async (t) => {
  const end = { error: { code: 13, message: "disk full" } };
  const { scene, resource } = await started({ cancelTakes: "ignores", endsAt: 20 * minute, end, metadata });
  await scene.delete(resource);
  assert.match(scene.said("info")[0] ?? "", new RegExp(effects));
  assertMessage(t, "failed", scene.said("info")[0] ?? "");
});

test("edge case 41: where a cancelled operation stays in the state, its metadata does too", async () => {
  const scene = new ProviderScene({ cancelTakes: 0, metadata });
  scene.interruptIn(minute);
  const { state } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(state.state, "CANCELLED");
  assert.deepEqual(state.metadata, metadata);
});

test("edge case 40: done is all that is claimed: no effect is looked at, or waited for", async () => {
  const scene = new ProviderScene({ endsAt: minute, end: { response: { name: "projects/p/clusters/c" } } });
  const { state } = await scene.create(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start GET");
  assert.deepEqual([state.state, state.response], ["SUCCEEDED", { name: "projects/p/clusters/c" }]);
});

test("edge case 40: done is all that is claimed of what completed before it was deleted", async (t) => {
  const { scene, resource } = await started({ endsAt: minute });
  await scene.delete(resource);
  assertMessage(t, "completed", scene.said("info", "warning").join("\n"));
});

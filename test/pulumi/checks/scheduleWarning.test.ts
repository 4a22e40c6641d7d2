import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { inputsOf, ProviderScene } from "../../support/providerScene.js";

async function warnings(more: JsonObject): Promise<string[]> {
  const scene = new ProviderScene();
  await scene.provider.check?.({}, inputsOf(more));
  return scene.said("warning");
}

const run: JsonObject = { service: "storagetransfer", start: { path: "transferJobs/1:run", body: {} } };
const adopted: JsonObject = {
  service: "storagetransfer",
  operationName: "transferOperations/transferJobs-1-2",
};

for (const more of [run, adopted, { ...run, onDelete: "cancel" }]) {
  test(`edge case 58: later runs of a schedule are warned about: ${JSON.stringify(more)}`, async () => {
    assert.deepEqual(await warnings(more), [
      "destroy cancels this run alone: if its job in storagetransfer has a schedule, later runs still start. " +
        "Disable or delete the job to stop them.",
    ]);
  });
}

for (const onDelete of ["wait", "abandon", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
  test(`nothing is said of schedules where destroy cancels nothing: ${onDelete}`, async () => {
    assert.deepEqual(await warnings({ ...run, onDelete }), []);
  });
}

test("nothing is said of schedules where the service has none", async () => {
  assert.deepEqual(await warnings({}), []);
});

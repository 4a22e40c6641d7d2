import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import {
  checkFailures,
  deleteInVain,
  inputsOf,
  ProviderScene,
  started,
} from "../../support/providerScene.js";

const minute = 60_000;
const migration = "projects/p/operations/datastore-firestore-migration";

function adopted(more: JsonObject = {}, operationName = migration): JsonObject {
  return inputsOf({ service: "datastore", operationName, ...more });
}

for (const onDelete of [undefined, "cancelAndWait", "cancel"]) {
  const more = onDelete === undefined ? {} : { onDelete };
  test(`edge case 55: an operation that nobody started is not adopted to be cancelled: ${onDelete}`, async (t) => {
    const [failure = "", ...others] = await checkFailures(adopted(more));
    assert.deepEqual(others, []);
    assert.match(failure, /^onDelete: .*"abandon"/);
    assertMessage(t, "an operation that the service manages", failure);
  });
}

test("edge case 55: it is recognised by its full resource name too", async () => {
  const failures = await checkFailures(adopted({}, `//datastore.googleapis.com/${migration}`));
  assert.match(failures[0] ?? "", /^onDelete: /);
});

for (const onDelete of ["wait", "abandon", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
  test(`edge case 55: it may be watched: onDelete ${onDelete}`, async () => {
    const scene = new ProviderScene();
    const { failures } = (await scene.provider.check?.({}, adopted({ onDelete }))) ?? {};
    assert.deepEqual([failures, scene.lines], [[], []]);
  });
}

test("every other operation of the service may be cancelled", async () => {
  assert.deepEqual(await checkFailures(adopted({}, "projects/p/operations/ASA0ODU2")), []);
});

test("edge case 55: whatever the state says, destroy sends no cancel and says why", async (t) => {
  const { scene, resource } = await started({ cancelSupport: "serviceManaged", endsAt: 20 * minute });
  await scene.delete(resource);
  assert.equal(scene.wire, "start GET");
  assertMessage(t, "a destroy sends no cancel", scene.said("warning").join("\n"));
});

test("edge case 55: destroy goes by whenCancelUnsupported", async (t) => {
  const { scene, resource } = await started(
    { cancelSupport: "serviceManaged" },
    { whenCancelUnsupported: "fail" },
  );
  const message = await deleteInVain(scene, resource);
  assert.match(message, /whenCancelUnsupported/);
  assertMessage(t, "a destroy fails", message);
  assert.equal(scene.wire, "start GET");
});

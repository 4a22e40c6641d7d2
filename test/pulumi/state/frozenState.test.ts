import assert from "node:assert/strict";
import { test } from "node:test";
import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { atGoogle, forgotten, sceneOfToday, today } from "../../fixtures/state/frozenScene.js";
import { frozenResources, frozenVersions } from "../../fixtures/state/frozenStates.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { hiddenPart, ProviderScene } from "../../support/providerScene.js";

/** The results of the current code for a resource whose state was frozen. */
interface Situation {
  /** With the inputs that it was made with. */
  diff: DiffResult;
  /** The state after a refresh, once the operation has completed, or has vanished although its end was known. */
  refreshed: string;
  /** The requests of a delete while the operation runs, or after it has vanished. */
  deleted: string;
  /** The operation's present state at the service. Default: it runs. */
  service?: ProviderScript;
}

const unchanged: DiffResult = { changes: false };
const anew: DiffResult = { changes: true, replaces: ["start"], deleteBeforeReplace: true };
const running: Situation = { diff: unchanged, refreshed: "SUCCEEDED", deleted: "GET cancel GET" };

const situations: Record<string, Situation> = {
  started: running,
  seen: running,
  adopted: running,
  settings: { ...running, deleted: "GET cancel" },
  undoable: running,
  gone: { diff: unchanged, refreshed: "GONE", deleted: "GET", service: forgotten },
  completed: { diff: unchanged, refreshed: "SUCCEEDED", deleted: "", service: forgotten },
  failed: { diff: anew, refreshed: "FAILED", deleted: "", service: forgotten },
  interrupted: { ...running, diff: anew },
  left: { ...running, diff: { changes: true } },
};

for (const version of frozenVersions) {
  const resources = frozenResources(version);

  test(`state version ${version} was frozen in every situation`, () => {
    assert.deepEqual([...resources.keys()].sort(), Object.keys(situations).sort());
    for (const { outputs } of resources.values()) {
      assert.equal(hiddenPart(outputs).version, version);
    }
  });

  for (const [name, frozen] of resources) {
    const { diff, refreshed, deleted, service } = situations[name] ?? running;
    const resource = atGoogle(frozen);

    test(`${name}, of state version ${version}: diff with the inputs it was made with`, async () => {
      assert.deepEqual(await new ProviderScene().diff(resource, frozen.inputs), diff);
    });

    test(`${name}, of state version ${version}: refresh`, async () => {
      const scene = await sceneOfToday(service ?? { endsAt: 0 });
      const { id, state } = await scene.refresh(resource);
      assert.equal(id, frozen.id);
      assert.equal(state.state, refreshed);
      assert.equal(state.operationName, frozen.outputs.operationName);
    });

    test(`${name}, of state version ${version}: delete`, async () => {
      const scene = await sceneOfToday(service);
      await scene.delete(resource);
      assert.equal(scene.wire, deleted);
    });

    test(`${name}, of state version ${version}: delete after an update that says to abandon`, async () => {
      const scene = await sceneOfToday({ ...service, endsAt: 0 });
      const inputs = { ...frozen.inputs, waitFor: "started", onDelete: "abandon" };
      const updated = await scene.update(resource, inputs);
      assert.equal(scene.wire, "");
      await scene.delete(updated);
      assert.equal(scene.count("cancel"), 0);
    });
  }

  test(`a wait that was left under state version ${version} is resumed by update`, async () => {
    const left = resources.get("left");
    assert.ok(left);
    const scene = await sceneOfToday({ endsAt: today });
    const { state } = await scene.update(atGoogle(left), left.inputs);
    assert.equal(state.state, "SUCCEEDED");
    assert.equal(scene.count("start"), 0);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject, type JsonObject } from "#src/core/json.js";
import { SIGNATURE } from "#src/pulumi/state/encoding.js";
import { secretValue } from "#src/pulumi/state/operationState.js";
import { atGoogle, forgotten, sceneOfToday, today } from "../../fixtures/state/frozenScene.js";
import {
  FROZEN_SECRET,
  frozenSecrets,
  frozenSecretsText,
  type Reveal,
} from "../../fixtures/state/frozenSecrets.js";
import { frozenVersions } from "../../fixtures/state/frozenStates.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { hiddenPart, ProviderScene } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";

/** The results of the current code for a resource whose state was frozen with a secret argument. */
interface Situation {
  /** The encrypted outputs. Later releases encrypt the target as well. */
  frozen: string[];
  /** The state after a refresh, if the operation has completed, or has vanished although its end was known. */
  refreshed: { state: string; secrets: string[] };
  /** The requests of a delete if the operation ignores the cancel and completes, or has vanished. */
  deleted: string;
  /** The operation's state at the service, now and later. */
  service: { now: ProviderScript; later: ProviderScript };
}

const target = "projects/p/locations/l/clusters/c/instances/i";
const repeating: ProviderScript = {
  end: { response: { echo: FROZEN_SECRET } },
  metadata: { target, echo: FROZEN_SECRET },
};
const completed = { ...repeating, endsAt: 0 };
const completing: ProviderScript = { ...repeating, endsAt: today + 10 * minute, cancelTakes: "ignores" };
const running = { now: completing, later: completed };
const vanished = { now: forgotten, later: forgotten };

const situations: Record<string, Situation> = {
  running: {
    frozen: ["__lro", "metadata"],
    refreshed: { state: "SUCCEEDED", secrets: ["__lro", "metadata", "response", "target"] },
    deleted: "GET cancel GET",
    service: running,
  },
  undoable: {
    frozen: ["__lro", "metadata", "undo"],
    refreshed: { state: "SUCCEEDED", secrets: ["__lro", "metadata", "response", "target", "undo"] },
    deleted: "GET cancel GET undo GET-undo",
    service: running,
  },
  completed: {
    frozen: ["__lro", "metadata", "response"],
    refreshed: { state: "SUCCEEDED", secrets: ["__lro", "metadata", "response", "target"] },
    deleted: "",
    service: vanished,
  },
  failed: {
    frozen: ["__lro", "error", "metadata"],
    refreshed: { state: "FAILED", secrets: ["__lro", "error", "metadata", "target"] },
    deleted: "",
    service: vanished,
  },
};

/** The form in which a secret of the state is passed: as plain text, because this provider accepts no secrets. */
const forms: [string, Reveal][] = [
  ["as the engine hands it over", (plain) => plain],
  ["as it was written", secretValue],
];

function secretsOf(state: JsonObject): string[] {
  const isSecret = ([, value]: [string, unknown]): boolean =>
    typeof value === "object" && value !== null && SIGNATURE in value;
  return Object.entries(state)
    .filter(isSecret)
    .map(([key]) => key)
    .sort();
}

for (const version of frozenVersions) {
  const plain = frozenSecrets(version);

  test(`state version ${version} was frozen in every situation with secrets, which are encrypted`, () => {
    assert.deepEqual([...plain.keys()].sort(), Object.keys(situations).sort());
    assert.ok(!frozenSecretsText(version).includes(FROZEN_SECRET));
    for (const [name, { outputs }] of frozenSecrets(version, secretValue)) {
      assert.deepEqual(secretsOf(outputs), situations[name]?.frozen);
    }
  });

  test(`state version ${version} was frozen with a secret wherever there can be one`, () => {
    for (const { inputs, outputs } of plain.values()) {
      assert.equal(hiddenPart(outputs).version, version);
      assert.ok(JSON.stringify(inputs.start).includes(FROZEN_SECRET));
    }
    const telling = [
      plain.get("undoable")?.outputs.undo,
      plain.get("completed")?.outputs.response,
      plain.get("failed")?.outputs.error,
    ];
    assert.ok(telling.every((value) => isJsonObject(value) && JSON.stringify(value).includes(FROZEN_SECRET)));
  });

  for (const [how, reveal] of forms) {
    for (const [name, frozen] of frozenSecrets(version, reveal)) {
      const situation = situations[name];
      const inputs = plain.get(name)?.inputs ?? {};
      const resource = atGoogle(frozen);
      const title = `${name}, with secrets, of state version ${version}, ${how}`;

      test(`${title}: diff with the inputs it was made with`, async () => {
        assert.deepEqual(await new ProviderScene().diff(resource, inputs), { changes: false });
      });

      test(`${title}: refresh`, async () => {
        const scene = await sceneOfToday(situation?.service.later);
        const { id, state } = await scene.refresh(resource);
        assert.equal(id, frozen.id);
        assert.deepEqual({ state: state.state, secrets: secretsOf(state) }, situation?.refreshed);
      });

      test(`${title}: delete`, async () => {
        const scene = await sceneOfToday(situation?.service.now);
        await scene.delete(resource);
        assert.equal(scene.wire, situation?.deleted);
        assert.ok(!scene.lines.some(({ message }) => message.includes(FROZEN_SECRET)));
      });

      test(`${title}: delete after an update that says to abandon`, async () => {
        const scene = await sceneOfToday(situation?.service.now);
        const updated = await scene.update(resource, { ...inputs, onDelete: "abandon" });
        assert.deepEqual(secretsOf(updated.state), [...(situation?.frozen ?? []), "target"].sort());
        await scene.delete(updated);
        assert.equal(scene.count("cancel"), 0);
      });
    }

    test(`an undo of state version ${version}, ${how}, says to the service what the secret says`, async () => {
      const undoable = frozenSecrets(version, reveal).get("undoable");
      assert.ok(undoable);
      const scene = await sceneOfToday(completing);
      await scene.delete(atGoogle(undoable));
      assert.deepEqual(
        scene.connection.undo.sent.map(({ path, body }) => ({ path, body })),
        [{ path: `${target}:restart`, body: { nodeIds: [FROZEN_SECRET] } }],
      );
    });
  }
}

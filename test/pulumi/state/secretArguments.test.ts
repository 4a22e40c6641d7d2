import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject, type JsonObject, type JsonValue } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import { inputsOf, ProviderScene, started } from "../../support/providerScene.js";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const secretInputs = { __secret: true };
const metadata = { target: "projects/p/locations/l/clusters/c", echo: "geheim" };

function isSecret(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && Object.values(value).includes(SECRET);
}

/** A state as the engine hands it back: this provider takes no secrets. */
function handedBack(state: JsonObject): JsonObject {
  const plain = ([key, value]: [string, JsonValue]): [string, JsonValue] => [
    key,
    isSecret(value) ? ((value as JsonObject).value ?? null) : value,
  ];
  return Object.fromEntries(Object.entries(state).map(plain));
}

test("with a secret among the inputs, what the service may repeat and what can be guessed at is secret", async () => {
  const script = { endsAt: 1_000, end: { response: { echo: "geheim" } }, metadata };
  const scene = new ProviderScene(script);
  const { state } = await scene.create(inputsOf({ ...secretInputs, waitFor: "done" }));
  const secrets = Object.keys(state).filter((key) => isSecret(state[key]));
  assert.deepEqual(secrets.sort(), ["__lro", "metadata", "response", "target"]);
});

test("without one, nothing is", async () => {
  const { state } = await new ProviderScene({ metadata }).create(inputsOf());
  assert.ok(!Object.values(state).some(isSecret));
});

test("an error's words are secret too, and not among the reasons", async (t) => {
  const scene = new ProviderScene({
    endsAt: 1_000,
    end: { error: { code: 3, message: "geheim" } },
    metadata,
  });
  const { state, reasons } = await scene.createInVain(inputsOf({ ...secretInputs, waitFor: "done" }));
  assert.ok(isSecret(state.error));
  assert.match(reasons.join(), /INVALID_ARGUMENT/);
  assertMessage(t, "an error with a secret argument", reasons.join());
  assert.doesNotMatch(reasons.join(), /geheim/);
});

for (const [how, given] of [
  ["as the engine hands it back", handedBack],
  ["as it was written", (state: JsonObject) => state],
] as const) {
  test(`a secret state serves refresh, update and delete, ${how}`, async () => {
    const { scene, resource } = await started({ metadata }, secretInputs);
    const known = { ...resource, state: given(resource.state) };
    const refreshed = await scene.refresh(known);
    assert.ok(isSecret(refreshed.state.metadata));
    const updated = await scene.update(known, inputsOf({ ...secretInputs, onDelete: "cancel" }));
    assert.ok(isSecret(updated.state.__lro));
    assert.deepEqual(await scene.diff(known, inputsOf(secretInputs)), { changes: false });
    await scene.delete({ ...known, state: given(updated.state) });
    assert.equal(scene.count("cancel"), 1);
  });
}

test("an input that becomes secret, or no secret any more, rewrites the state without a request", async () => {
  const { scene, resource } = await started({ metadata });
  const requests = scene.wire;
  assert.deepEqual(await scene.diff(resource, inputsOf(secretInputs)), { changes: true });
  const secret = await scene.update(resource, inputsOf(secretInputs));
  assert.ok(isSecret(secret.state.metadata));
  assert.deepEqual(await scene.diff(secret, inputsOf()), { changes: true });
  const plain = await scene.update(secret, inputsOf());
  assert.deepEqual(plain.state, resource.state);
  assert.equal(scene.wire, requests);
});

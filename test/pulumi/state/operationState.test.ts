import assert from "node:assert/strict";
import { test } from "node:test";
import { readState, writeState } from "#src/pulumi/state/operationState.js";
import { frozenCreate, frozenVersions } from "../../fixtures/state/frozenStates.js";
import { operationName } from "../../support/modelService.js";
import { hiddenPart, ProviderScene } from "../../support/providerScene.js";

const newest = frozenCreate(frozenVersions.at(-1) ?? 0);

test("what create writes is the frozen form of its state version", async () => {
  const { state } = await new ProviderScene().create(newest.inputs);
  assert.deepEqual(state, newest.state);
});

test("the state version that is written was frozen, once and for all", async () => {
  const { state } = await new ProviderScene().create(newest.inputs);
  const version = Number(hiddenPart(state).version);
  assert.equal(
    version,
    frozenVersions.at(-1),
    `State version ${version} has no folder in test/fixtures/state: make it by \`npm run freeze:state\`.`,
  );
});

test("every state version from the first on is frozen", () => {
  assert.deepEqual(
    frozenVersions,
    frozenVersions.map((_, index) => index + 1),
  );
});

for (const version of frozenVersions) {
  const { inputs, state } = frozenCreate(version);

  test(`a state of version ${version} says the same to the code of today`, () => {
    assert.equal(hiddenPart(state).version, version);
    const saved = readState(state);
    assert.equal(saved.outputs.operationName, operationName);
    assert.equal(saved.settings.deleteTimeout, 90_000);
    assert.equal(saved.settings.onDelete, "cancelAndWait");
    assert.equal(saved.urn, state.__urn);
  });

  test(`what is read from version ${version} and written again is the form of today`, () => {
    const { __provider, ...written } = newest.state;
    assert.deepEqual(writeState(readState(state)), written);
  });

  test(`a state of version ${version} and the inputs that it came from are no change`, async () => {
    const id = `//alloydb.googleapis.com/${operationName}`;
    assert.deepEqual(await new ProviderScene().diff({ id, state }, inputs), { changes: false });
  });
}

test("a small operation's state is small", () => {
  const { __provider, ...written } = newest.state;
  assert.ok(JSON.stringify(written).length < 800);
});

test("a state that a later release wrote in another form is refused, not misread", () => {
  const { state } = newest;
  const version = Number(hiddenPart(state).version);
  const later = { ...state, __lro: { ...hiddenPart(state), version: version + 1 } };
  assert.throws(() => readState(later), {
    name: "UserError",
    message: new RegExp(
      `written by a later release of pulumi-gcp-lro \\(state version ${version + 1}, this one reads ${version}\\); update the package`,
    ),
  });
});

for (const broken of [{}, { operationName }, { operationName, __lro: "x" }, { __lro: {} }]) {
  test(`a state that is none is refused: ${JSON.stringify(broken)}`, () => {
    assert.throws(() => readState(broken), { name: "UserError" });
  });
}

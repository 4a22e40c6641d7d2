import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { assertMessage } from "../../support/golden.js";
import { deleteInVain } from "../../support/providerScene.js";
import { deleteTarget, openUndoScene, responseName, target } from "../../support/undoScene.js";

test("placeholders are filled in, in path, query values and body texts, once", async () => {
  const { scene, resource } = await openUndoScene(
    {},
    {
      method: "PATCH",
      path: "{target}:revert",
      query: { name: "{response.name}", plain: "x" },
      body: { "{target}": [1, null, true, { to: "//h/{target} and {response.name}" }], json: '{"a": {}}' },
    },
  );
  await scene.delete(resource);
  assert.deepEqual(scene.connection.undo.sent, [
    {
      method: "PATCH",
      path: `${target}:revert`,
      query: { name: responseName, plain: "x" },
      body: { "{target}": [1, null, true, { to: `//h/${target} and ${responseName}` }], json: '{"a": {}}' },
    },
  ]);
});

test("a request without placeholders goes out as it was given", async () => {
  const request: JsonObject = { path: `${target}:restore`, body: [] };
  const { scene, resource } = await openUndoScene({}, request, { metadata: {} });
  await scene.delete(resource);
  assert.deepEqual(scene.connection.undo.sent, [request]);
});

const untold: [what: string, request: JsonObject, script: JsonObject][] = [
  ["Discovery Engine tells no target", deleteTarget, { metadata: {} }],
  ["a target that is no text", deleteTarget, { metadata: { target: 7 } }],
  ["an empty target", deleteTarget, { metadata: { target: "" } }],
  ["a response without a name", { path: "{response.name}:x" }, { end: { response: {} } }],
  ["an end without a response", { path: "x", query: { n: "{response.name}" } }, { end: {} }],
  ["a name that is no text", { path: "x", body: ["{response.name}"] }, { end: { response: { name: {} } } }],
];
for (const [what, request, script] of untold) {
  test(`an undo that lacks a value that the service doesn't report fails and keeps the state: ${what}`, async (t) => {
    const { scene, resource } = await openUndoScene({}, request, script);
    const message = await deleteInVain(scene, resource);
    assert.match(message, /`undo`/);
    assertMessage(t, `no value: ${what}`, message);
    assert.equal(scene.count("undo"), 0);
  });
}

const hostile: JsonValue[] = [
  "../../projects/other/instances/i",
  "projects/p/../../x",
  "projects/p?alt=media",
  "projects/p#x",
  "projects/p%2F..%2Fx",
  "projects//p",
  "/projects/p",
  "projects/p/",
  "https://evil.example/v1/projects/p",
  "//evil.example/projects/p",
  "projects/p\r\nHost: evil.example",
  "projects/p\u0000",
  "projects/\u202ep",
  "projects\\p",
  "v1/projects/p",
  "{response.name}",
  ".",
];
for (const value of hostile) {
  test(`a hostile target goes into no URL: ${JSON.stringify(value)}`, async () => {
    const { scene, resource } = await openUndoScene({}, deleteTarget, { metadata: { target: value } });
    const message = await deleteInVain(scene, resource);
    assert.ok(message.includes("DELETE {target}"), message);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
    assert.doesNotMatch(message, /[\u0000-\u001f\u202e]/);
    assert.equal(scene.count("undo"), 0);
  });
}

test("a hostile name goes into no query and no body either", async (t) => {
  for (const request of [
    { path: "x", query: { n: "{target}" } },
    { path: "x", body: { n: "{target}" } },
  ]) {
    const { scene, resource } = await openUndoScene({}, request, { metadata: { target: "a?b" } });
    const message = await deleteInVain(scene, resource);
    assert.match(message, /"a\?b"/);
    assertMessage(t, "a hostile name in a query", message);
    assert.equal(scene.count("undo"), 0);
  }
});

test("two parts that are harmless each make no path that leads elsewhere", async () => {
  const { scene, resource } = await openUndoScene(
    {},
    { path: "x/.{target}" },
    { metadata: { target: "./y" } },
  );
  await deleteInVain(scene, resource);
  assert.equal(scene.count("undo"), 0);
});

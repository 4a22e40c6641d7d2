import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { notFound, notPermitted, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { killedWith, later, returned } from "../../support/killedRun.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";

const name = `${operationName}-earlier`;
const cancelling = { requestedCancellation: true };
const other = inputsOf({ start: { path: startPath, body: { database: "e" } } });

/** The run after a killed one, an hour later. */
async function nextRun(script: ProviderScript = {}, facts: object = {}, inputs?: JsonObject) {
  const journal = await killedWith({ name, ...facts }, inputs);
  return { journal, scene: new ProviderScene(script, { journal, clock: await later(hour) }) };
}

test("edge case 33: in flight, by the same request: adopted by name, and said so", async (t) => {
  const { scene, journal } = await nextRun({ formsName: name });
  const { state } = await scene.create();
  assert.equal(scene.wire, "GET");
  assert.deepEqual(scene.connection.askedFor, [name]);
  assert.deepEqual([state.operationName, state.state], [name, "RUNNING"]);
  assert.match(scene.said("info").join(), new RegExp(`${name}.*2026-01-01T00:00:00`));
  assertMessage(t, "adopted", scene.said("info").join());
  assert.equal(journal.entry?.status, "returned");
});

test("edge case 17: a single 404 for it proves nothing: adopted", async () => {
  const get = (nth: number) => (nth === 1 ? notFound : undefined);
  const { scene } = await nextRun({ formsName: name, mishaps: { get } });
  assert.equal((await scene.create()).state.operationName, name);
  assert.equal(scene.count("start"), 0);
});

const awaited: [what: string, script: ProviderScript, facts: object][] = [
  ["as its metadata shows", { metadata: cancelling }, {}],
  ["as the entry of a run without an engine shows", {}, { cancelRequestedAt: Date.UTC(2026, 0, 1) }],
];
for (const [what, script, facts] of awaited) {
  test(`being cancelled, ${what}: its end is awaited, then a new one is started`, async (t) => {
    const end = { error: { code: 1, message: "cancelled" } };
    const { scene } = await nextRun({ endsAt: 10 * minute, end, ...script }, facts);
    const { state } = await scene.create();
    assert.equal(scene.wire, "GET start");
    assert.ok(scene.clock.monotonic() >= hour + 10 * minute);
    assert.equal(state.operationName, operationName);
    assert.deepEqual(scene.said("warning"), []);
    assertMessage(t, `being cancelled, ${what}, and cancelled`, scene.said("info").join("\n"));
  });

  test(`being cancelled, ${what}, and no end within timeouts.create: nothing is started`, async (t) => {
    const { scene, journal } = await nextRun(script, facts);
    const { message } = await failureOf(scene.provider.create(inputsOf({ timeouts: { create: "5m" } })));
    assert.equal(scene.wire, "GET");
    assert.match(message, /timeouts\.create/);
    assertMessage(t, `being cancelled, ${what}, no end in time`, message);
    assert.equal(journal.entry?.status, "started");
  });

  test(`being cancelled, ${what}, and Ctrl-C: nothing is started`, async (t) => {
    const { scene, journal } = await nextRun(script, facts);
    scene.interruptIn(minute);
    const { message } = await failureOf(scene.provider.create(inputsOf()));
    assert.equal(scene.wire, "GET");
    assertMessage(t, `being cancelled, ${what}, interrupted`, message);
    assert.equal(journal.entry?.status, "started");
  });
}

test("being cancelled, and it completed all the same: a warning, then a new one is started", async (t) => {
  const { scene } = await nextRun({ endsAt: minute, metadata: cancelling });
  await scene.create();
  assertMessage(t, "completed despite its cancellation", scene.said("warning").join());
  assert.equal(scene.count("start"), 1);
});

const ended: [what: string, script: ProviderScript][] = [
  ["succeeded", { endsAt: 0 }],
  ["was cancelled", { endsAt: 0, end: { error: { code: 1, message: "x" } } }],
  ["failed with INTERNAL: disk full", { endsAt: 0, end: { error: { code: 13, message: "disk full" } } }],
  ["was not found", { goneFrom: 0 }],
];
for (const [what, script] of ended) {
  test(`edge case 33: one that ${what}: one line says so, and a new one is started`, async (t) => {
    const { scene } = await nextRun(script);
    const { state } = await scene.create();
    assert.equal(scene.wire, "GET start");
    assert.equal(state.operationName, operationName);
    const [line = "", ...others] = scene.said("info", "warning");
    assertMessage(t, `it ${what}`, line);
    assert.deepEqual(others, [`started ${operationName}`]);
  });
}

test("in flight, by another request: named with how to cancel it, and a new one is started", async (t) => {
  const { scene } = await nextRun();
  await scene.create(other);
  assert.equal(scene.wire, "GET start");
  assert.match(scene.said("warning").join(), new RegExp(`POST https://\\S+/v1beta/${name}:cancel`));
  assertMessage(t, "in flight by another request", scene.said("warning").join());
});

for (const script of [{ baseUrl: "https://elsewhere.example" }, { apiVersion: "v1" }]) {
  test(`started at another place than ${Object.values(script)}: named, not asked for, a new one is started`, async (t) => {
    const { scene } = await nextRun(script);
    await scene.create();
    assert.equal(scene.wire, "start");
    assert.match(scene.said("warning").join(), /https:\/\/alloydb\.googleapis\.com \(v1beta\)/);
    assertMessage(t, `started elsewhere than ${Object.values(script)}`, scene.said("warning").join());
  });
}

for (const [what, failure] of Object.entries({ notPermitted, unavailable })) {
  test(`its state is unknown, ${what}: create fails, nothing is started, the next up tries again`, async (t) => {
    const { scene, journal } = await nextRun({ mishaps: { get: () => failure } });
    const { message } = await failureOf(scene.provider.create(inputsOf()));
    assert.equal(scene.wire, "GET");
    assert.match(message, new RegExp(failure.status));
    assertMessage(t, `unknown: ${what}`, message);
    assert.equal(journal.entry?.status, "started");
  });
}

test("its state is unknown, and another request: named, and a new one is started", async (t) => {
  const { scene } = await nextRun({ mishaps: { get: () => notPermitted } });
  await scene.create(other);
  assert.equal(scene.wire, "GET start");
  assert.match(scene.said("warning").join(), /403/);
  assertMessage(t, "unknown, by another request", scene.said("warning").join());
});

const left: [what: string, script: ProviderScript, warns: boolean][] = [
  ["it is in flight", {}, true],
  ["it is being cancelled", { metadata: cancelling }, false],
  ["it has ended", { endsAt: 0 }, false],
  ["it is gone", { goneFrom: 0 }, false],
  ["the service refuses to tell", { mishaps: { get: () => notPermitted } }, true],
];
for (const [what, script, warns] of left) {
  test(`one that a state held and lost is never adopted, cancelled or awaited: ${what}`, async (t) => {
    const journal = await returned(inputsOf());
    const scene = new ProviderScene(script, { journal, clock: await later(hour) });
    await scene.create();
    assert.equal(scene.wire, "GET start");
    // A 404 is repeated.
    assert.equal(scene.count("GET"), script.goneFrom === undefined ? 1 : 2);
    const warnings = scene.said("warning");
    assert.equal(warnings.length, warns ? 1 : 0, warnings.join());
    if (warns) {
      assert.match(warnings[0] ?? "", /operationName: /);
      assertMessage(t, `a state held it: ${what}`, warnings[0] ?? "");
    }
  });
}

test("one that a state held elsewhere costs no request", async () => {
  const journal = await returned(inputsOf());
  const scene = new ProviderScene({ apiVersion: "v1" }, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
});

test("the cancel of a delete means nothing to a create", async () => {
  const journal = await killedWith({});
  const { endpoint = "", apiVersion = "" } = journal.entry ?? {};
  await journal.write([...journal.entries.keys()][0] ?? "", {
    status: "cancelling",
    endpoint,
    apiVersion,
    name,
    time: 0,
  });
  const scene = new ProviderScene({}, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.said("warning"), []);
});

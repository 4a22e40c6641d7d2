import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import { notPermitted, rejected, reset, unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { killedWith, later } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";

const requestId = "7e57ab1e-0000-4000-8000-000000000000";
const sent = "2026-01-01T00:00:00.000Z";
const identified = inputsOf({ start: { path: startPath, requestId: "query" } });
const earlier = `${operationName}-earlier`;

function idsOf(scene: ProviderScene): (string | undefined)[] {
  return scene.connection.started.map(({ query }) => query?.requestId);
}

for (const age of [0, minute, 55 * minute - 1]) {
  test(`edge case 33: a start with a request ID, sent ${age} ms ago, is sent again with the same ID`, async () => {
    const journal = await killedWith({ status: "sending", requestId }, identified);
    const scene = new ProviderScene({}, { journal, clock: await later(age) });
    const { state } = await scene.create(identified);
    assert.deepEqual(idsOf(scene), [requestId]);
    assert.equal(scene.wire, "start");
    assert.equal(state.operationName, operationName);
    assert.deepEqual(journal.statuses, ["sending", "started", "returned"]);
  });
}

test("the time of a repeated start stays the time of the first one: an ID is never repeated after its life", async () => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const killed = new ProviderScene(
    { startTakes: 365 * 24 * hour },
    { journal, clock: await later(50 * minute) },
  );
  void killed.create(identified);
  await killed.clock.sleep(1);
  assert.deepEqual([journal.entry?.status, journal.entry?.time], ["sending", Date.parse(sent)]);
});

const notRepeated: [what: string, facts: object, script: object, inputs: JsonObject, age: number][] = [
  ["it has no ID", { requestId: undefined }, {}, identified, minute],
  ["its ID is old", {}, {}, identified, 55 * minute],
  ["it was sent in the future", { time: Date.parse(sent) + hour }, {}, identified, minute],
  [
    "it asked for another operation",
    {},
    {},
    inputsOf({ start: { path: startPath, requestId: "body" } }),
    minute,
  ],
  ["it went to another endpoint", {}, { baseUrl: "https://elsewhere.example" }, identified, minute],
  ["it went to another version", {}, { apiVersion: "v1" }, identified, minute],
];
for (const [what, facts, script, inputs, age] of notRepeated) {
  test(`edge case 33: a start that a killed run sent is reported once, not repeated, if ${what}`, async (t) => {
    const journal = await killedWith({ status: "sending", requestId, ...facts }, identified);
    const scene = new ProviderScene(script, { journal, clock: await later(age) });
    const failure = await failureOf(scene.provider.create(inputs));
    assert.ok(!(failure instanceof PartialStateError));
    assert.equal(scene.wire, "");
    assert.match(failure.message, new RegExp(`at ${what.includes("future") ? "2026-01-01T01" : sent}`));
    assert.match(failure.message, /operationName: /);
    assertMessage(t, `not repeated: ${what}`, failure.message);
    assert.equal(journal.entry, undefined);
    const next = new ProviderScene(script, { journal, clock: await later(age) });
    await next.create(inputs);
    assert.equal(next.wire, "start");
  });
}

test("a start that went elsewhere: the failure names that place, and nothing is listed here", async (t) => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const scene = new ProviderScene({ baseUrl: "https://elsewhere.example" }, { journal });
  const { message } = await failureOf(scene.provider.create(identified));
  assert.match(message, /https:\/\/alloydb\.googleapis\.com \(v1beta\)/);
  assertMessage(t, "sent elsewhere", message);
  assert.equal(scene.connection.listed, 0);
});

test("a start that a killed run sent to this place without an ID: the failure names the candidates", async () => {
  const journal = await killedWith({ status: "sending", requestId: undefined }, identified);
  const candidate: Operation = { name: earlier, done: false };
  const scene = new ProviderScene({ lists: [candidate] }, { journal, clock: await later(minute) });
  const { message } = await failureOf(scene.provider.create(identified));
  assert.equal(scene.connection.listed, 1);
  assert.ok(message.includes(earlier), message);
});

const useless: [what: string, operation: Operation][] = [
  ["failed", endedWith(13)],
  ["was cancelled", endedWith(1)],
  ["is being cancelled", { name: earlier, done: false, metadata: { requestedCancellation: true } }],
];
for (const [what, operation] of useless) {
  test(`a repetition that returns an operation that ${what}: a new one is started with a new ID`, async (t) => {
    const journal = await killedWith({ status: "sending", requestId }, identified);
    const scene = new ProviderScene({ starts: [operation] }, { journal, clock: await later(minute) });
    const { state } = await scene.create(identified);
    assert.equal(scene.wire, "start start");
    const [first, second] = idsOf(scene);
    assert.equal(first, requestId);
    assert.notEqual(second, requestId);
    assert.equal(state.operationName, operationName);
    assertMessage(t, `the repetition's operation ${what}`, scene.said("info").join("\n"));
  });

  test(`a lost response, and a repetition in the same run that returns one that ${what}: a new ID`, async () => {
    const scene = new ProviderScene({ starts: [unavailable, operation] });
    const { state } = await scene.create(identified);
    const [first, second, third] = idsOf(scene);
    assert.equal(first, second);
    assert.notEqual(third, first);
    assert.equal(state.operationName, operationName);
  });

  test(`a first answer with an operation that ${what} is what was started`, async () => {
    const scene = new ProviderScene({ starts: [operation] });
    const { state } = await scene.create(identified);
    assert.equal(scene.wire, "start");
    assert.equal(state.operationName, earlier);
  });
}

test("a repetition that returns an operation that succeeded is the one that was asked for", async () => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const succeeded: Operation = { name: earlier, done: true, result: { kind: "none" } };
  const scene = new ProviderScene({ starts: [succeeded] }, { journal });
  const { state } = await scene.create(identified);
  assert.deepEqual([scene.wire, state.operationName, state.state], ["start", earlier, "SUCCEEDED"]);
});

test("Ctrl-C after a repetition that returned a cancelled operation: no second start, and no entry is left", async () => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const scene = new ProviderScene({ starts: [endedWith(1)], startTakes: 5_000 }, { journal });
  scene.interruptIn(1_000);
  await failureOf(scene.provider.create(identified));
  assert.deepEqual([scene.wire, journal.entry, scene.statuses], ["start", undefined, []]);
});

test("a repetition is not sent once the service may have forgotten the request ID", async (t) => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const busy = Array.from({ length: 500 }, () => rejected(409, "ABORTED"));
  const clock = await later(54 * minute);
  const scene = new ProviderScene({ starts: busy }, { journal, clock });
  const { message } = await failureOf(scene.provider.create(identified));
  assert.match(message, /409 ABORTED/);
  assertMessage(t, "repeated until the request ID is old", message);
  assert.ok(clock.monotonic() <= 56 * minute, String(clock.monotonic() / minute));
});

test("a repetition that is refused proves nothing about the first start", async (t) => {
  const journal = await killedWith({ status: "sending", requestId }, identified);
  const scene = new ProviderScene({ starts: [notPermitted] }, { journal, clock: await later(minute) });
  const { message } = await failureOf(scene.provider.create(identified));
  assert.match(message, new RegExp(`${sent}.*403 `));
  assertMessage(t, "the repetition is refused", message);
  assert.equal(journal.entry, undefined);
});

function endedWith(code: 1 | 13): Operation {
  const status = code === 1 ? "CANCELLED" : "INTERNAL";
  return {
    name: earlier,
    done: true,
    result: { kind: "error", error: { code, status, message: "x", details: [] } },
  };
}

test("Ctrl-C while a start with a request ID is on the wire: the next up repeats it, or the user looks for it", async (t) => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ starts: [reset()], startTakes: 5_000 }, { journal });
  scene.interruptIn(1_000);
  const { message } = await failureOf(scene.provider.create(identified));
  assert.match(message, /operationName: /);
  assertMessage(t, "interrupted with a request ID", message);
  assert.equal(journal.entry?.status, "sending");
});

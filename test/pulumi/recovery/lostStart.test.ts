import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import { notPermitted, rejected, reset } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { failureOf, inputsOf, ProviderScene, urn } from "../../support/providerScene.js";

const target = "projects/p/locations/l/clusters/c";
const listUrl = "https://alloydb.googleapis.com/v1beta/projects/p/locations/l/operations";

function listed(id: string, metadata: JsonObject = {}): Operation {
  return { name: `projects/p/locations/l/operations/${id}`, done: false, metadata };
}

/** Another user's export of the same cluster, begun in the same second as the lost start. */
const sameSecond = listed("other-user", { target, verb: "export", createTime: "2026-01-01T00:00:00Z" });

test("edge case 27: a start whose answer is lost: create fails and names candidates, list and adoption", async (t) => {
  const scene = new ProviderScene({ starts: [reset()], lists: [sameSecond] });
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  for (const fact of [
    sameSecond.name,
    "export",
    target,
    "2026-01-01T00:00:00Z",
    `GET ${listUrl}`,
    "operationName: ",
  ]) {
    assert.ok(message.includes(fact), `${fact} is missing: ${message}`);
  }
  assertMessage(t, "a lost response, one candidate", message);
});

test("another user's operation on the same target in the same second is never adopted, polled or cancelled", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ starts: [reset()], lists: [sameSecond] }, { journal });
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.connection.askedFor, []);
  const next = new ProviderScene({ lists: [sameSecond] }, { journal });
  const { state } = await next.create();
  assert.equal(next.wire, "start");
  assert.notEqual(state.operationName, sameSecond.name);
});

test("candidates don't include older operations and those on other resources", async () => {
  const old = listed("old", { target, createTime: "2025-12-31T23:00:00Z" });
  const elsewhere = listed("elsewhere", { target: `${target}2`, createTime: "2026-01-01T00:00:00Z" });
  const unknown = listed("unknown");
  const scene = new ProviderScene({ starts: [reset()], lists: [old, elsewhere, unknown] });
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.deepEqual(
    [old, elsewhere, unknown].map(({ name }) => message.includes(name)),
    [false, false, true],
  );
});

test("operations in flight come first, and more than five are counted", async (t) => {
  const ended: Operation = {
    name: "projects/p/locations/l/operations/ended",
    done: true,
    result: { kind: "none" },
  };
  const others = ["a", "b", "c", "d", "e", "f"].map((id) => listed(id));
  const scene = new ProviderScene({ starts: [reset()], lists: [ended, ...others] });
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.ok(!message.includes(ended.name), message);
  assertMessage(t, "a lost response, more than five candidates", message);
});

test("a list that fails is named: absence proves nothing", async (t) => {
  const scene = new ProviderScene({ starts: [reset()], lists: notPermitted });
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /403/);
  assertMessage(t, "a lost response, no list", message);
  assert.ok(message.includes(`GET ${listUrl}`), message);
});

test("edge case 27: a create that is repeated in the same process fails again, and starts nothing", async () => {
  const scene = new ProviderScene({ starts: [reset()] }, { journal: new MemoryJournal() });
  const first = await failureOf(scene.provider.create(inputsOf()));
  const second = await failureOf(scene.provider.create(inputsOf()));
  assert.equal(second.message, first.message);
  assert.equal(scene.wire, "start");
  await scene.create({ ...inputsOf(), __urn: `${urn}-other` });
  assert.equal(scene.wire, "start start");
});

test("the same without a journal", async () => {
  const scene = new ProviderScene({ starts: [reset()] });
  await failureOf(scene.provider.create(inputsOf()));
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.count("start"), 1);
});

test("Ctrl-C while a start is on the wire whose response is lost: no list is asked for", async () => {
  const scene = new ProviderScene({ starts: [reset()], startTakes: 5_000 });
  scene.interruptIn(1_000);
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.connection.listed, 0);
  assert.match(message, new RegExp(listUrl));
});

test("edge case 39: a start that stays refused because of another operation names what is in flight", async (t) => {
  const busy = Array.from({ length: 100 }, () => rejected(409, "ABORTED"));
  const ended: Operation = {
    name: "projects/p/locations/l/operations/ended",
    done: true,
    result: { kind: "none" },
  };
  const scene = new ProviderScene({ starts: busy, lists: [sameSecond, ended] });
  const inputs = inputsOf({ timeouts: { create: "5m" } });
  const { message } = await failureOf(scene.provider.create(inputs));
  assertMessage(t, "busy until timeouts.create", message);
  assert.deepEqual([message.includes(sameSecond.name), message.includes(ended.name)], [true, false]);
  assert.deepEqual(scene.connection.askedFor, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEntry } from "#src/pulumi/journal/journal.js";
import { notPermitted, reset } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { killedInWait } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import {
  deleteInVain,
  failureOf,
  inputsOf,
  ProviderScene,
  started,
  urn,
} from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";

const begin = Date.UTC(2026, 0, 1);

/** The entry of a run that ended before its create returned. */
const onlyStarted: JournalEntry = {
  status: "started",
  requestDigest: "digest",
  endpoint: "https://alloydb.googleapis.com",
  apiVersion: "v1beta",
  name: operationName,
  time: begin,
};

function sceneWithJournal(script: ProviderScript = {}) {
  const journal = new MemoryJournal();
  return { journal, scene: new ProviderScene(script, { journal }) };
}

test("a create writes sending, started and returned, each with the place and time", async () => {
  const { scene, journal } = sceneWithJournal({ startTakes: 5_000 });
  const creating = scene.create();
  await scene.clock.sleep(1);
  const place = { endpoint: "https://alloydb.googleapis.com", apiVersion: "v1beta" };
  assert.deepEqual(facts(journal.entry), { status: "sending", ...place, time: begin });
  await creating;
  assert.deepEqual(facts(journal.entry), {
    status: "returned",
    ...place,
    name: operationName,
    time: begin + 5_000,
  });
  assert.deepEqual(journal.statuses, ["sending", "started", "returned"]);
});

test("no entry holds an argument", async () => {
  const { scene, journal } = sceneWithJournal();
  await scene.create(inputsOf({ start: { path: "projects/p/x:y", body: { password: "hunter2" } } }));
  assert.doesNotMatch(JSON.stringify([...journal.entries.values()]), /hunter2|x:y/);
});

test("a failing create whose state is saved is returned all the same", async () => {
  const { scene, journal } = sceneWithJournal({ endsAt: minute, end: { error: { code: 13, message: "x" } } });
  await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(journal.entry?.status, "returned");
});

for (const context of ["diff", "refresh", "update", "delete"] as const) {
  test(`a ${context} whose state holds the operation removes the entry of its start, silently`, async () => {
    const { scene, journal } = sceneWithJournal();
    const resource = await scene.create();
    scene.lines.length = 0;
    await (context === "refresh" || context === "delete"
      ? scene[context](resource)
      : scene[context](resource, inputsOf()));
    assert.equal(journal.entry, undefined);
    assert.deepEqual(scene.said("warning"), []);
  });
}

test("a create without an engine keeps started, and when its cancel was accepted", async () => {
  const { scene, journal } = sceneWithJournal({ cancelTakes: hour });
  scene.terminateIn(minute);
  await scene.createInVain(inputsOf({ waitFor: "done" }));
  const { entry } = journal;
  assert.ok(entry?.status === "started");
  assert.equal(entry.cancelRequestedAt, begin + minute);
});

test("a create without an engine that leaves its operation running keeps started, without a cancel", async () => {
  const { scene, journal } = sceneWithJournal();
  scene.terminateIn(minute);
  await scene.createInVain(inputsOf({ waitFor: "done", onInterrupt: "leave" }));
  assert.ok(journal.entry?.status === "started" && journal.entry.cancelRequestedAt === undefined);
});

test("a refused start leaves no entry", async () => {
  const { scene, journal } = sceneWithJournal({ starts: [notPermitted] });
  await failureOf(scene.provider.create(inputsOf()));
  assert.deepEqual(journal.statuses, ["sending"]);
  assert.equal(journal.entry, undefined);
});

test("a start that ends at once and was never stored leaves no entry", async () => {
  const { scene, journal } = sceneWithJournal({
    starts: [{ name: "", done: true, result: { kind: "none" } }],
  });
  await scene.create();
  assert.equal(journal.entry, undefined);
});

test("a lost start leaves no entry once the user was told", async () => {
  const { scene, journal } = sceneWithJournal({ starts: [reset()] });
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(journal.entry, undefined);
});

test("an entry that no return was recorded in, about the operation of the state: removed, silently", async () => {
  const { scene, journal } = sceneWithJournal();
  const resource = await scene.create();
  for (const time of [begin - hour, begin + hour]) {
    await journal.write(urn, { ...onlyStarted, time });
    scene.lines.length = 0;
    await scene.diff(resource, inputsOf());
    assert.deepEqual([journal.entry, scene.lines], [undefined, []]);
  }
});

test("a lost start keeps its entry if the engine is gone: the next run reports it", async (t) => {
  const { scene, journal } = sceneWithJournal({ starts: [reset()], startTakes: 5_000 });
  scene.terminateIn(1_000);
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(journal.entry?.status, "sending");
  const next = new ProviderScene({}, { journal });
  assertMessage(
    t,
    "a start of a run whose engine is gone",
    (await failureOf(next.provider.create(inputsOf()))).message,
  );
  assert.equal(next.count("start"), 0);
});

test("an adoption removes the entry of another start", async () => {
  const journal = await killedInWait();
  journal.statuses.length = 0;
  await new ProviderScene({}, { journal }).create(inputsOf({ operationName }));
  assert.deepEqual([journal.statuses, journal.entry], [[], undefined]);
});

test("Ctrl-C while the journal is read: no start is sent and no entry is written", async (t) => {
  const { scene, journal } = sceneWithJournal();
  journal.read = async () => {
    scene.interruptIn(0);
    await scene.clock.sleep(1);
    return undefined;
  };
  assertMessage(
    t,
    "interrupted while the journal is read",
    (await failureOf(scene.provider.create(inputsOf()))).message,
  );
  assert.deepEqual([scene.wire, journal.statuses], ["", []]);
});

test("Ctrl-C while the entry of a start is written: the start does not leave the process, and the entry is removed", async (t) => {
  const { scene, journal } = sceneWithJournal();
  const write = journal.write.bind(journal);
  journal.write = async (...entry) => {
    scene.interruptIn(0);
    await scene.clock.sleep(1);
    return write(...entry);
  };
  assertMessage(
    t,
    "interrupted while the entry is written",
    (await failureOf(scene.provider.create(inputsOf()))).message,
  );
  assert.deepEqual([scene.wire, journal.statuses, journal.entry], ["", ["sending"], undefined]);
});

test("a delete writes cancelling when its cancel is accepted, and removes it when it succeeds", async () => {
  const journal = new MemoryJournal();
  const { scene, resource } = await started({ cancelTakes: minute }, {}, { journal });
  journal.statuses.length = 0;
  const deleting = scene.delete(resource);
  await scene.clock.sleep(1_000);
  assert.deepEqual(facts(journal.entry), {
    status: "cancelling",
    endpoint: "https://alloydb.googleapis.com",
    apiVersion: "v1beta",
    name: operationName,
    time: begin + 10 * minute,
  });
  await deleting;
  assert.deepEqual([journal.statuses, journal.entry], [["cancelling"], undefined]);
});

test("a delete that does not succeed keeps cancelling; later cancels don't change its time", async () => {
  const journal = new MemoryJournal();
  const { scene, resource } = await started(
    { cancelTakes: "ignores" },
    { timeouts: { delete: "5m" } },
    { journal },
  );
  await deleteInVain(scene, resource);
  await deleteInVain(scene, resource);
  assert.ok(journal.entry?.status === "cancelling");
  assert.equal(journal.entry.time, begin + 10 * minute);
  assert.equal(scene.count("cancel"), 2);
});

test("a cancel that is not accepted leaves no entry", async () => {
  const journal = new MemoryJournal();
  const { scene, resource } = await started({ mishaps: { cancel: () => notPermitted } }, {}, { journal });
  await deleteInVain(scene, resource);
  assert.equal(journal.entry, undefined);
});

function facts(entry: JournalEntry | undefined): object {
  const { requestDigest: _, ...others } = { requestDigest: "", ...entry };
  return others;
}

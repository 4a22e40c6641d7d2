import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { notPermitted } from "../../support/faults.js";
import { killedDuringStart, killedInWait } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { failureOf, inputsOf, ProviderScene, urn } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";

const done = { waitFor: "done" };
const renamed = (more: JsonObject = {}): JsonObject => ({ ...inputsOf(more), __urn: `${urn}-renamed` });

/** A run after the killed one: what it starts has names of its own. */
function nextRun(journal: MemoryJournal, script: ProviderScript = {}): ProviderScene {
  const starts = ["second", "third"].map((id) => ({
    name: operationName.replace(/o$/, id),
    done: false as const,
  }));
  return new ProviderScene({ starts, ...script }, { journal });
}

test("edge case 33: killed in its wait, and renamed: what was started is named, and a new one is started", async () => {
  const journal = await killedInWait();
  const scene = nextRun(journal);
  await scene.create(renamed());
  assert.equal(scene.wire, "start GET");
  assert.deepEqual(scene.said("warning"), [
    `${operationName}, which an earlier run started at 2026-01-01T00:00:00.000Z by the same request for the resource ` +
      '"export", is still running. If that resource was renamed or removed, nothing takes it over: to have it here, ' +
      'adopt it: replace `start` by `operationName: "<its name>"`; to end it, send POST ' +
      `https://alloydb.googleapis.com/v1beta/${operationName}:cancel`,
  ]);
});

test("edge case 33: killed in mid-start, and renamed: what to look for is said", async () => {
  const journal = await killedDuringStart();
  const scene = nextRun(journal);
  await scene.create(renamed());
  assert.equal(scene.wire, "start");
  assert.match(
    scene.said("warning").join("\n"),
    /^an earlier run intended the same start for the resource "export" at 2026.*If that resource was renamed or removed.* GET https:\S+\/operations; if it is there, adopt it/,
  );
});

test("its page stays, for the resource that may come later: that takes it over", async () => {
  const journal = await killedInWait();
  const scene = nextRun(journal);
  await scene.create(renamed());
  const { state } = await scene.create();
  assert.equal(state.operationName, operationName);
  assert.equal(scene.count("start"), 1);
});

test("it is told of once a run, whoever starts the same", async () => {
  const journal = await killedInWait();
  const scene = nextRun(journal);
  await scene.create(renamed());
  await scene.create({ ...inputsOf(), __urn: `${urn}-third` });
  assert.equal(scene.said("warning").length, 1);
});

const silent: [what: string, prepare: (scene: ProviderScene) => Promise<unknown>, more?: JsonObject][] = [
  ["the program has the resource still", async (scene) => scene.provider.check?.({}, inputsOf())],
  [
    "the resource was created before in this run",
    (scene) => scene.create(inputsOf(done)).catch(() => undefined),
  ],
  [
    "a state of this run holds the operation",
    async (scene) => {
      const other = { ...inputsOf({ operationName }), __urn: `${urn}-other` };
      await scene.diff(await new ProviderScene().create(other), other);
    },
  ],
  ["the request is another one", async () => undefined, { triggers: [2] }],
];
for (const [what, prepare, more] of silent) {
  test(`not a word about an operation of another resource: ${what}`, async () => {
    const journal = await killedInWait();
    const scene = nextRun(journal);
    await prepare(scene);
    scene.lines.length = 0;
    const looks = scene.count("GET");
    await scene.create(renamed(more));
    assert.deepEqual(scene.said("warning"), []);
    assert.equal(scene.count("GET"), looks);
  });
}

test("not a word about an operation of another resource: it has ended", async () => {
  const scene = nextRun(await killedInWait(), { endsAt: 0 });
  await scene.create(renamed());
  assert.deepEqual(scene.said("warning"), []);
});

test("not a word about an operation of another resource: it was started at another endpoint", async () => {
  const scene = nextRun(await killedInWait(), { baseUrl: "https://other.example.com" });
  await scene.create(renamed());
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.said("warning"), []);
});

test("not a word about the same resource of another stack in the same folder", async () => {
  const scene = nextRun(await killedInWait());
  await scene.create({ ...inputsOf(), __urn: urn.replace(":dev:", ":prod:") });
  assert.deepEqual(scene.said("warning"), []);
});

const pages: [what: string, change: (page: JsonObject) => JsonObject][] = [
  ["of a program in another folder", (page) => ({ ...page, place: "elsewhere" })],
  ["of a start that the user was told of", (page) => ({ ...page, toldBy: "another run" })],
  ["that is damaged", ({ urn: _, ...page }) => page],
];
for (const [what, change] of pages) {
  test(`not a word about a page ${what}`, async () => {
    const journal = await killedDuringStart();
    const [key = ""] = journal.pages.keys();
    await journal.write(key, change(journal.page));
    const scene = nextRun(journal);
    await scene.create(renamed());
    assert.deepEqual(scene.said("warning"), []);
  });
}

test("two with equal requests, both killed: each takes over its own, and not a word about the other's", async () => {
  const journal = await killedInWait();
  await killedInWait(renamed(done), journal);
  const scene = nextRun(journal);
  await scene.provider.check?.({}, inputsOf());
  const creating = scene.create();
  await scene.provider.check?.({}, renamed());
  await Promise.all([creating, scene.create(renamed())]);
  assert.equal(scene.count("start"), 0);
  assert.deepEqual(scene.said("warning"), []);
});

test("a resource that comes while the other's operation is looked at is not told of", async () => {
  const journal = await killedInWait();
  const scene = nextRun(journal, { mishaps: { roundTrip: 1_000 } });
  const creating = scene.create(renamed());
  await scene.clock.sleep(500);
  await scene.provider.check?.({}, inputsOf());
  await creating;
  assert.equal(scene.wire, "start GET");
  assert.deepEqual(scene.said("warning"), []);
});

test("an operation that was returned to Pulumi is in a state: not a word about it when its resource is renamed", async () => {
  const runs: [inputs: JsonObject, script: ProviderScript][] = [
    [inputsOf(), {}],
    [inputsOf({ ...done, timeouts: { create: "1m" } }), {}],
    [inputsOf(done), { mishaps: { get: () => notPermitted } }],
  ];
  for (const [inputs, script] of runs) {
    const journal = new MemoryJournal();
    await new ProviderScene(script, { journal }).create(inputs).catch(() => undefined);
    const scene = nextRun(journal);
    await scene.create(renamed());
    assert.equal(scene.wire, "start");
    assert.deepEqual(scene.said("warning"), []);
  }
});

test("taken over without a wait, and renamed then: not a word about it", async () => {
  const journal = await killedInWait();
  await new ProviderScene({}, { journal }).create();
  const scene = nextRun(journal);
  await scene.create(renamed());
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.said("warning"), []);
});

test("interrupted, and saved so: not a word about it when its resource is renamed", async () => {
  const journal = new MemoryJournal();
  const interrupted = new ProviderScene({ cancelTakes: "ignores" }, { journal });
  interrupted.interruptIn(minute);
  await interrupted.createInVain(inputsOf(done));
  const scene = nextRun(journal);
  await scene.create(renamed());
  assert.deepEqual(scene.said("warning"), []);
});

test("an interrupt that comes while the end of the wait is noted still cancels", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ mishaps: { get: () => notPermitted } }, { journal });
  const write = journal.write.bind(journal);
  journal.write = async (key, page) => {
    await write(key, page);
    if (page.kind === "named" && page.awaited === undefined) {
      scene.interruptIn(0);
      await scene.clock.sleep(1);
    }
  };
  const { reasons } = await scene.createInVain(inputsOf(done));
  assert.equal(scene.count("cancel"), 1);
  assert.match(reasons.join(" "), /^Interrupted; the cancellation of \S+ was requested\./);
});

test("abandoned by a second interrupt, and renamed: nothing was saved, so it is told of", async () => {
  const journal = new MemoryJournal();
  const abandoned = new ProviderScene({ cancelTakes: "ignores" }, { journal });
  abandoned.abandonIn(minute);
  await abandoned.createInVain(inputsOf(done));
  const scene = nextRun(journal);
  await scene.create(renamed());
  assert.equal(scene.said("warning").length, 1);
});

test("a start that is refused: what another resource has under way is told of all the same", async () => {
  const journal = await killedInWait();
  const scene = nextRun(journal, { starts: [notPermitted] });
  await failureOf(scene.provider.create(renamed()));
  assert.equal(scene.said("warning").length, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "#src/core/operation.js";
import { notPermitted } from "../../support/faults.js";
import { killedAfterStart, killedDuringStart, later } from "../../support/killedRun.js";
import type { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import { failureOf, inputsOf, ProviderScene } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";

const other = "projects/p/locations/l/operations/other";
const startedElsewhere: Operation = { name: other, done: false };

/** What this machine's next run says, once another machine has started the resource anew. */
async function runAfterAnother(journal: MemoryJournal) {
  const another = new ProviderScene({ starts: [startedElsewhere] }, { clock: await later(minute) });
  const resource = await another.create();
  const scene = new ProviderScene({}, { journal, clock: await later(2 * minute) });
  await scene.diff(resource, inputsOf());
  return { scene, resource };
}

test("an operation of a killed run that the state of another machine has displaced is told of, once", async () => {
  const journal = await killedAfterStart();
  const { scene, resource } = await runAfterAnother(journal);
  await scene.diff(resource, inputsOf());
  assert.deepEqual(scene.said("warning"), [
    `${operationName}, which an earlier run on this machine started at 2026-01-01T00:00:00.000Z for this resource, ` +
      `is in no state: it now holds ${other}. If the other one still runs, adopt it: replace \`start\` by ` +
      '`operationName: "<its name>"`; to end it, adopt it in a resource of its own and destroy that',
  ]);
  assert.equal(journal.pages.size, 0);
  assert.equal(scene.wire, "", "a preview asks the service nothing");
});

test("the start of a killed run that the state of another machine has displaced is told of", async () => {
  const { scene } = await runAfterAnother(await killedDuringStart());
  assert.match(
    scene.said("warning")[0] ?? "",
    /about to start an operation .* whether the other one runs is unknown\. Look for it with GET https:\/\//,
  );
});

test("a start that the user was told of is not told of again", async () => {
  const journal = await killedDuringStart();
  const told = new ProviderScene({ lists: notPermitted }, { journal });
  await failureOf(told.provider.create(inputsOf()));
  const { scene } = await runAfterAnother(journal);
  assert.deepEqual(scene.said("warning"), []);
});

test("an operation of a killed run that the user has adopted is none to tell of", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({}, { journal });
  const adopted = inputsOf({ operationName });
  const resource = await scene.create(adopted);
  await scene.diff(resource, adopted);
  assert.deepEqual(scene.said("warning"), []);
  assert.equal(journal.pages.size, 0);
});

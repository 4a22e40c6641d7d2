import assert from "node:assert/strict";
import { test } from "node:test";
import type { CancellingEntry, JournalEntry } from "#src/pulumi/journal/journal.js";
import { CancelRecord } from "#src/pulumi/recovery/cancelRecord.js";
import { readState } from "#src/pulumi/state/operationState.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { operationName } from "../../support/modelService.js";
import { hiddenPart, started, urn } from "../../support/providerScene.js";

const address = { endpoint: "https://alloydb.googleapis.com", apiVersion: "v1beta" };
const cancelling: CancellingEntry = { status: "cancelling", ...address, name: operationName, time: 5 };
const otherStart: JournalEntry = {
  status: "started",
  ...address,
  requestDigest: "d",
  name: `${operationName}-other`,
  time: 7,
};

async function recordOf(entry?: JournalEntry, upRequestedAt?: number) {
  const journal = new MemoryJournal();
  if (entry !== undefined) {
    await journal.write(urn, entry);
  }
  const { resource } = await started();
  const __lro = {
    ...hiddenPart(resource.state),
    ...(upRequestedAt !== undefined && { cancelRequestedAt: upRequestedAt }),
  };
  const saved = readState({ ...resource.state, __lro });
  return { journal, record: new CancelRecord(journal, saved, entry) };
}

test("the history is that of the state and of the entry", async () => {
  assert.deepEqual((await recordOf()).record.history, {});
  assert.deepEqual((await recordOf(undefined, 3)).record.history, { upRequestedAt: 3 });
  assert.deepEqual((await recordOf(cancelling)).record.history, { deleteRequestedAt: 5, isReported: false });
  assert.deepEqual((await recordOf(otherStart)).record.history, {});
});

test("the first accepted cancel is recorded, with its time", async () => {
  const { journal, record } = await recordOf();
  assert.equal(await record.isKept(), false);
  await record.accepted(9.4, address);
  await record.accepted(11, address);
  assert.deepEqual(journal.entry, { ...cancelling, time: 9 });
  assert.equal(await record.isKept(), true);
});

test("the entry of a later start is neither overwritten nor removed", async () => {
  const { journal, record } = await recordOf(otherStart, 3);
  await record.accepted(9, address);
  assert.equal(await record.report(9, address), false);
  assert.equal(await record.remove(), false);
  assert.deepEqual(journal.entry, otherStart);
});

test("an entry that could not be written is not kept, and not removed", async () => {
  const { journal, record } = await recordOf();
  journal.write = async () => false;
  await record.accepted(9, address);
  assert.deepEqual([await record.isKept(), await record.remove()], [false, false]);
});

test("a report after a cancel of an up is written; after one of a delete the entry is removed", async () => {
  const byUp = await recordOf(undefined, 3);
  assert.equal(await byUp.record.report(9, address), true);
  assert.deepEqual(byUp.journal.entry, { ...cancelling, time: 9, isReported: true });
  const byDelete = await recordOf(cancelling);
  assert.equal(await byDelete.record.report(9, address), true);
  assert.equal(byDelete.journal.entry, undefined);
});

test("a report after the cancels of an up and of a delete is written over the entry of the delete", async () => {
  const { journal, record } = await recordOf(cancelling, 3);
  assert.equal(await record.report(9, address), true);
  assert.deepEqual(journal.entry, { ...cancelling, time: 9, isReported: true });
});

test("the record of another delete of the resource is neither overwritten nor removed", async () => {
  const { journal, record } = await recordOf(undefined);
  await record.accepted(9, address);
  const saved = readState((await started()).resource.state);
  const other = { ...saved, outputs: { ...saved.outputs, operationName: `${operationName}-other` } };
  const otherRecord = new CancelRecord(journal, other, undefined);
  await otherRecord.accepted(11, address);
  assert.deepEqual([await record.isKept(), await otherRecord.isKept()], [true, false]);
  assert.equal(await otherRecord.remove(), false);
  assert.deepEqual(journal.entry, { ...cancelling, time: 9 });
});

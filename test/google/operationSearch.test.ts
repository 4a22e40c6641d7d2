import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault, Reply } from "#src/core/fault.js";
import type { Operation } from "#src/core/operation.js";
import { searchOperations } from "#src/google/operationSearch.js";
import type { ListQuestion, OperationPage } from "#src/google/serviceConnection.js";
import { DrivenClock } from "../support/drivenClock.js";
import { notPermitted, unavailable } from "../support/faults.js";

function operation(id: number): Operation {
  return { name: `projects/p/locations/l/operations/${id}`, done: false };
}

type Answer = (page: number) => OperationPage | Fault;

/** A list of as many pages as the service gives, each of which takes its time. */
function search(answer: Answer, pageTakes = 0, signal?: AbortSignal) {
  const clock = new DrivenClock();
  const asked: [parent: string, question: ListQuestion | undefined][] = [];
  const connection = {
    baseUrl: "https://h",
    apiVersion: "v1",
    listParent: () => "projects/p/locations/l",
    async list(parent: string, question?: ListQuestion): Promise<Reply<OperationPage>> {
      asked.push([parent, question]);
      await clock.sleep(pageTakes);
      const answered = answer(asked.length);
      return "kind" in answered ? { ok: false, fault: answered } : { ok: true, value: answered };
    },
  };
  const tools = { clock, connection, random: () => 0, report: () => undefined };
  const limits = { time: 30_000, ...(signal && { signal }) };
  return { clock, asked, found: searchOperations(tools, "projects/p/locations/l/c", () => true, limits) };
}

const endless: Answer = (page) => ({ operations: [operation(page)], nextPageToken: String(page) });

test("edge case 54: follows the pages, also behind an empty one", async () => {
  const { found, asked } = search((page) =>
    page === 3 ? { operations: [operation(3)] } : { operations: [], nextPageToken: String(page) },
  );
  assert.deepEqual(await found, { operations: [operation(3)] });
  assert.deepEqual(asked, [
    ["projects/p/locations/l", { pageSize: 500 }],
    ["projects/p/locations/l", { pageSize: 500, pageToken: "1" }],
    ["projects/p/locations/l", { pageSize: 500, pageToken: "2" }],
  ]);
});

test("reads ten pages at most, and says that there are more", async () => {
  const { found, asked } = search(endless);
  const { operations, gap } = await found;
  assert.equal(asked.length, 10);
  assert.equal(operations.length, 10);
  assert.match(gap ?? "", /cut short after 10 pages by its page limit/);
});

test("reads as long as it may, and says that there are more", async () => {
  const { found, asked, clock } = search(endless, 8_000);
  assert.match((await found).gap ?? "", /cut short after 4 pages by its time limit of 30s/);
  assert.equal(asked.length, 4);
  assert.ok(clock.monotonic() <= 32_000);
});

test("a refusal keeps what was read before, and says why there may be more", async () => {
  const { found } = search((page) => (page === 1 ? endless(1) : notPermitted));
  const { operations, gap } = await found;
  assert.deepEqual(operations, [operation(1)]);
  assert.match(gap ?? "", /403 PERMISSION_DENIED/);
});

test("trouble is tried again, for half a minute", async () => {
  const passing = await search((page) => (page < 3 ? unavailable : { operations: [operation(3)] })).found;
  assert.deepEqual(passing, { operations: [operation(3)] });
  const { found, clock } = search(() => unavailable);
  assert.match((await found).gap ?? "", /by its time limit of 30s\. The last trouble: HTTP 503/);
  assert.ok(clock.monotonic() <= 30_000);
});

test("an interrupt ends it", async () => {
  const { found } = search(endless, 1_000, AbortSignal.abort(new Error("interrupted")));
  await assert.rejects(found, /interrupted/);
});

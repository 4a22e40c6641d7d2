import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Deadline } from "#src/core/deadline.js";
import type { RequestFailure } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { isListRefusedError } from "#src/google/listErrors.js";
import { listInFlight } from "#src/google/listInFlight.js";
import { resolveService } from "#src/google/service.js";
import { readEnvironment } from "#src/google/settings/settings.js";
import { notPermitted, rejected, unimplemented } from "../support/faults.js";
import { ManyWaits, parentA } from "../support/manyWaits.js";
import type { ListScript } from "../support/modelLists.js";
import { minute } from "../support/scene.js";

/** Lists operations, of which some have ended, by a service's model. */
async function list(hasEnded: readonly boolean[], script: ListScript, service = "alloydb", filter?: string) {
  const waits = hasEnded.map((ended) => ({ script: ended ? { endsAt: 0 } : {} }));
  const scene = new ManyWaits(waits, { [parentA]: script });
  const resolved = resolveService({ service, resourceName: parentA, settings: readEnvironment({}) });
  assert.ok(resolved.ok);
  const found: string[] = [];
  const context = {
    ...scene.context(0),
    connection: {
      baseUrl: "https://alloydb.googleapis.com",
      apiVersion: "v1",
      list: ((listed, query = {}, limits = {}) =>
        scene.lists.list(listed, query, limits)) as ServiceConnection["list"],
    },
  };
  const listed = listInFlight(context, resolved.value, parentA, filter === undefined ? {} : { filter }, {
    deadline: new Deadline(scene.clock, minute),
  });
  let refusal: RequestFailure | undefined;
  try {
    for await (const { name } of listed) {
      found.push(name);
    }
  } catch (error) {
    assert.ok(isListRefusedError(error), String(error));
    refusal = error.failure;
  }
  const expected = scene.names.filter((_, index) => !hasEnded[index]);
  return { found, expected, refusal, requests: scene.lists.requests.map((request) => request.filter) };
}

const operations = fc.array(fc.boolean(), { maxLength: 30 });
const script = fc.record({
  filter: fc.constantFrom("refused" as const, "ignored" as const, "wrong" as const, "none" as const),
  pageSize: fc.constantFrom(1, 7, 1_000),
});

test("every operation in flight is listed once, and no other, whatever the service does with filter and page size", async () => {
  await fc.assert(
    fc.asyncProperty(operations, script, fc.boolean(), async (hasEnded, lists, refusesPageSize) => {
      const { found, expected, refusal } = await list(hasEnded, {
        ...lists,
        ...(refusesPageSize && { refusesPageSize }),
      });
      assert.equal(refusal, undefined);
      assert.deepEqual(found, expected);
    }),
  );
});

test("a filter and a page size make a list short", async () => {
  const hasEnded = Array.from({ length: 3_000 }, (_, index) => index > 0);
  assert.deepEqual((await list(hasEnded, {})).requests, ["done=false"]);
  assert.equal((await list(hasEnded, {}, "discoveryengine")).requests.length, 3);
});

test("the user's filter is sent as it is", async () => {
  const { requests, refusal } = await list([false], { filter: "refused" }, "alloydb", "labels.a=b");
  assert.deepEqual(requests, ["labels.a=b", "labels.a=b"]);
  assert.equal(refusal?.kind, "apiError");
});

test("a service that doesn't implement the filter is listed without it", async () => {
  const fails = (nth: number) => (nth === 1 ? unimplemented : undefined);
  const { found, expected, requests } = await list([true, false], { fails });
  assert.deepEqual(found, expected);
  assert.deepEqual(requests, ["done=false", undefined]);
});

test("any other refusal, or one of a later page, ends the list", async () => {
  const forbidden = await list([false], { fails: () => notPermitted });
  assert.deepEqual([forbidden.refusal, forbidden.requests.length], [notPermitted, 1]);
  const invalid = rejected(400, "INVALID_ARGUMENT");
  const fails = (nth: number) => (nth === 2 ? invalid : undefined);
  const cut = await list([false, false], { pageSize: 1, fails });
  assert.deepEqual([cut.refusal, cut.found.length, cut.requests.length], [invalid, 1, 2]);
});

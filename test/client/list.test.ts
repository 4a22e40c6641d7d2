import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  isArgumentError,
  isIncompleteListError,
  isListRefusedError,
  type ListOptions,
  type Operation,
  OperationsClient,
} from "pulumi-gcp-lro/client";
import { withDependencies } from "#src/client/clientContext.js";
import type { Reply } from "#src/core/failure.js";
import type { ListRequest, ServiceConnection } from "#src/google/connection.js";
import { ConnectionPool, connectService } from "#src/google/connectionPool.js";
import type { OperationPage } from "#src/google/json/responses.js";
import { DrivenClock } from "../support/drivenClock.js";
import { cluster, EmulatorScene, parent } from "../support/emulatorScene.js";
import { notPermitted, reset, unavailable } from "../support/faults.js";
import { assertMessage } from "../support/golden.js";
import { seededRandom } from "../support/seededRandom.js";

async function names(operations: AsyncIterable<Operation>): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of operations) {
    found.push(name);
  }
  return found;
}

test("a list that lacks a location ends with IncompleteListError, after all operations", async (t) => {
  const scene = await EmulatorScene.open(t);
  const name = `${parent}/operations/o`;
  const body = JSON.stringify({ operations: [{ name }], unreachable: ["projects/p/locations/us-west1"] });
  scene.emulator.fault({ match: { kind: "list" }, fault: { kind: "reply", status: 200, body } });
  const list = scene.client.list("projects/p/locations/-");
  assert.equal((await list.next()).value?.name, name);
  await assert.rejects(list.next(), (error) => {
    assert.ok(isIncompleteListError(error), String(error));
    assert.deepEqual(error.list.unreachable, ["projects/p/locations/us-west1"]);
    assertMessage(t, "a list that lacks a location", error.message);
    return true;
  });
  await assert.rejects(scene.client.cancelAll({ parent: "projects/p/locations/-" }), (error) => {
    assert.ok(isIncompleteListError(error));
    assertMessage(t, "a selection that lacks a location", error.message);
    return true;
  });
});

test("edge case 54: list follows every page", async (t) => {
  const scene = await EmulatorScene.open(t);
  const seeded = Array.from({ length: 7 }, () => scene.seed());
  assert.deepEqual(await names(scene.client.list(parent, { pageSize: 3 })), seeded);
  assert.deepEqual(
    scene.emulator.requests.map(({ kind, query }) => [kind, query.pageSize, "pageToken" in query]),
    [
      ["list", "3", false],
      ["list", "3", true],
      ["list", "3", true],
    ],
  );
});

test("edge case 54: list goes on behind pages that are empty", async (t) => {
  const scene = await EmulatorScene.open(t);
  const others = Array.from({ length: 4 }, () => scene.seed());
  const wanted = scene.seed({}, `${parent}/clusters/other`);
  const filter = `metadata.target="${parent}/clusters/other"`;
  assert.equal(others.length, 4);
  assert.deepEqual(await names(scene.client.list(parent, { filter, pageSize: 1 })), [wanted]);
  assert.equal(scene.count("list"), 5);
});

test("list asks for no page before it is needed", async (t) => {
  const scene = await EmulatorScene.open(t);
  const [first] = Array.from({ length: 5 }, () => scene.seed());
  for await (const { name } of scene.client.list(parent, { pageSize: 2 })) {
    assert.equal(name, first);
    break;
  }
  assert.equal(scene.count("list"), 1);
});

test("a page is asked for again after passing faults, with the same token", async (t) => {
  const scene = await EmulatorScene.open(t);
  const seeded = Array.from({ length: 4 }, () => scene.seed());
  scene.emulator.fault({ when: { from: 2, to: 3 }, fault: { kind: "reset" } });
  const options: ListOptions = { pageSize: 2, onProgress: scene.onProgress };
  assert.deepEqual(await names(scene.client.list(parent, options)), seeded);
  assert.deepEqual(
    scene.progress.map(({ kind, name }) => [kind, name]),
    [
      ["retrying", parent],
      ["retrying", parent],
    ],
  );
  const [, ...second] = scene.emulator.requests.map(({ query }) => query.pageToken);
  assert.equal(new Set(second).size, 1);
});

test("a page that is refused ends the list with ListRefusedError", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ fault: { kind: "status", status: 403 } });
  await assert.rejects(names(scene.client.list(parent)), (error: Error) => {
    assert.ok(isListRefusedError(error));
    assert.equal(error.parent, parent);
    assert.ok(error.failure.kind === "apiError" && error.failure.httpStatus === 403);
    assertMessage(t, "a refused page", error.message);
    return true;
  });
  assert.equal(scene.count("list"), 1);
});

test("trouble that outlasts the timeout cuts the list short, which an error says", async (t) => {
  const scene = await EmulatorScene.open(t);
  scene.emulator.fault({ fault: { kind: "html", status: 502 } });
  await assert.rejects(names(scene.client.list(parent, { timeout: "10s" })), (error: Error) => {
    assert.ok(isIncompleteListError(error));
    const { failure, ...list } = error.list;
    assert.deepEqual(list, { parent, pages: 0, because: "deadline", timeout: 10_000 });
    assert.ok(failure?.kind === "nonApiResponse" && failure.httpStatus === 502);
    return true;
  });
  assert.ok(scene.emulator.now() <= 10_000);
});

test("the timeout limits the whole list, whatever each page takes", async (t) => {
  const scene = await EmulatorScene.open(t);
  const seeded = Array.from({ length: 10 }, () => scene.seed({ operationTime: "1000h" }));
  const found: string[] = [];
  await assert.rejects(async () => {
    for await (const { name } of scene.client.list(parent, { pageSize: 1, timeout: "5s" })) {
      found.push(name);
      await scene.emulator.advance(900);
    }
  }, isIncompleteListError);
  assert.deepEqual(found, seeded.slice(0, 5));
  assert.ok(scene.emulator.now() <= 5_000, String(scene.emulator.now()));
});

test("a token that leads to the same page again ends the list", async (t) => {
  const scene = await EmulatorScene.open(t);
  const body = JSON.stringify({ operations: [], nextPageToken: "again" });
  scene.emulator.fault({ fault: { kind: "reply", status: 200, body } });
  await assert.rejects(
    names(scene.client.list(parent)),
    /nextPageToken leads to a page that was there before/,
  );
  assert.equal(scene.count("list"), 2);
});

test("edge case 54: a filter that the service is known to ignore is refused, and nothing is sent", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "discoveryengine" } });
  const options = { filter: "done=false" };
  await assert.rejects(names(scene.client.list("projects/p/locations/global", options)), (error: Error) => {
    assert.ok(isArgumentError(error));
    assert.equal(error.argument, "filter");
    return true;
  });
  assert.equal(scene.emulator.requests.length, 0);
});

test("a page size is kept from a service that refuses it", async (t) => {
  const scene = await EmulatorScene.open(t, { client: { service: "discoveryengine" } });
  assert.deepEqual(await names(scene.client.list("projects/p/locations/global", { pageSize: 2 })), []);
  assert.deepEqual(scene.emulator.requests[0]?.query, {});
});

test("what can't be a parent is refused, and nothing is sent", async (t) => {
  const scene = await EmulatorScene.open(t);
  for (const bad of ["projects/../p", "/projects/p", `${parent}/operations`, `${cluster}?x=1`]) {
    await assert.rejects(names(scene.client.list(bad)), (error: Error) => {
      assert.ok(isArgumentError(error));
      assert.equal(error.argument, "parent");
      return true;
    });
  }
  assert.equal(scene.emulator.requests.length, 0);
});

test("an abort ends the list between two operations, with the signal's reason", async (t) => {
  const scene = await EmulatorScene.open(t);
  const seeded = Array.from({ length: 4 }, () => scene.seed());
  const controller = new AbortController();
  const reason = new Error("enough");
  const found: string[] = [];
  await assert.rejects(
    (async () => {
      for await (const { name } of scene.client.list(parent, { signal: controller.signal })) {
        found.push(name);
        controller.abort(reason);
      }
    })(),
    reason,
  );
  assert.deepEqual(found, seeded.slice(0, 1));
});

test("property: whatever the pages and the passing faults, everything is listed once, in order", async () => {
  const page = fc.record({ size: fc.nat(3), faults: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 12 }), async (pages) => {
      const { client, expected } = pagedService(pages);
      assert.deepEqual(await names(client.list(parent)), expected);
    }),
  );
});

test("property: a list that is refused half-way yields what came before, and never looks complete", async () => {
  const page = fc.record({ size: fc.nat(3), faults: fc.nat(1) });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 8 }), fc.nat(7), async (pages, at) => {
      const refusedAt = at % pages.length;
      const { client } = pagedService(pages, refusedAt);
      const found: string[] = [];
      await assert.rejects(async () => {
        for await (const { name } of client.list(parent)) {
          found.push(name);
        }
      }, isListRefusedError);
      const before = pages.slice(0, refusedAt).reduce((sum, { size }) => sum + size, 0);
      assert.equal(found.length, before);
    }),
  );
});

/** A client of a service with these pages, each of which is given after so many faults. */
function pagedService(
  pages: { size: number; faults: number }[],
  refusedAt = Number.POSITIVE_INFINITY,
): { client: OperationsClient; expected: string[] } {
  const contents = pages.map(({ size }, number) =>
    Array.from({ length: size }, (_, index) => `${parent}/operations/operation-${number}-${index}`),
  );
  const faults = pages.map((page) => page.faults);
  const answer = ({ pageToken = "0" }: ListRequest): Reply<OperationPage> => {
    const number = Number(pageToken);
    const left = faults[number] ?? 0;
    if (left > 0) {
      faults[number] = left - 1;
      return { ok: false, error: left % 2 === 0 ? reset() : unavailable };
    }
    if (number === refusedAt) {
      return { ok: false, error: notPermitted };
    }
    const operations = (contents[number] ?? []).map((name) => ({ name, done: false as const }));
    const isLast = number === pages.length - 1;
    return { ok: true, value: { operations, ...(!isLast && { nextPageToken: String(number + 1) }) } };
  };
  const clock = new DrivenClock();
  const client = new OperationsClient(
    withDependencies(
      { service: "alloydb" },
      {
        clock,
        random: seededRandom(1),
        newRequestId: () => "id",
        pool: new ConnectionPool({
          clock,
          connect: (target): ServiceConnection =>
            Object.assign(connectService(target), {
              list: (_parent: string, question: ListRequest = {}) => Promise.resolve(answer(question)),
            }),
        }),
      },
    ),
  );
  return { client, expected: contents.flat() };
}

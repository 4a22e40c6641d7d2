import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject, type JsonValue } from "#src/core/json.js";
import { type Emulator, startEmulator } from "#src/emulator/index.js";
import { call, startExport } from "../call.js";

const list = "/alloydb/v1beta/projects/p/locations/l/operations";

function namesOf(operations: JsonValue | undefined): string[] {
  return Array.isArray(operations)
    ? operations.map((operation) => (isJsonObject(operation) ? String(operation.name) : ""))
    : [];
}

/** The names on each page of a list. */
async function pages(emulator: Emulator, query: string): Promise<string[][]> {
  const all: string[][] = [];
  for (let token = ""; ; ) {
    const page = await call(emulator, `GET ${list}?${query}&pageToken=${token}`);
    assert.equal(page.status, 200, page.text);
    all.push(namesOf(page.at("operations")));
    const next = page.at("nextPageToken");
    if (typeof next !== "string") {
      return all;
    }
    token = next;
  }
}

test("pages have every operation once, even if one is dropped between them", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  for (let count = 0; count < 5; count += 1) {
    await startExport(emulator);
  }
  const names = emulator.operations.map(({ name }) => name);
  assert.deepEqual(await pages(emulator, "pageSize=2"), [
    names.slice(0, 2),
    names.slice(2, 4),
    names.slice(4),
  ]);
  const first = await call(emulator, `GET ${list}?pageSize=2`);
  emulator.forget(names[0] ?? "");
  const second = await call(emulator, `GET ${list}?pageSize=2&pageToken=${first.at("nextPageToken")}`);
  assert.deepEqual(namesOf(second.at("operations")), names.slice(2, 4));
});

test("a page without a match is empty and can have a next one", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: 10 });
  await startExport(emulator);
  await startExport(emulator);
  await emulator.advance(10);
  await startExport(emulator);
  const running = emulator.operations[2]?.name;
  assert.deepEqual(await pages(emulator, "pageSize=2&filter=done%3Dfalse"), [[], [running]]);
});

test("filters compare fields of the operation, several joined by AND", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  await startExport(emulator);
  await call(emulator, "DELETE /alloydb/v1beta/projects/p/locations/l/clusters/c");
  const found = async (filter: string) =>
    (await pages(emulator, `filter=${encodeURIComponent(filter)}`)).flat().length;
  assert.equal(await found(""), 2);
  assert.equal(await found("metadata.verb=export"), 1);
  assert.equal(await found('metadata.verb = "export" AND done = false'), 1);
  assert.equal(await found("metadata.verb!=export"), 1);
  assert.equal(await found("metadata.target:clusters/c"), 2);
  assert.equal(await found("metadata.endTime:*"), 0);
  assert.equal(await found('metadata.verb="none"'), 0);
});

test("a dash matches every location", async () => {
  await using emulator = await startEmulator();
  await startExport(emulator);
  const all = await call(emulator, "GET /alloydb/v1beta/projects/p/locations/-/operations");
  assert.deepEqual(namesOf(all.at("operations")), [emulator.operations[0]?.name]);
});

const refused: [string, number][] = [
  ["pageToken=made-up", 400],
  ["pageSize=many", 400],
  ["pageSize=-1", 400],
  ["filter=nonsense", 400],
  ["returnPartialSuccess=true", 501],
  ["sort=name", 400],
];
for (const [query, status] of refused) {
  test(`a list with ${query} is refused with ${status}`, async () => {
    await using emulator = await startEmulator();
    assert.equal((await call(emulator, `GET ${list}?${query}`)).status, status);
  });
}

test("a page token is valid for its own list only", async () => {
  await using emulator = await startEmulator();
  await startExport(emulator);
  await startExport(emulator);
  const token = (await call(emulator, `GET ${list}?pageSize=1`)).at("nextPageToken");
  assert.equal((await call(emulator, `GET ${list}?pageToken=${token}&filter=done%3Dtrue`)).status, 400);
});

test("Datastore lists pending operations, and filters by its own names", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
  const body = {
    outputUrlPrefix: "gs://b",
    labels: { run: "7" },
    entityFilter: { kinds: ["Order", "Item"] },
  };
  const started = await call(emulator, "POST /datastore/v1/projects/p:export", body);
  await call(emulator, "POST /datastore/v1/projects/p:import", { inputUrl: "gs://b/x" });
  const found = async (filter: string) => {
    const path = `/datastore/v1/projects/p/operations?filter=${encodeURIComponent(filter)}`;
    return namesOf((await call(emulator, `GET ${path}`)).at("operations"));
  };
  assert.equal((await found("")).length, 2);
  assert.deepEqual(await found("labels.run=7"), [started.name]);
  assert.deepEqual(await found("kind=Item AND type=EXPORT_ENTITIES"), [started.name]);
  await emulator.advance(60_000);
  assert.deepEqual(await found(""), []);
  assert.equal((await call(emulator, `GET /datastore/v1/${started.name}`)).at("done"), true);
});

test("Discovery Engine's lists ignore filter, pageSize and pageToken", async () => {
  await using emulator = await startEmulator();
  const branch = "/discoveryengine/v1alpha/projects/p/locations/global/dataStores/s/branches/0";
  const body = { gcsSource: { inputUris: ["gs://b/x"] } };
  await call(emulator, `POST ${branch}/documents:import`, body);
  await call(emulator, `POST ${branch}/documents:import`, body);
  const all = await call(emulator, `GET ${branch}/operations?pageSize=1&filter=done%3Dtrue&pageToken=x`);
  assert.equal(namesOf(all.at("operations")).length, 2);
  assert.equal(all.at("nextPageToken"), undefined);
});

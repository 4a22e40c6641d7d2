import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { isJsonObject } from "#src/core/json.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import {
  noCredentials,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
  unreadable,
} from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";

const requestId = "00000000-0000-4000-8000-000000000001";
const busy = rejected(409, "ABORTED");

const surelyNotHappened: [what: string, failure: RequestFailure][] = [
  ["no connection was made", refusedConnection()],
  ["edge case 39: 409 ABORTED, another operation is in the way", busy],
];
for (const [what, failure] of surelyNotHappened) {
  test(`${what}: a start that surely did not happen is sent again`, async () => {
    const scene = new ProviderScene({ starts: [failure, failure] });
    await scene.create();
    assert.equal(scene.wire, "start start start");
  });
}

const mayHaveHappened: [what: string, failure: RequestFailure][] = [
  ["edge case 27: 503", unavailable],
  ["edge case 27: reset", reset()],
  [
    "edge case 32: a success that holds no operation",
    unreadable({ problem: "the response is not an operation" }),
  ],
];
for (const [what, failure] of mayHaveHappened) {
  test(`${what}: a start that may have happened is never sent again without a request id`, async (t) => {
    const scene = new ProviderScene({ starts: [failure] });
    const thrown = await failureOf(scene.provider.create(inputsOf()));
    assert.ok(!(thrown instanceof PartialStateError), "without a name there is nothing to keep");
    assert.equal(scene.wire, "start");
    const facts = [
      "2026-01-01T00:00:00.000Z",
      "GET https://alloydb.googleapis.com/v1beta/projects/p/locations/l/operations",
      'operationName: "<its name>"',
    ];
    assert.deepEqual(
      facts.filter((fact) => !thrown.message.includes(fact)),
      [],
      thrown.message,
    );
    assertMessage(t, `lost: ${what}`, thrown.message);
  });

  test(`${what}: a start that may have happened is sent again with its request id`, async () => {
    const scene = new ProviderScene({ starts: [failure] });
    await scene.create(inputsOf({ start: { path: startPath, requestId: "query" } }));
    assert.equal(scene.wire, "start start");
  });
}

const refused: [what: string, failure: RequestFailure][] = [
  ["403 PERMISSION_DENIED", notPermitted],
  ["no credentials at all", noCredentials(false)],
];
for (const [what, failure] of refused) {
  test(`a start that is refused fails at once and leaves nothing: ${what}`, async (t) => {
    const scene = new ProviderScene({ starts: [failure] });
    const thrown = await failureOf(scene.provider.create(inputsOf()));
    assert.ok(!(thrown instanceof PartialStateError));
    assert.equal(scene.wire, "start");
    assertMessage(t, `refused: ${what}`, thrown.message);
  });
}

test("edge case 39: the resource is still busy: the start is tried until timeouts.create, and then says so", async (t) => {
  const scene = new ProviderScene({ starts: Array.from({ length: 1_000 }, () => busy) });
  const thrown = await failureOf(scene.provider.create(inputsOf()));
  assert.match(thrown.message, /409 ABORTED/);
  assertMessage(t, "busy until timeouts.create", thrown.message);
  assert.ok(scene.clock.monotonic() <= 60 * 60_000);
});

test("a start is not tried beyond timeouts.create", async () => {
  const scene = new ProviderScene({ starts: Array.from({ length: 100 }, () => busy) });
  await failureOf(scene.provider.create(inputsOf({ timeouts: { create: "20s" } })));
  assert.ok(scene.clock.monotonic() <= 20_000);
});

test("a start obeys Retry-After, and up to a tenth more", async () => {
  const scene = new ProviderScene({ starts: [rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 90_000 })] });
  await scene.create();
  const waited = scene.clock.monotonic();
  assert.ok(waited >= 90_000 && waited <= 99_000, `${waited}`);
});

test("the time to look for is that of the first start that may have happened", async (t) => {
  const starts = [busy, reset(), ...Array.from({ length: 100 }, () => unavailable)];
  const scene = new ProviderScene({ starts });
  const start = { path: startPath, requestId: "query" };
  const thrown = await failureOf(scene.provider.create(inputsOf({ start })));
  assert.match(thrown.message, /2026-01-01T00:00:00\.[1-9]\d*Z/);
  assertMessage(t, "lost at its second try", thrown.message);
});

test("a start that goes on failing after it may have happened never claims that nothing was started", async (t) => {
  const failures = [reset(), ...Array.from({ length: 1_000 }, () => busy)];
  const scene = new ProviderScene({ starts: failures });
  const start = { path: startPath, requestId: "body" };
  const thrown = await failureOf(scene.provider.create(inputsOf({ start })));
  assertMessage(t, "busy after a lost response", thrown.message);
});

test("a start with a request id that remains uncertain is repeated for five minutes, then create fails", async (t) => {
  const scene = new ProviderScene({ starts: Array.from({ length: 100 }, () => unavailable) });
  const thrown = await failureOf(
    scene.provider.create(inputsOf({ start: { path: startPath, requestId: "query" } })),
  );
  assert.ok(scene.count("start") > 5);
  assert.ok(scene.clock.monotonic() <= 5 * 60_000);
  assertMessage(t, "lost for five minutes", thrown.message);
});

test("Ctrl-C between two tries of an uncertain start: the failure has the request id, which the next up repeats", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ starts: [unavailable] }, { journal });
  scene.interruptIn(100);
  const start = { path: startPath, requestId: "query" };
  const thrown = await failureOf(scene.provider.create(inputsOf({ start })));
  assert.equal(scene.wire, "start");
  assert.ok(thrown.message.includes(requestId), thrown.message);
  const next = new ProviderScene({}, { journal });
  await next.create(inputsOf({ start }));
  assert.deepEqual(next.connection.started[0]?.query, { requestId });
});

test("the request id is the same in every repetition, where the service takes it", async () => {
  const scene = new ProviderScene({ starts: [unavailable, reset()] });
  await scene.create(inputsOf({ start: { path: startPath, body: { a: 1 }, requestId: "body" } }));
  const ids = scene.connection.started.map(({ body }) => (isJsonObject(body) ? body.requestId : undefined));
  assert.deepEqual(new Set(ids), new Set(["00000000-0000-4000-8000-000000000001"]));
  assert.equal(ids.length, 3);
});

test("a request id that the user gives stays", async () => {
  const scene = new ProviderScene();
  const start = { path: startPath, query: { requestId: "mine" }, requestId: "query" };
  await scene.create(inputsOf({ start }));
  assert.deepEqual(scene.connection.started[0]?.query, { requestId: "mine" });
});

test("a start without request id is sent as it was given", async () => {
  const scene = new ProviderScene();
  await scene.create(
    inputsOf({ start: { path: startPath, method: "PATCH", body: { a: 1 }, query: { f: "x" } } }),
  );
  assert.deepEqual(scene.connection.started, [
    { path: startPath, method: "PATCH", body: { a: 1 }, query: { f: "x" } },
  ]);
});

test("interrupted between two tries of a start: it is not sent again", async (t) => {
  const scene = new ProviderScene({ starts: [busy] });
  scene.interruptIn(100);
  const thrown = await failureOf(scene.provider.create(inputsOf()));
  assert.match(thrown.message, /ABORTED/);
  assertMessage(t, "interrupted between two tries", thrown.message);
  assert.equal(scene.wire, "start");
});

test("edge case 34: interrupted before the name is known: the start is let finish, then cancelled", async () => {
  const scene = new ProviderScene({ startTakes: 5_000, cancelTakes: 60_000 });
  scene.interruptIn(1_000);
  const { state } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start cancel GET");
  assert.equal(state.state, "CANCELLING");
});

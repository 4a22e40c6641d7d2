import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestFailure } from "#src/core/failure.js";
import { isJsonObject } from "#src/core/json.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import {
  foreign,
  noCredentials,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
  unimplemented,
  unreadable,
} from "../../support/faults.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";

const requestId = "00000000-0000-4000-8000-000000000001";
const busy = rejected(409, "ABORTED");
const quota = rejected(429, "RESOURCE_EXHAUSTED");

const surelyNotHappened: [what: string, failure: RequestFailure][] = [
  ["no connection was made", refusedConnection()],
  ["credentials could not be fetched just now", noCredentials(true)],
  ["429 RESOURCE_EXHAUSTED", quota],
  [
    "a per-minute quota in the guise of 403",
    rejected(403, "PERMISSION_DENIED", { reason: "RATE_LIMIT_EXCEEDED" }),
  ],
  ["edge case 39: 409 ABORTED, another operation is in the way", busy],
  [
    "edge case 39: 400 of a service whose resource is still busy",
    rejected(400, "FAILED_PRECONDITION", { message: "instance is not in ready state" }),
  ],
  ["edge case 39: operationInProgress", rejected(409, "ALREADY_EXISTS", { reason: "operationInProgress" })],
  [
    "edge case 39: unable to queue the operation",
    rejected(409, "ALREADY_EXISTS", { message: "unable to queue the operation" }),
  ],
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
  ["edge case 27: request time-out", reset({ code: "TIMEOUT" })],
  ["edge case 27: 500 INTERNAL", rejected(500, "INTERNAL")],
  ["edge case 27: 504 DEADLINE_EXCEEDED", rejected(504, "DEADLINE_EXCEEDED")],
  ["edge case 27: HTML of a proxy with 502", foreign(502)],
  [
    "edge case 32: a success that holds no operation",
    unreadable({ problem: "The answer is not an operation." }),
  ],
];
for (const [what, failure] of mayHaveHappened) {
  test(`${what}: a start that may have happened is never sent again without a request id`, async () => {
    const scene = new ProviderScene({ starts: [failure] });
    const thrown = await failureOf(scene.provider.create(inputsOf()));
    assert.ok(!(thrown instanceof PartialStateError), "without a name there is nothing to keep");
    assert.equal(scene.wire, "start");
    const facts = [
      "2026-01-01T00:00:00.000Z",
      "whose name is not known",
      "GET https://alloydb.googleapis.com/v1beta/projects/p/locations/l/operations",
      'operationName: "<its name>"',
    ];
    assert.deepEqual(
      facts.filter((fact) => !thrown.message.includes(fact)),
      [],
      thrown.message,
    );
  });

  test(`${what}: a start that may have happened is sent again with its request id`, async () => {
    const scene = new ProviderScene({ starts: [failure] });
    await scene.create(inputsOf({ start: { path: startPath, requestId: "query" } }));
    assert.equal(scene.wire, "start start");
  });
}

const refused: [what: string, failure: RequestFailure][] = [
  ["403 PERMISSION_DENIED", notPermitted],
  ["400 INVALID_ARGUMENT", rejected(400, "INVALID_ARGUMENT")],
  ["400 FAILED_PRECONDITION", rejected(400, "FAILED_PRECONDITION")],
  ["404 NOT_FOUND, such as no cluster", rejected(404, "NOT_FOUND")],
  ["409 ALREADY_EXISTS", rejected(409, "ALREADY_EXISTS")],
  ["401 UNAUTHENTICATED", rejected(401, "UNAUTHENTICATED")],
  ["501 UNIMPLEMENTED", unimplemented],
  ["HTML of a front end with 404", foreign(404)],
  ["no credentials at all", noCredentials(false)],
];
for (const [what, failure] of refused) {
  test(`a start that is refused fails at once and leaves nothing: ${what}`, async () => {
    const scene = new ProviderScene({ starts: [failure] });
    const thrown = await failureOf(scene.provider.create(inputsOf()));
    assert.ok(!(thrown instanceof PartialStateError));
    assert.equal(scene.wire, "start");
    assert.match(thrown.message, /^No operation was started: /);
  });
}

test("edge case 39: the resource is still busy: the start is tried until timeouts.create, and then says so", async () => {
  const scene = new ProviderScene({ starts: Array.from({ length: 1_000 }, () => busy) });
  const thrown = await failureOf(scene.provider.create(inputsOf()));
  assert.match(thrown.message, /^No operation was started \(tried for 59m\d+s\): .*409 ABORTED/);
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

test("the time to look for is that of the first start that may have happened", async () => {
  const starts = [busy, reset(), ...Array.from({ length: 100 }, () => unavailable)];
  const scene = new ProviderScene({ starts });
  const start = { path: startPath, requestId: "query" };
  const thrown = await failureOf(scene.provider.create(inputsOf({ start })));
  assert.match(thrown.message, /the start of 2026-01-01T00:00:00\.[1-9]\d*Z was lost/);
});

test("a start that goes on failing after it may have happened never claims that nothing was started", async () => {
  const failures = [reset(), ...Array.from({ length: 1_000 }, () => busy)];
  const scene = new ProviderScene({ starts: failures });
  const start = { path: startPath, requestId: "body" };
  const thrown = await failureOf(scene.provider.create(inputsOf({ start })));
  assert.match(thrown.message, /may be running whose name is not known/);
  assert.doesNotMatch(thrown.message, /[Nn]o operation was started|Nothing was started/);
});

test("a start with a request id that remains uncertain is repeated for five minutes, then create fails", async () => {
  const scene = new ProviderScene({ starts: Array.from({ length: 100 }, () => unavailable) });
  const thrown = await failureOf(
    scene.provider.create(inputsOf({ start: { path: startPath, requestId: "query" } })),
  );
  assert.ok(scene.count("start") > 5);
  assert.ok(scene.clock.monotonic() <= 5 * 60_000);
  assert.match(thrown.message, /may be running whose name is not known/);
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

test("interrupted between two tries of a start: it is not sent again", async () => {
  const scene = new ProviderScene({ starts: [busy] });
  scene.interruptIn(100);
  const thrown = await failureOf(scene.provider.create(inputsOf()));
  assert.match(thrown.message, /^No operation was started/);
  assert.equal(scene.wire, "start");
});

test("edge case 34: interrupted before the name is known: the start is let finish, then cancelled", async () => {
  const scene = new ProviderScene({ startTakes: 5_000, cancelTakes: 60_000 });
  scene.interruptIn(1_000);
  const { state } = await scene.createInVain(inputsOf({ waitFor: "done" }));
  assert.equal(scene.wire, "start cancel GET");
  assert.equal(state.state, "CANCELLING");
});

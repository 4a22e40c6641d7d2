import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Behaviour, startEmulator } from "#src/emulator/index.js";
import { call, startExport } from "../call.js";

test("an operation runs for its time and then succeeds with its response", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
  const path = await startExport(emulator);
  await emulator.advance(59_999);
  assert.equal((await call(emulator, `GET ${path}`)).at("done"), false);
  await emulator.advance(1);
  const ended = await call(emulator, `GET ${path}`);
  assert.equal(ended.at("done"), true);
  assert.deepEqual(ended.at("response"), {
    "@type": "type.googleapis.com/google.cloud.alloydb.v1beta.ExportClusterResponse",
    gcsDestination: { uri: "gs://bucket/dump" },
  });
  assert.equal(ended.at("error"), undefined);
});

test("an honoured cancel ends the operation with code 1 after cancelTime", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: "2s" });
  const path = await startExport(emulator);
  await emulator.advance(10_000);
  const cancel = await call(emulator, `POST ${path}:cancel`);
  assert.equal(cancel.status, 200);
  assert.deepEqual(cancel.json, {});
  await emulator.advance(1_999);
  assert.equal((await call(emulator, `GET ${path}`)).at("done"), false);
  assert.equal(emulator.operations[0]?.state, "CANCELLING");
  await emulator.advance(1);
  assert.equal((await call(emulator, `GET ${path}`)).at("error.code"), 1);
  const { state, startedAt, cancelRequestedAt, endedAt } = emulator.operations[0] ?? {};
  assert.deepEqual(
    { state, startedAt, cancelRequestedAt, endedAt },
    { state: "CANCELLED", startedAt: 0, cancelRequestedAt: 10_000, endedAt: 12_000 },
  );
});

test("an operation that ends before its cancellation takes effect has completed", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "10s", cancelTime: "2s" });
  const path = await startExport(emulator);
  await emulator.advance(9_000);
  await call(emulator, `POST ${path}:cancel`);
  await emulator.advance(1_000);
  assert.notEqual((await call(emulator, `GET ${path}`)).at("response"), undefined);
  assert.equal(emulator.operations[0]?.state, "SUCCEEDED");
});

test("a second cancel does not postpone the end", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: "2s" });
  const path = await startExport(emulator);
  await call(emulator, `POST ${path}:cancel`);
  await emulator.advance(1_500);
  await call(emulator, `POST ${path}:cancel`);
  await emulator.advance(500);
  assert.equal(emulator.operations[0]?.endedAt, 2_000);
});

test("an ignored cancel is shown in the metadata and changes nothing", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
  emulator.behave({ cancel: "ignore" });
  const path = await startExport(emulator);
  assert.equal((await call(emulator, `POST ${path}:cancel`)).status, 200);
  await emulator.advance(59_999);
  const running = await call(emulator, `GET ${path}`);
  assert.equal(running.at("metadata.requestedCancellation"), true);
  assert.equal(running.at("done"), false);
  await emulator.advance(1);
  assert.equal(emulator.operations[0]?.state, "SUCCEEDED");
});

const refusals: [NonNullable<Behaviour["cancel"]>, number, string][] = [
  ["unimplemented", 501, "UNIMPLEMENTED"],
  ["reject", 400, "FAILED_PRECONDITION"],
  ["forbid", 403, "PERMISSION_DENIED"],
];
for (const [cancel, status, name] of refusals) {
  test(`cancel: ${cancel} answers ${status} ${name} and leaves the operation alone`, async () => {
    await using emulator = await startEmulator({ time: "driven" });
    emulator.behave({ cancel });
    const path = await startExport(emulator);
    const answer = await call(emulator, `POST ${path}:cancel`);
    assert.equal(answer.status, status);
    assert.equal(answer.at("error.code"), status);
    assert.equal(answer.at("error.status"), name);
    assert.equal(emulator.operations[0]?.cancelRequestedAt, undefined);
  });
}

test("a forbidden cancel names the permission in its ErrorInfo", async () => {
  await using emulator = await startEmulator();
  emulator.behave({ cancel: "forbid" });
  const answer = await call(emulator, `POST ${await startExport(emulator)}:cancel`);
  assert.equal(answer.at("error.details.0.reason"), "IAM_PERMISSION_DENIED");
  assert.equal(answer.at("error.details.0.metadata.permission"), "alloydb.operations.cancel");
});

test("cancelAfterEnd decides the answer to a cancel of an ended operation", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: 1 });
  emulator.behave({ match: { nth: 2 }, cancelAfterEnd: "reject" });
  const accepting = await startExport(emulator);
  const rejecting = await startExport(emulator);
  await emulator.advance(1);
  assert.equal((await call(emulator, `POST ${accepting}:cancel`)).status, 200);
  assert.equal((await call(emulator, `POST ${rejecting}:cancel`)).at("error.status"), "FAILED_PRECONDITION");
  assert.deepEqual(
    emulator.operations.map(({ state, cancelRequestedAt }) => [state, cancelRequestedAt]),
    [
      ["SUCCEEDED", undefined],
      ["SUCCEEDED", undefined],
    ],
  );
});

test("cancellableFor limits the time in which a cancel is accepted", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  emulator.behave({ cancellableFor: "5s" });
  const path = await startExport(emulator);
  await emulator.advance(5_000);
  assert.equal((await call(emulator, `POST ${path}:cancel`)).status, 400);
});

test("an operation fails with the configured error", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: 1 });
  const fail = { code: 13, message: "It broke.", details: [{ "@type": "type.googleapis.com/x.Y" }] };
  emulator.behave({ ends: { fail } });
  const path = await startExport(emulator);
  await emulator.advance(1);
  assert.deepEqual((await call(emulator, `GET ${path}`)).at("error"), fail);
  assert.equal(emulator.operations[0]?.state, "FAILED");
});

test("an operation can end without a result, and a cancel can lead to another end", async () => {
  await using emulator = await startEmulator({ time: "driven", cancelTime: 0 });
  emulator.behave({ match: { nth: 1 }, endsWhenCancelled: "without result" });
  emulator.behave({ match: { nth: 2 }, endsWhenCancelled: { fail: { code: 10, message: "Pre-empted." } } });
  for (const expected of [undefined, 10]) {
    const path = await startExport(emulator);
    await call(emulator, `POST ${path}:cancel`);
    const ended = await call(emulator, `GET ${path}`);
    assert.equal(ended.at("done"), true);
    assert.equal(ended.at("error.code"), expected);
    assert.equal(ended.at("response"), undefined);
  }
});

test("goneAfter drops the record, at the end or later; forget drops it at once", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1s" });
  emulator.behave({ match: { nth: 1 }, goneAfter: 0 });
  emulator.behave({ match: { nth: 2 }, goneAfter: "1s" });
  const paths = [await startExport(emulator), await startExport(emulator), await startExport(emulator)];
  const statuses = async () =>
    Promise.all(paths.map(async (path) => (await call(emulator, `GET ${path}`)).status));
  await emulator.advance(1_000);
  assert.deepEqual(await statuses(), [404, 200, 200]);
  await emulator.advance(1_000);
  assert.deepEqual(await statuses(), [404, 404, 200]);
  emulator.forget(emulator.operations[2]?.name ?? "");
  assert.deepEqual(await statuses(), [404, 404, 404]);
  assert.deepEqual(
    emulator.operations.map(({ gone }) => gone),
    [true, true, true],
  );
});

test("an operation may be invisible for a while, and done when it starts", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  emulator.behave({ visibleAfter: "1s" });
  const lagging = await startExport(emulator);
  assert.equal((await call(emulator, `GET ${lagging}`)).at("error.status"), "NOT_FOUND");
  await emulator.advance(1_000);
  assert.equal((await call(emulator, `GET ${lagging}`)).status, 200);
  emulator.behave({ doneAtStart: true });
  await startExport(emulator);
  assert.equal(emulator.operations[1]?.endedAt, 1_000);
});

test("metadata may show the end before done does", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "10s" });
  emulator.behave({ metadataEndsEarly: "3s" });
  const { name } = await call(emulator, "POST /datastore/v1/projects/p:export", {
    outputUrlPrefix: "gs://b",
  });
  await emulator.advance(7_000);
  const early = await call(emulator, `GET /datastore/v1/${name}`);
  assert.equal(early.at("metadata.common.state"), "SUCCESSFUL");
  assert.notEqual(early.at("metadata.common.endTime"), undefined);
  assert.equal(early.at("done"), undefined);
});

test("in any order of events, an operation ends once and keeps its end", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  const time = fc.integer({ min: 0, max: 100 });
  const steps = fc.array(fc.record({ advance: time, cancel: fc.boolean() }), { maxLength: 6 });
  const cancel = fc.constantFrom("honour", "ignore", "reject");
  const run = async (behaviour: Behaviour, moves: { advance: number; cancel: boolean }[]) => {
    emulator.clear();
    emulator.behave(behaviour);
    const path = await startExport(emulator);
    let end: unknown;
    for (const move of moves) {
      await emulator.advance(move.advance);
      if (move.cancel) {
        await call(emulator, `POST ${path}:cancel`);
      }
      const { done, state, endedAt } = emulator.operations[0] ?? {};
      if (end !== undefined) {
        assert.deepEqual({ done, state, endedAt }, end);
      } else if (done) {
        end = { done, state, endedAt };
      }
    }
  };
  const behaviours = fc.record({ operationTime: time, cancelTime: time, cancel });
  await fc.assert(fc.asyncProperty(behaviours, steps, run), { numRuns: 50 });
});

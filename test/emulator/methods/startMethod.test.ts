import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "#src/emulator/index.js";
import { call } from "../call.js";

const id = "0f9a3b52-5b9a-4c9b-9f0a-6b4fd1d0e0aa";
const clusters = "/alloydb/v1beta/projects/p/locations/l/clusters";
const indexes = "/cloudaicompanion/v1/projects/p/locations/l/codeRepositoryIndexes";

test("a request id in the query returns the same operation again, another id a new one", async () => {
  await using emulator = await startEmulator();
  const path = `POST ${indexes}?codeRepositoryIndexId=i&requestId=`;
  const first = await call(emulator, path + id, {});
  const again = await call(emulator, path + id, {});
  const other = await call(emulator, path + id.replace("0f", "1f"), {});
  assert.equal(again.name, first.name);
  assert.notEqual(other.name, first.name);
  assert.equal(emulator.operations.length, 2);
});

test("custom methods accept a request id in the body, and answer with the current state", async () => {
  await using emulator = await startEmulator({ time: "driven", operationTime: "1m" });
  const body = { version: "POSTGRES_16", requestId: id };
  const first = await call(emulator, `PATCH ${clusters}/c:upgrade`, body);
  await emulator.advance(60_000);
  const again = await call(emulator, `PATCH ${clusters}/c:upgrade`, body);
  assert.equal(again.name, first.name);
  assert.equal(again.at("done"), true);
});

test("the same id for another resource is another request", async () => {
  await using emulator = await startEmulator();
  await call(emulator, `DELETE ${clusters}/c?requestId=${id}`);
  await call(emulator, `DELETE ${clusters}/d?requestId=${id}`);
  assert.equal(emulator.operations.length, 2);
});

for (const bad of ["1", "00000000-0000-0000-0000-000000000000"]) {
  test(`${bad} is refused as a request id`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, `DELETE ${clusters}/c?requestId=${bad}`);
    assert.equal(answer.status, 400);
    assert.equal(answer.at("error.details.0.fieldViolations.0.field"), "requestId");
  });
}

for (const request of [
  `POST ${clusters}/c:export?requestId=${id}`,
  `POST /datafusion/v1/projects/p/locations/l/instances?instanceId=i&requestId=${id}`,
  `POST /datastore/v1/projects/p:export?requestId=${id}`,
]) {
  test(`${request.split("?")[0]} has no request id`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, request, {});
    assert.equal(answer.status, 400);
    assert.match(answer.text, /requestId/);
  });
}

test("validateOnly returns a finished operation without a name, and starts nothing", async () => {
  await using emulator = await startEmulator();
  const answer = await call(emulator, `POST ${clusters}?clusterId=c&validateOnly=true`, { network: "n" });
  assert.equal(answer.at("done"), true);
  assert.equal(answer.json.name, undefined);
  assert.equal(emulator.operations.length, 0);
});

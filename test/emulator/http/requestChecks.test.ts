import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { type Emulator, startEmulator } from "#src/emulator/index.js";
import { call, exportBody, exportPath, startExport } from "../call.js";

/** Sends raw bytes and returns everything that the server sends until it closes. */
async function raw(emulator: Emulator, head: string[], body = ""): Promise<string> {
  const socket = connect(Number(emulator.host.split(":")[1]), "127.0.0.1");
  socket.setEncoding("utf8");
  socket.end(`${[...head, `Host: ${emulator.host}`, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
  let answer = "";
  socket.on("data", (text) => {
    answer += text;
  });
  await once(socket, "close");
  return answer;
}

for (const framing of ["no framing at all", "Transfer-Encoding: chunked"]) {
  test(`a POST with ${framing} is answered 411 in HTML, before a service gets it`, async () => {
    await using emulator = await startEmulator();
    const path = await startExport(emulator);
    const chunked = framing.startsWith("Transfer");
    const head = [`POST ${path}:cancel HTTP/1.1`, ...(chunked ? [framing] : [])];
    const answer = await raw(emulator, head, chunked ? "2\r\n{}\r\n0\r\n\r\n" : "");
    assert.match(answer, /^HTTP\/1.1 411 /);
    assert.match(answer, /content-type: text\/html/i);
    assert.equal(emulator.operations[0]?.cancelRequestedAt, undefined);
    assert.equal(emulator.requests[1]?.status, 411);
  });
}

test("a GET with a body is answered 400 in HTML", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  const answer = await raw(emulator, [`GET ${path} HTTP/1.1`, "Content-Length: 2"], "{}");
  assert.match(answer, /^HTTP\/1.1 400 [\s\S]*text\/html/i);
});

const badBodies: [string, string][] = [
  ["malformed JSON", '{"database": '],
  ["a list", "[]"],
  ["text", '""'],
  ["an unknown field", JSON.stringify({ ...exportBody, colour: "red" })],
  ["a missing required field", JSON.stringify({ ...exportBody, database: "" })],
  ["none of a oneof", JSON.stringify({ gcsDestination: {}, database: "d" })],
  ["two of a oneof", JSON.stringify({ ...exportBody, csvExportOptions: {} })],
  ["nothing", ""],
];
for (const [what, body] of badBodies) {
  test(`a start whose body is or has ${what} gets 400 INVALID_ARGUMENT, and starts nothing`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, `POST ${exportPath}`, body);
    assert.equal(answer.status, 400);
    assert.equal(answer.at("error.code"), 400);
    assert.equal(answer.at("error.status"), "INVALID_ARGUMENT");
    assert.equal(answer.at("error.details.0.@type"), "type.googleapis.com/google.rpc.BadRequest");
    assert.equal(emulator.operations.length, 0);
  });
}

test("a violation names its field", async () => {
  await using emulator = await startEmulator();
  const path = "/datafusion/v1/projects/p/locations/l/instances";
  const answer = await call(emulator, `POST ${path}`, {});
  assert.equal(answer.at("error.details.0.fieldViolations.0.field"), "instanceId");
  assert.equal(answer.at("error.details.0.fieldViolations.1.field"), "type");
});

test("fields and parameters may have their proto names", async () => {
  await using emulator = await startEmulator();
  const { gcsDestination, ...rest } = exportBody;
  const body = { ...rest, gcs_destination: gcsDestination };
  assert.equal((await call(emulator, `POST ${exportPath}`, body)).status, 200);
  const path = "/datafusion/v1/projects/p/locations/l/instances?instance_id=i";
  assert.equal((await call(emulator, `POST ${path}`, { type: "BASIC" })).status, 200);
});

test("an unknown query parameter is answered 400; the ones that every API has are not", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  assert.equal((await call(emulator, `GET ${path}?colour=red`)).at("error.status"), "INVALID_ARGUMENT");
  const common = "alt=json&$alt=json%3Benum-encoding%3Dint&prettyPrint=false&quotaUser=me&fields=name";
  assert.equal((await call(emulator, `GET ${path}?${common}`)).status, 200);
});

for (const body of [undefined, "", "{}"]) {
  test(`a cancel may have ${JSON.stringify(body)} as its body`, async () => {
    await using emulator = await startEmulator();
    assert.equal((await call(emulator, `POST ${await startExport(emulator)}:cancel`, body)).status, 200);
  });
}

test("a cancel with anything else in its body is answered 400", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  assert.equal((await call(emulator, `POST ${path}:cancel`, { force: true })).status, 400);
  assert.equal((await call(emulator, `POST ${path}:cancel`, "{")).status, 400);
});

const unknownOperation = "/alloydb/v1beta/projects/p/locations/l/operations/none";
for (const request of [
  `GET ${unknownOperation}`,
  `POST ${unknownOperation}:cancel`,
  `DELETE ${unknownOperation}`,
]) {
  test(`${request} of an unknown operation is answered 404 in JSON`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, request);
    assert.equal(answer.status, 404);
    assert.equal(answer.at("error.status"), "NOT_FOUND");
  });
}

for (const request of [
  "GET /alloydb/v2/projects/p/locations/l/operations/o",
  "GET /alloydb/v1beta/projects/p/operations/o",
  "GET /alloydb/v1beta/projects/p/locations/l/operations/o%2Fp",
  "POST /alloydb/v1beta/projects/p/locations/l/operations/o:wait",
  "PUT /alloydb/v1beta/projects/p/locations/l/clusters/c",
  "POST /discoveryengine/v1alpha/projects/1/locations/l/collections/c/engines/e/operations/o:cancel",
  "DELETE /discoveryengine/v1alpha/projects/1/locations/l/dataStores/d/branches/0/operations/o",
]) {
  test(`${request} is no route: 404 in HTML`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, request);
    assert.equal(answer.status, 404);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
    assert.equal(emulator.requests[0]?.kind, "unknown");
  });
}

for (const request of ["GET /", "GET /spanner/v1/projects/p/operations/o", "POST /v1/projects/p:export"]) {
  test(`${request} is for no emulated service: 501 in JSON names the emulated ones and the option`, async () => {
    await using emulator = await startEmulator();
    const answer = await call(emulator, request);
    assert.equal(answer.status, 501);
    assert.equal(answer.at("error.status"), "UNIMPLEMENTED");
    const message = String(answer.at("error.message"));
    for (const name of ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"]) {
      assert.ok(message.includes(name), message);
    }
    assert.match(message, /\bservices\b.*--service\b/);
    assert.equal(emulator.requests[0]?.kind, "unknown");
  });
}

const policies: ["required" | { token: string }, string | undefined, number][] = [
  ["required", undefined, 401],
  ["required", "Basic abc", 401],
  ["required", "Bearer anything", 200],
  [{ token: "right" }, "Bearer wrong", 401],
  [{ token: "right" }, "Bearer right", 200],
];
for (const [credentials, authorization, status] of policies) {
  test(`credentials ${JSON.stringify(credentials)} answer ${authorization} with ${status}`, async () => {
    await using emulator = await startEmulator({ credentials });
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await call(emulator, "GET /datastore/v1/projects/p/operations", undefined, headers);
    assert.equal(answer.status, status);
    assert.equal(answer.at("error.status"), status === 401 ? "UNAUTHENTICATED" : undefined);
  });
}

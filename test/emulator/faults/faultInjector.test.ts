import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { startEmulator } from "#src/emulator/index.js";
import { call, exportBody, exportPath, startExport } from "../call.js";

/** The code of a failed fetch: "ECONNRESET". */
function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

test("a status fault has Google's form, with Retry-After, RetryInfo and ErrorInfo where asked for", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({
    match: { kind: "get" },
    when: { nth: 1 },
    fault: {
      kind: "status",
      status: 429,
      retryAfter: "3",
      retryInfo: 1.5,
      reason: "RATE_LIMIT_EXCEEDED",
      metadata: { quota_limit: "per minute" },
    },
  });
  const limited = await call(emulator, `GET ${path}`);
  assert.equal(limited.status, 429);
  assert.equal(limited.headers.get("retry-after"), "3");
  assert.equal(limited.at("error.status"), "RESOURCE_EXHAUSTED");
  assert.deepEqual(limited.at("error.details"), [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "RATE_LIMIT_EXCEEDED",
      domain: "googleapis.com",
      metadata: { service: "alloydb.googleapis.com", quota_limit: "per minute" },
    },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" },
  ]);
  assert.equal(emulator.requests[1]?.fault, "status");
  assert.equal((await call(emulator, `GET ${path}`)).status, 200);
});

const names: [number, string][] = [
  [401, "UNAUTHENTICATED"],
  [404, "NOT_FOUND"],
  [409, "ABORTED"],
  [499, "CANCELLED"],
  [500, "INTERNAL"],
  [501, "UNIMPLEMENTED"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
];
for (const [status, name] of names) {
  test(`a fault of ${status} is named ${name}`, async () => {
    await using emulator = await startEmulator();
    emulator.fault({ fault: { kind: "status", status } });
    assert.equal(
      (await call(emulator, "GET /alloydb/v1/projects/p/locations/l/operations")).at("error.status"),
      name,
    );
  });
}

test("with before, the service gets no request; with after, only the answer is lost", async () => {
  await using emulator = await startEmulator();
  const fault = { kind: "status", status: 503 } as const;
  emulator.fault({ match: { kind: "start" }, when: { nth: 1 }, fault });
  emulator.fault({ match: { kind: "start" }, when: { nth: 2 }, fault: { ...fault, effect: "after" } });
  assert.equal((await call(emulator, `POST ${exportPath}`, exportBody)).status, 503);
  assert.equal(emulator.operations.length, 0);
  assert.equal((await call(emulator, `POST ${exportPath}`, exportBody)).status, 503);
  assert.equal(emulator.operations.length, 1);
  assert.equal(emulator.requests[1]?.operation, emulator.operations[0]?.name);
});

for (const effect of ["before", "after"] as const) {
  test(`a reset ${effect} a cancel's effect reaches the client as ECONNRESET`, async () => {
    await using emulator = await startEmulator();
    const path = await startExport(emulator);
    emulator.fault({ match: { kind: "cancel" }, fault: { kind: "reset", effect } });
    const reason = await call(emulator, `POST ${path}:cancel`).catch(codeOf);
    assert.equal(reason, "ECONNRESET");
    assert.equal(emulator.operations[0]?.cancelRequestedAt !== undefined, effect === "after");
    assert.equal(emulator.requests[1]?.status, "reset");
  });
}

test("a truncated answer is complete HTTP and broken JSON", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({ match: { kind: "get" }, fault: { kind: "truncated" } });
  const answer = await call(emulator, `GET ${path}`);
  assert.equal(answer.status, 200);
  assert.match(answer.text, /^\{"name"/);
  assert.throws(() => JSON.parse(answer.text), SyntaxError);
});

test("a reset in the middle of the body comes after the headers", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({ match: { kind: "get" }, fault: { kind: "resetMidBody" } });
  const response = await fetch(emulator.url + path);
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
});

test("HTML, redirects and any other answer can replace the real one", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  const match = { kind: "get" } as const;
  emulator.fault({ match, when: { nth: 1 }, fault: { kind: "html", status: 200 } });
  emulator.fault({ match, when: { nth: 2 }, fault: { kind: "redirect", location: "http://127.0.0.1:9/x" } });
  emulator.fault({ match, when: { nth: 3 }, fault: { kind: "reply", status: 200, body: "[]" } });
  const html = await call(emulator, `GET ${path}`);
  assert.equal(html.status, 200);
  assert.match(html.headers.get("content-type") ?? "", /^text\/html/);
  const redirect = await call(emulator, `GET ${path}`);
  assert.equal(redirect.status, 302);
  assert.equal(redirect.headers.get("location"), "http://127.0.0.1:9/x");
  assert.equal((await call(emulator, `GET ${path}`)).text, "[]");
});

test("an endless body goes on until the client disconnects", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({ match: { kind: "get" }, fault: { kind: "endless" } });
  const response = await fetch(emulator.url + path);
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > 4_000_000) {
      break;
    }
  }
  assert.ok(bytes > 4_000_000);
});

/** Sends a request and waits until the emulator has recorded it, but not for the answer. */
async function sendSlow(emulator: Awaited<ReturnType<typeof startEmulator>>, path: string, body: string) {
  const expected = emulator.requests.length + 1;
  const request = httpRequest(emulator.url + path, { method: "POST" });
  request.on("error", () => {});
  request.end(body);
  while (emulator.requests.length < expected) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return request;
}

for (const effect of ["before", "after"] as const) {
  test(`a delay ${effect} the effect keeps the answer until driven time has reached it`, async () => {
    await using emulator = await startEmulator({ time: "driven" });
    emulator.fault({ match: { kind: "start" }, fault: { kind: "delay", milliseconds: 5_000, effect } });
    const request = await sendSlow(emulator, exportPath, JSON.stringify(exportBody));
    await emulator.advance(4_999);
    assert.equal(emulator.requests[0]?.status, "pending");
    assert.equal(emulator.operations.length, effect === "after" ? 1 : 0);
    const answered = once(request, "response");
    await emulator.advance(1);
    const [response] = await answered;
    response.resume();
    await once(response, "end");
    assert.equal(emulator.requests[0]?.status, 200);
    assert.equal(emulator.operations[0]?.startedAt, effect === "after" ? 0 : 5_000);
  });
}

test("the request of a client that disconnects during a delay is abandoned, but handled", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  emulator.fault({ fault: { kind: "delay", milliseconds: 10 } });
  const request = await sendSlow(emulator, exportPath, JSON.stringify(exportBody));
  request.destroy();
  while (emulator.requests[0]?.status === "pending") {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(emulator.requests[0]?.status, "abandoned");
  await emulator.advance(10);
  assert.equal(emulator.operations.length, 1);
});

test("faults match by service, kind and a part of the path, and can be limited to a range of requests", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  const fault = { kind: "status", status: 503 } as const;
  emulator.fault({ match: { service: "datastore" }, fault });
  emulator.fault({ match: { kind: ["cancel", "delete"] }, fault });
  emulator.fault({ match: { path: "/operations/none" }, fault });
  emulator.fault({ match: { kind: "list" }, when: { from: 2, to: 3 }, fault });
  const statusOf = async (request: string) => (await call(emulator, request)).status;
  assert.equal(await statusOf(`GET ${path}`), 200);
  assert.equal(await statusOf("GET /datastore/v1/projects/p/operations"), 503);
  assert.equal(await statusOf(`POST ${path}:cancel`), 503);
  assert.equal(await statusOf(`DELETE ${path}`), 503);
  assert.equal(await statusOf("GET /alloydb/v1/projects/p/locations/l/operations/none"), 503);
  const list = "GET /alloydb/v1/projects/p/locations/l/operations";
  const statuses = [await statusOf(list), await statusOf(list), await statusOf(list)];
  assert.deepEqual(statuses, [503, 503, 200]);
});

test("a probability draws the same from the same seed", async () => {
  const run = async (seed: number) => {
    await using emulator = await startEmulator({ seed });
    emulator.fault({ when: { probability: 0.3 }, fault: { kind: "status", status: 503 } });
    const statuses: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      statuses.push((await call(emulator, "GET /datastore/v1/projects/p/operations")).status);
    }
    return statuses;
  };
  const first = await run(7);
  assert.deepEqual(await run(7), first);
  assert.notDeepEqual(await run(8), first);
  const failed = first.filter((status) => status === 503).length;
  assert.ok(failed > 10 && failed < 50, `${failed} of 100`);
});

// Faults that the tests of clients use.
test("a GET can be answered NOT_FOUND once, although the operation goes on", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  const other = await startExport(emulator);
  emulator.fault({ match: { kind: "get", path }, when: { nth: 2 }, fault: { kind: "status", status: 404 } });
  const answers = [];
  for (const asked of [path, other, other, path, path]) {
    answers.push(await call(emulator, `GET ${asked}`));
  }
  assert.deepEqual(
    answers.map((answer) => answer.at("error.status") ?? answer.status),
    [200, 200, 200, "NOT_FOUND", 200],
  );
});

test("a cancel can be answered 404 in HTML while GET works, as if it had no route", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({ match: { kind: "cancel" }, fault: { kind: "html", status: 404 } });
  const answer = await call(emulator, `POST ${path}:cancel`);
  assert.equal(answer.status, 404);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
  assert.equal((await call(emulator, `GET ${path}`)).status, 200);
  assert.equal(emulator.operations[0]?.state, "RUNNING");
});

test("a cancel can be answered 403 that names the permission, or doesn't", async () => {
  await using emulator = await startEmulator();
  emulator.behave({ cancel: "forbid" });
  const path = await startExport(emulator);
  const named = await call(emulator, `POST ${path}:cancel`);
  assert.equal(named.at("error.status"), "PERMISSION_DENIED");
  assert.equal(named.at("error.details.0.metadata.permission"), "alloydb.operations.cancel");
  const message = "The caller does not have permission";
  emulator.fault({ match: { kind: "cancel" }, fault: { kind: "status", status: 403, message } });
  const unnamed = await call(emulator, `POST ${path}:cancel`);
  assert.deepEqual(unnamed.json, { error: { code: 403, message, status: "PERMISSION_DENIED" } });
  assert.equal((await call(emulator, `GET ${path}`)).status, 200);
});

test("every request can be answered as that of a deleted project", async () => {
  await using emulator = await startEmulator();
  const path = await startExport(emulator);
  emulator.fault({
    fault: {
      kind: "status",
      status: 403,
      message: "Project 'p' not found or deleted.",
      reason: "CONSUMER_INVALID",
      metadata: { consumer: "projects/p" },
    },
  });
  for (const request of [`GET ${path}`, `POST ${path}:cancel`]) {
    const answer = await call(emulator, request);
    assert.deepEqual([answer.status, answer.at("error.status")], [403, "PERMISSION_DENIED"]);
    assert.equal(answer.at("error.details.0.reason"), "CONSUMER_INVALID");
  }
});

test("a rule with a number out of range is refused", async () => {
  await using emulator = await startEmulator();
  const fault = { kind: "reset" } as const;
  assert.throws(() => emulator.fault({ when: { probability: 2 }, fault }), /probability/);
  assert.throws(() => emulator.fault({ fault: { kind: "delay", milliseconds: -1 } }), /milliseconds/);
  assert.throws(() => emulator.fault({ fault: { kind: "status", status: 42 } }), /status/);
});

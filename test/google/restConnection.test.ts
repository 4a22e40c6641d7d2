import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { assertMessage } from "../support/golden.js";
import { type Answering, always, type LoopbackServer, startServer } from "../support/loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";
const engine = "projects/1/locations/global/collections/c/engines/e/operations/create-engine-1";

async function connected(
  test: TestContext,
  answer: Answering,
  service = "alloydb",
): Promise<{ server: LoopbackServer; connection: ServiceConnection }> {
  const server = await startServer(test, answer);
  const environment = { GCP_LRO_EMULATOR_HOST: server.host };
  return { server, connection: connectService({ service, environment }) };
}

function sent({ arrived }: LoopbackServer): string[] {
  return arrived.map(({ method, url }) => `${method} ${url}`);
}

test("edge case 54: list asks for one page, with what was asked for and no more", async (t) => {
  const { server, connection } = await connected(t, (request, response) => {
    const last = request.url.includes("pageToken");
    response.end(
      JSON.stringify(last ? {} : { operations: [{ name }, { done: true }], nextPageToken: "a/b" }),
    );
  });
  const parent = "projects/p/locations/-";
  assert.deepEqual(await connection.list(parent, { filter: 'labels.x="y z"', pageSize: 100 }), {
    ok: true,
    value: { operations: [{ name, done: false }], nextPageToken: "a/b" },
  });
  assert.deepEqual(await connection.list(parent, { filter: "", pageToken: "a/b" }), {
    ok: true,
    value: { operations: [] },
  });
  assert.deepEqual(sent(server), [
    `GET /alloydb/v1beta/${parent}/operations?filter=labels.x%3D%22y+z%22&pageSize=100`,
    `GET /alloydb/v1beta/${parent}/operations?pageToken=a%2Fb`,
  ]);
});

for (const body of [
  [],
  { operations: 5 },
  { operations: {} },
  { operations: "" },
  { items: false },
  { operations: [{ name }, 5] },
  { operations: [null] },
  { operations: [{ name: 5 }] },
  { operations: [{ name: "../operations/o", done: false }] },
]) {
  test(`a page of a list that may hide an operation is unreadable: ${JSON.stringify(body)}`, async (t) => {
    const { connection } = await connected(t, always(200, body));
    const reply = await connection.list("projects/p/locations/l");
    assert.equal(reply.ok ? "" : reply.error.kind, "unreadable");
  });
}

for (const body of [{}, { operations: null }, { operations: [] }]) {
  test(`a page of a list without operations is empty: ${JSON.stringify(body)}`, async (t) => {
    const { connection } = await connected(t, always(200, body));
    assert.deepEqual(await connection.list("projects/p/locations/l"), {
      ok: true,
      value: { operations: [] },
    });
  });
}

const sendAnswers: [what: string, body: unknown, operation: string | undefined][] = [
  ["an operation", { name, done: false }, name],
  ["one that has ended", { name, done: true, response: {} }, name],
  ["one that was never stored", { done: true }, ""],
  ["one that shows by its metadata what it is", { name: "x/1", metadata: { "@type": "t" } }, "x/1"],
  ["the resource itself", { name: "projects/p/locations/l/clusters/c", state: "DELETING" }, undefined],
  ["a resource whose name no URL could take", { name: "a b?", done: false }, undefined],
  ["an empty object", {}, undefined],
  ["a list", [], undefined],
];
for (const [what, body, operation] of sendAnswers) {
  test(`send finds the operation in an answer, if it is one: ${what}`, async (t) => {
    const { connection } = await connected(t, always(200, body));
    const reply = await connection.send({ method: "DELETE", path: "projects/p/locations/l/clusters/c" });
    assert.ok(reply.ok);
    assert.equal(reply.value?.name, operation);
  });
}

test("send takes no operation whose name no URL could take", async (t) => {
  const { connection } = await connected(t, always(200, { name: "../operations/o", done: false }));
  const reply = await connection.send({ path: "projects/p/locations/l/clusters/c:restore" });
  assert.equal(reply.ok ? "" : reply.error.kind, "unreadable");
});

test("edge case 28: send takes any method; without a body, methods that could have one say so", async (t) => {
  const { server, connection } = await connected(t, always(200, { deleted: true }));
  const path = "projects/p/locations/l/clusters/c";
  for (const method of ["POST", "PATCH", "PUT", "DELETE"] as const) {
    assert.deepEqual(await connection.send({ method, path }), { ok: true, value: undefined });
  }
  const lengths = server.arrived.map(
    ({ method, headers, body }) => `${method} ${headers["content-length"]} ${body}`,
  );
  assert.deepEqual(lengths, [
    "POST 0 ",
    "PATCH 0 ",
    "PUT 0 ",
    `DELETE ${server.arrived[3]?.headers["content-length"]} `,
  ]);
  assert.ok(server.arrived.every(({ headers }) => headers["transfer-encoding"] === undefined));
});

test("edge case 31: a start that answers a finished operation without a name is an operation", async (t) => {
  const { connection } = await connected(t, always(200, { done: true, response: { "@type": "x" } }));
  assert.deepEqual(await connection.start({ path: "projects/p/locations/l/clusters" }), {
    ok: true,
    value: { name: "", done: true, result: { kind: "response", response: { "@type": "x" } } },
  });
});

test("edge case 32: a start that answers no usable operation is a fault", async (t) => {
  const answers = [
    {},
    { metadata: {} },
    { name: "../v1/projects/p:delete" },
    { name: `${name}:cancel`, done: true },
  ];
  const { connection } = await connected(t, (_request, response) =>
    response.end(JSON.stringify(answers.shift())),
  );
  while (answers.length > 0) {
    const reply = await connection.start({ path: "projects/p/locations/l/clusters" });
    assert.ok(!reply.ok && reply.error.kind === "unreadable");
    assert.match(reply.error.request, /^POST http:.*\/alloydb\/v1beta\/projects\/p\/locations\/l\/clusters$/);
  }
});

test("edge case 13: cancel where there is no route is refused without a request", async (t) => {
  const { server, connection } = await connected(t, always(200, {}), "discoveryengine");
  const reply = await connection.cancel(engine);
  assert.ok(!reply.ok && reply.error.kind === "apiError");
  assert.equal(reply.error.status, "UNIMPLEMENTED");
  assertMessage(t, "no cancel route", reply.error.message);
  assert.equal(connection.cancelSupport(engine), "unsupported");
  assert.equal(server.arrived.length, 0);
});

test("edge case 55: an operation that nobody started is sent no cancel", async (t) => {
  const { server, connection } = await connected(t, always(200, {}), "datastore");
  const reply = await connection.cancel("projects/p/operations/datastore-firestore-migration");
  assert.ok(!reply.ok && reply.error.kind === "apiError" && reply.error.status === "UNIMPLEMENTED");
  assertMessage(t, "an operation that nobody started", reply.error.message);
  assert.equal(server.arrived.length, 0);
});

test("edge case 46: a bad name or path is refused without a request", async (t) => {
  const { server, connection } = await connected(t, always(200, { name }));
  const replies = await Promise.all([
    connection.get("a/../b"),
    connection.cancel("a?b"),
    connection.list("//evil.example"),
    connection.start({ path: "a/../../b" }),
    connection.send({ path: "https://evil.example" }),
  ]);
  for (const reply of replies) {
    assert.ok(!reply.ok && reply.error.kind === "apiError");
    assert.equal(reply.error.status, "INVALID_ARGUMENT");
  }
  assert.equal(server.arrived.length, 0);
});

test("a start that still lacks its request id is a mistake of the caller", async (t) => {
  const { server, connection } = await connected(t, always(200, { name }));
  await assert.rejects(connection.start({ path: "projects/p", requestId: "query" }), Error);
  assert.equal(server.arrived.length, 0);
});

test("names that the catalog doesn't know go by the standard routes", async (t) => {
  const { server, connection } = await connected(t, always(200, { name: "jobs/1" }));
  await connection.get("jobs/1");
  await connection.cancel("jobs/1");
  assert.equal(connection.cancelSupport("jobs/1"), "unknown");
  assert.deepEqual(sent(server), ["GET /alloydb/v1beta/jobs/1", "POST /alloydb/v1beta/jobs/1:cancel"]);
});

test("edge case 47: (default) and its like reach the service literally", async (t) => {
  const server = await startServer(t, always(200, { name: "x" }));
  const connection = connectService({
    service: "private.example.com",
    apiVersion: "v1",
    environment: { GCP_LRO_EMULATOR_HOST: server.host },
  });
  const odd = "projects/p/databases/(default)/operations/a=~+@:b";
  await connection.get(odd);
  assert.deepEqual(sent(server), [`GET /private.example.com/v1/${odd}`]);
});

test("edge case 32: a start may be answered with a name that only the catalog knows for an operation's", async (t) => {
  const cases: [service: string, apiVersion: string, path: string, name: string][] = [
    ["speech", "v1", "speech:longrunningrecognize", "7612202767953098924"],
    ["generativelanguage", "v1beta", "models/m:batchGenerateContent", "batches/b"],
  ];
  for (const [service, apiVersion, path, started] of cases) {
    const server = await startServer(t, always(200, { name: started }));
    const environment = { GCP_LRO_EMULATOR_HOST: server.host };
    const reply = await connectService({ service, apiVersion, environment }).start({ path, body: {} });
    assert.deepEqual(reply, { ok: true, value: { name: started, done: false } });
  }
});

const cancelRefusals: [what: string, service: string, error: object, permission: string | undefined][] = [
  [
    "as the refusal names it",
    "alloydb",
    { message: "Required 'other.operations.cancel' permission" },
    "other.operations.cancel",
  ],
  [
    "as the service documents it",
    "alloydb",
    { message: "The caller does not have permission" },
    "alloydb.operations.cancel",
  ],
  [
    "unknown where neither names it",
    "discoveryengine",
    { message: "The caller does not have permission" },
    undefined,
  ],
  [
    "none where it isn't at fault",
    "alloydb",
    { message: "disabled", details: [{ "@type": "x/google.rpc.ErrorInfo", reason: "SERVICE_DISABLED" }] },
    undefined,
  ],
];
for (const [what, service, error, permission] of cancelRefusals) {
  test(`edge case 20: a refused cancel has the missing permission: ${what}`, async (t) => {
    const { connection } = await connected(
      t,
      always(403, { error: { code: 403, status: "PERMISSION_DENIED", ...error } }),
      service,
    );
    const reply = await connection.cancel(service === "alloydb" ? name : engine);
    assert.ok(!reply.ok && reply.error.kind === "apiError");
    assert.equal(reply.error.permission, permission);
  });
}

const requests: [service: string, version: string, name: string, request: string | undefined][] = [
  [
    "alloydb",
    "v1",
    "projects/p/locations/l/operations/o",
    "POST https://alloydb.googleapis.com/v1/projects/p/locations/l/operations/o:cancel",
  ],
  [
    "sqladmin",
    "v1beta4",
    "projects/p/operations/o",
    "POST https://sqladmin.googleapis.com/sql/v1beta4/projects/p/operations/o/cancel",
  ],
  ["run", "v2", "projects/p/locations/l/operations/o", undefined],
];
for (const [service, apiVersion, name, request] of requests) {
  test(`the request that cancels by hand is the service's own: ${service} ${apiVersion}`, () => {
    const connection = connectService({ service, apiVersion, environment: {} });
    assert.equal(connection.cancelRequestLine(name), request);
  });
}

test("another version's request to cancel is that version's own", () => {
  const connection = connectService({ service: "sqladmin", apiVersion: "v1", environment: {} });
  assert.equal(
    connection.cancelRequestLine("projects/p/operations/o", "v1beta4"),
    "POST https://sqladmin.googleapis.com/sql/v1beta4/projects/p/operations/o/cancel",
  );
});

/** The URLs at which a message tells the user to look for an operation whose name was lost. */
const lists: [service: string, apiVersion: string, path: string, url: string][] = [
  [
    "alloydb",
    "v1beta",
    "projects/p/locations/l/clusters/c:export",
    "v1beta/projects/p/locations/l/operations",
  ],
  ["datastore", "v1", "projects/p:export", "v1/projects/p/operations"],
  [
    "discoveryengine",
    "v1alpha",
    "projects/p/locations/global/collections/c/dataStores/d/branches/b/documents:import",
    "v1alpha/projects/p/locations/global/collections/c/dataStores/d/branches/b/operations",
  ],
  ["dns", "v1", "projects/p/locations/l/managedZones", "dns/v1/projects/p/locations/l/operations"],
  ["redis.example.com", "v1", "projects/p/locations/l/instances", "v1/projects/p/locations/l/operations"],
];
for (const [service, apiVersion, path, url] of lists) {
  test(`what ${service} ${apiVersion} starts at ${path} is listed at ${url}`, () => {
    const environment = { GCP_LRO_EMULATOR_HOST: "127.0.0.1:1" };
    const connection = connectService({ service, apiVersion, resourceName: path, environment });
    assert.equal(connection.listUrl(path), `${connection.baseUrl}/${url}`);
  });
}

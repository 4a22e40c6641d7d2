import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { PassThroughClient } from "google-auth-library";
import type { NetworkFailure, Reply } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { always, json, startServer } from "../../support/loopbackServer.js";

const start = { path: "projects/p/locations/l/clusters/c:export" };
const name = "projects/p/locations/l/operations/operation-1";

function connect(endpoint: string, authClient = new PassThroughClient()): ServiceConnection {
  return connectService({ service: "alloydb", endpoint, authClient, environment: {} });
}

function networkFaultOf(reply: Reply<unknown>): NetworkFailure {
  assert.ok(!reply.ok && reply.error.kind === "network", JSON.stringify(reply));
  return reply.error;
}

const notSent = { code: "ABORTED", mayHaveArrived: false };

function outcomeOf(reply: Reply<unknown>): { code: string; mayHaveArrived: boolean } {
  const { code, mayHaveArrived } = networkFaultOf(reply);
  return { code, mayHaveArrived };
}

/** A TCP server that accepts connections and says nothing. */
async function silentServer(
  test: TestContext,
): Promise<{ server: Server; port: number; bytes: () => number }> {
  let received = 0;
  const server = createServer((socket) => {
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
    socket.on("error", () => undefined);
    test.after(() => socket.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  test.after(() => server.close());
  return { server, port: (server.address() as AddressInfo).port, bytes: () => received };
}

test("a start aborted right away is not sent", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const abort = new AbortController();
  const starting = connect(server.url).start(start, { untilSent: abort.signal });
  abort.abort();
  assert.deepEqual(outcomeOf(await starting), notSent);
  assert.equal(server.arrived.length, 0);
});

test("a start aborted while it waits for a token is not sent", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const abort = new AbortController();
  const client = new PassThroughClient();
  client.getRequestHeaders = () => {
    setImmediate(() => abort.abort());
    return new Promise(() => undefined);
  };
  const reply = await connect(server.url, client).start(start, { untilSent: abort.signal });
  assert.deepEqual(outcomeOf(reply), notSent);
  assert.equal(server.arrived.length, 0);
});

test("a start aborted while the TLS connection is made is not sent", async (t) => {
  const { server, port } = await silentServer(t);
  const abort = new AbortController();
  server.on("connection", (socket) => socket.once("data", () => abort.abort()));
  const reply = await connect(`https://127.0.0.1:${port}`).start(start, { untilSent: abort.signal });
  assert.deepEqual(outcomeOf(reply), notSent);
});

test("a connection that fails before it is secure has carried no start", async (t) => {
  const { server, port } = await silentServer(t);
  server.on("connection", (socket) => socket.once("data", () => socket.resetAndDestroy()));
  const failure = networkFaultOf(await connect(`https://127.0.0.1:${port}`).start(start));
  assert.equal(failure.mayHaveArrived, false, failure.code);
});

test("a time limit that passes before the connection is secure has sent no start", async (t) => {
  const { port } = await silentServer(t);
  const reply = await connect(`https://127.0.0.1:${port}`).start(start, { timeout: 100 });
  assert.deepEqual(outcomeOf(reply), { code: "TIMEOUT", mayHaveArrived: false });
});

for (const method of ["start", "send"] as const) {
  test(`an abort once the service has the request of ${method} leaves the answer to be awaited`, async (t) => {
    const abort = new AbortController();
    const server = await startServer(t, (_request, response) => {
      abort.abort();
      setTimeout(() => json(response, 200, { name }), 50);
    });
    const reply = await connect(server.url)[method](start, { untilSent: abort.signal });
    assert.equal(reply.ok && reply.value?.name, name);
  });
}

test("after a refused token, an abort keeps the start from being sent again", async (t) => {
  const abort = new AbortController();
  const server = await startServer(t, (_request, response) => {
    abort.abort();
    json(response, 401, { error: { code: 401, status: "UNAUTHENTICATED", message: "expired" } });
  });
  const client = new PassThroughClient();
  client.getRequestHeaders = () => Promise.resolve(new Headers({ authorization: "Bearer token-1" }));
  client.credentials = { refresh_token: "x" };
  const reply = await connect(server.url, client).start(start, { untilSent: abort.signal });
  assert.deepEqual(outcomeOf(reply), notSent);
  assert.equal(server.arrived.length, 1);
});

test("edge case 64: of 64 starts aborted together, those without a connection are never sent", async (t) => {
  const abort = new AbortController();
  const unanswered: ServerResponse[] = [];
  const server = await startServer(t, (_request, response) => {
    unanswered.push(response);
    if (server.arrived.length === 32) {
      abort.abort();
    }
    if (abort.signal.aborted) {
      for (const one of unanswered.splice(0)) {
        json(one, 200, { name });
      }
    }
  });
  const connection = connect(server.url);
  const replies = await Promise.all(
    Array.from({ length: 64 }, () => connection.start(start, { untilSent: abort.signal })),
  );
  assert.equal(server.arrived.length, 32);
  assert.equal(replies.filter(({ ok }) => ok).length, 32);
  const others = replies.filter(({ ok }) => !ok);
  assert.ok(others.every((reply) => !networkFaultOf(reply).mayHaveArrived));
});

test("the transporter of an authClient sends no request to a service", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const fetchImplementation = () => assert.fail("it was used");
  const client = new PassThroughClient({ transporterOptions: { fetchImplementation } });
  const reply = await connect(server.url, client).start(start);
  assert.equal(reply.ok && reply.value.name, name);
});

test("onSent is called once, when the request leaves, and not for one that was aborted before", async (t) => {
  const server = await startServer(t, always(200, {}));
  const connection = connect(server.url);
  const sent: string[] = [];
  await connection.cancel(name, { signal: AbortSignal.abort(), onSent: () => sent.push("aborted") });
  assert.deepEqual([sent, server.arrived.length], [[], 0]);
  await connection.cancel(name, { onSent: () => sent.push("sent") });
  assert.deepEqual([sent, server.arrived.length], [["sent"], 1]);
});

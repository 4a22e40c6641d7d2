import assert from "node:assert/strict";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { MAX_BODY_SIZE } from "#src/google/http/body.js";
import { assertMessage } from "../../support/golden.js";
import {
  type Answering,
  always,
  json,
  type LoopbackServer,
  startServer,
} from "../../support/loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

function connectTo(host: string, requestTimeout?: number): ServiceConnection {
  const environment = { GCP_LRO_EMULATOR_HOST: host };
  return connectService({
    service: "alloydb",
    environment,
    ...(requestTimeout !== undefined && { requestTimeout }),
  });
}

async function connected(test: TestContext, answer: Answering) {
  const server: LoopbackServer = await startServer(test, answer);
  return { server, connection: connectTo(server.host) };
}

function faultOf<K extends RequestFailure["kind"]>(
  reply: Reply<unknown>,
  kind: K,
): Extract<RequestFailure, { kind: K }> {
  assert.ok(!reply.ok);
  assert.equal(reply.error.kind, kind);
  return reply.error as Extract<RequestFailure, { kind: K }>;
}

test("a refused connection can't have carried the request", async () => {
  // A port that was free a moment ago, and that nobody listens on now.
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  await new Promise((resolve) => server.close(resolve));

  const failure = faultOf(await connectTo(`127.0.0.1:${address.port}`).get(name), "network");
  assert.equal(failure.code, "ECONNREFUSED");
  assert.equal(failure.mayHaveArrived, false);
  assert.equal(failure.request, `GET http://127.0.0.1:${address.port}/alloydb/v1beta/${name}`);
});

test("a connection reset before the answer may have carried the request", async (t) => {
  const { connection } = await connected(t, (_request, _response, raw) => raw.socket.destroy());
  const failure = faultOf(await connection.get(name), "network");
  assert.equal(failure.code, "ECONNRESET");
  assert.equal(failure.mayHaveArrived, true);
});

test("edge case 30: a connection reset in the middle of the body is no answer", async (t) => {
  const { connection } = await connected(t, (_request, response, raw) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"name":', () => raw.socket.destroy());
  });
  assert.equal(faultOf(await connection.get(name), "network").mayHaveArrived, true);
});

test("edge case 30: a chunked body that ends too early is no answer", async (t) => {
  const { connection } = await connected(t, (_request, response, raw) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(JSON.stringify({ name, done: true }), () => raw.socket.end());
  });
  assert.equal(faultOf(await connection.get(name), "network").mayHaveArrived, true);
});

test("a request without an answer ends at its time limit", async (t) => {
  const server = await startServer(t, () => {});
  const failure = faultOf(await connectTo(server.host, 1_000).get(name), "network");
  assert.deepEqual([failure.code, failure.mayHaveArrived], ["TIMEOUT", true]);
});

test("a response that switches protocols is no answer", async (t) => {
  const { connection } = await connected(t, (_request, _response, raw) => {
    raw.socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n");
  });
  const failure = faultOf(await connection.get(name), "network");
  assert.notEqual(failure.code, "TIMEOUT");
  assert.equal(failure.mayHaveArrived, true);
});

test("an empty body that claims to be compressed is an empty body", async (t) => {
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(503, { "content-encoding": "gzip", "retry-after": "7", "content-length": "0" }).end();
  });
  const failure = faultOf(await connection.get(name), "nonApiResponse");
  assert.deepEqual([failure.httpStatus, failure.retryAfter], [503, 7_000]);
});

test("a refusal keeps its status if its body can't be unpacked", async (t) => {
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(403, { "content-encoding": "gzip" }).end("not compressed");
  });
  assert.equal(faultOf(await connection.get(name), "nonApiResponse").httpStatus, 403);
});

test("a request on a kept-alive connection that the server has closed may have arrived", async (t) => {
  let answered = 0;
  const { server, connection } = await connected(t, (_request, response, raw) => {
    answered += 1;
    if (answered === 1) {
      json(response, 200, { name });
    } else {
      raw.socket.resetAndDestroy();
    }
  });
  assert.ok((await connection.get(name)).ok);
  const failure = faultOf(await connection.get(name), "network");
  assert.equal(failure.mayHaveArrived, true);
  assert.equal(server.arrived.length, 2);
  assert.equal(server.arrived[0]?.port, server.arrived[1]?.port);
});

test("a body that never ends is given up at the time limit", async (t) => {
  const server = await startServer(t, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"name":');
  });
  assert.equal(faultOf(await connectTo(server.host, 50).get(name), "network").code, "TIMEOUT");
});

test("the caller's own limit bounds a request too", async (t) => {
  const { connection } = await connected(t, () => {});
  assert.equal(faultOf(await connection.get(name, { timeout: 50 }), "network").code, "TIMEOUT");
});

test("an abort ends a request in flight", async (t) => {
  const abort = new AbortController();
  const { connection } = await connected(t, () => abort.abort());
  const failure = faultOf(await connection.get(name, { signal: abort.signal }), "network");
  assert.deepEqual([failure.code, failure.mayHaveArrived], ["ABORTED", true]);
});

test("an abort beforehand sends nothing", async (t) => {
  const { server, connection } = await connected(t, always(200, { name }));
  const failure = faultOf(await connection.get(name, { signal: AbortSignal.abort() }), "network");
  assert.deepEqual([failure.code, failure.mayHaveArrived], ["ABORTED", false]);
  assert.equal(server.arrived.length, 0);
});

test("edge case 51: a redirect is a fault, never followed", async (t) => {
  const elsewhere = await startServer(t, always(200, { name, done: true }));
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(302, { location: `${elsewhere.url}/there?secret=1` });
    response.end();
  });
  const failure = faultOf(await connection.get(name), "nonApiResponse");
  assert.equal(failure.httpStatus, 302);
  assert.ok(failure.excerpt.includes(`${elsewhere.url}/there`));
  assertMessage(t, "a redirect", failure.excerpt);
  assert.equal(elsewhere.arrived.length, 0);
});

test("an answer beyond the size limit is not read to its end", async (t) => {
  let closed: () => void = () => {};
  const connectionClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.on("close", closed);
    const more = (): void => {
      if (!response.destroyed) {
        response.write("[".repeat(256 * 1024), more);
      }
    };
    more();
  });
  const failure = faultOf(await connection.get(name), "unreadable");
  assert.match(failure.problem, new RegExp(`\\b${MAX_BODY_SIZE}\\b`));
  assertMessage(t, "a body that is too long", failure.problem);
  await connectionClosed;
});

test("a compressed answer counts by what it unfolds to", async (t) => {
  const bomb = gzipSync(Buffer.alloc(MAX_BODY_SIZE * 4, " "));
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(bomb);
  });
  faultOf(await connection.get(name), "unreadable");
});

test("only a list is asked for in compressed form", async (t) => {
  const { server, connection } = await connected(t, ({ headers }, response) => {
    if (headers["accept-encoding"] === undefined) {
      json(response, 200, { name });
      return;
    }
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(JSON.stringify({ operations: [{ name }] })));
  });
  const page = await connection.list("projects/p/locations/us-central1");
  assert.deepEqual(page.ok && page.value.operations, [{ name, done: false }]);
  assert.equal((await connection.get(name)).ok, true);
  assert.deepEqual(
    server.arrived.map(({ headers }) => headers["accept-encoding"]),
    ["gzip", undefined],
  );
});

test("edge case 30: a compressed answer that breaks off is no answer", async (t) => {
  const body = gzipSync(JSON.stringify({ operations: [{ name }] }));
  for (const end of ["reset", "early"] as const) {
    const { connection } = await connected(t, (_request, response, raw) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.write(body.subarray(0, 20), () => (end === "reset" ? raw.socket.destroy() : response.end()));
    });
    const reply = await connection.list("projects/p/locations/us-central1");
    assert.equal(faultOf(reply, "network").mayHaveArrived, true);
  }
});

test("edge case 30: a success that is HTML, truncated, empty or no operation is unreadable", async (t) => {
  const bodies = [
    "<html><title>Sign in</title></html>",
    '{"name": "projects/p',
    "",
    "[]",
    "{}",
    "null",
    "1e999",
  ];
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(bodies.shift());
  });
  while (bodies.length > 0) {
    assert.equal(faultOf(await connection.get(name), "unreadable").httpStatus, 200);
  }
});

test("edge case 29: an empty 200 to cancel is a success", async (t) => {
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(200);
    response.end();
  });
  assert.deepEqual(await connection.cancel(name), { ok: true, value: undefined });
});

test("an answer with a UTF-8 character cut by a packet's end is put together", async (t) => {
  const body = Buffer.from(JSON.stringify({ name, metadata: { verb: "größer" } }), "utf8");
  const cut = body.indexOf(0xc3) + 1;
  const { connection } = await connected(t, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(body.subarray(0, cut), () => setImmediate(() => response.end(body.subarray(cut))));
  });
  const reply = await connection.get(name);
  assert.deepEqual(reply.ok && reply.value.metadata, { verb: "größer" });
});

test("an error body becomes a rejection with everything it asks for", async (t) => {
  const body = {
    error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" },
  };
  const { connection } = await connected(t, (_request, response) => {
    json(response, 429, body, { "retry-after": "7" });
  });
  assert.deepEqual(faultOf(await connection.get(name), "apiError"), {
    kind: "apiError",
    request: `GET ${connection.baseUrl}/v1beta/${name}`,
    httpStatus: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "slow down",
    retryAfter: 7000,
  });
});

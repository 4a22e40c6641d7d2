import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { RequestFailure } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { MAX_BODY_SIZE } from "#src/google/http/body.js";
import { DrivenClock } from "../support/drivenClock.js";
import { head, type RawConnection, type RawServer, startRawServer } from "../support/rawServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";
const operation = JSON.stringify({ name });

/** The request's time limit, in milliseconds on a driven clock: it passes only when a test says so. */
const TIME_LIMIT = 60_000;

/** Real milliseconds in which a few bytes come, more or fewer: no test depends on how many. */
const MOMENT = 50;

/** Beyond what is read: buffers of sockets, on both sides. */
const BUFFERED = 16 * 1024 * 1024;

interface Opposite {
  server: RawServer;
  connection: ServiceConnection;
  clock: DrivenClock;
  /** Resolves once the server has the first request. */
  arrived: Promise<void>;
}

async function facing(t: TestContext, answer: (connection: RawConnection) => void): Promise<Opposite> {
  let onArrival = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    onArrival = resolve;
  });
  const server = await startRawServer(t, (raw) => {
    answer(raw);
    onArrival();
  });
  const environment = { GCP_LRO_EMULATOR_HOST: server.host };
  const clock = new DrivenClock("whenTold");
  const target = { service: "alloydb", environment, requestTimeout: TIME_LIMIT };
  return { server, connection: connectService(target, { clock }), clock, arrived };
}

async function faultOf(connection: ServiceConnection): Promise<RequestFailure> {
  const reply = await connection.get(name);
  assert.ok(!reply.ok, "it was taken for an answer");
  return reply.error;
}

async function operationOf(connection: ServiceConnection): Promise<Operation> {
  const reply = await connection.get(name);
  assert.ok(reply.ok, `it was taken for a fault: ${JSON.stringify(reply)}`);
  return reply.value;
}

/** The client has gone from every connection, having been sent no more than this. */
async function assertLeft({ connections }: RawServer, most: number): Promise<void> {
  for (const { left } of connections) {
    const sent = await left;
    assert.ok(sent <= most, `${sent} bytes were taken`);
  }
}

const slow: Record<string, (connection: RawConnection) => void> = {
  "nothing at all": () => undefined,
  "a status line, letter by letter": (c) => c.drip("HTTP/1.1 200 OK\r\n", 20),
  "headers that never end, letter by letter": (c) => {
    c.send("HTTP/1.1 200 OK\r\n");
    c.drip("x-a: b\r\n", 20);
  },
  "a body, letter by letter": (c) => {
    c.send(head("content-length: 1000000"));
    c.drip(operation, 20);
  },
  "chunks, letter by letter": (c) => {
    c.send(head("transfer-encoding: chunked"));
    c.drip("1\r\n \r\n", 20);
  },
  "an operation, and then no end of the body": (c) =>
    c.send(`${head("transfer-encoding: chunked")}${operation.length.toString(16)}\r\n${operation}\r\n`),
  "a length of petabytes, and a few bytes of them": (c) =>
    c.send(`${head("content-length: 9007199254740991")}${operation}`),
  "1xx without end": (c) => c.pour("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
  "a compressed body that doesn't end": (c) =>
    c.send(
      Buffer.concat([
        Buffer.from(head("content-encoding: gzip", "content-length: 99999")),
        gzipSync(operation),
      ]),
    ),
};

for (const [what, answer] of Object.entries(slow)) {
  test(`${what}: given up at the request's time limit, and the connection with it`, async (t) => {
    const { server, connection, clock, arrived } = await facing(t, answer);
    const failing = faultOf(connection);
    await arrived;
    await pause(MOMENT);
    await clock.advance(TIME_LIMIT - 1);
    await pause(MOMENT);
    await clock.advance(1);
    const failure = await failing;
    assert.equal(failure.kind, "network");
    assert.deepEqual([failure.code, failure.mayHaveArrived], ["TIMEOUT", true]);
    await Promise.all(server.connections.map(({ left }) => left));
  });
}

const much: Record<string, (connection: RawConnection) => void> = {
  "a body without end": (c) => {
    c.send(head());
    c.pour(" ".repeat(64 * 1024));
  },
  "a body without end after an operation": (c) => {
    c.send(`${head()}${operation}`);
    c.pour(" ".repeat(64 * 1024));
  },
  "chunks without end": (c) => {
    c.send(head("transfer-encoding: chunked"));
    c.pour(`10000\r\n${"[".repeat(0x10000)}\r\n`);
  },
  "an error's body without end": (c) => {
    c.send("HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\n\r\n");
    c.pour("<p>".repeat(16 * 1024));
  },
};

for (const [what, answer] of Object.entries(much)) {
  test(`${what}: no more than the limit is read`, async (t) => {
    const { server, connection } = await facing(t, answer);
    const failure = await faultOf(connection);
    assert.ok(failure.kind === "unreadable" || failure.kind === "nonApiResponse");
    await assertLeft(server, MAX_BODY_SIZE + BUFFERED);
  });
}

test("a bomb that unfolds to gigabytes is unfolded no further than the limit", async (t) => {
  // 64 MiB of zeros make 64 KiB; compressed once more, poured without end.
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const { server, connection } = await facing(t, (c) => {
    c.send(head("content-encoding: gzip"));
    c.pour(member);
  });
  const before = process.memoryUsage().rss;
  const failure = await faultOf(connection);
  assert.equal(failure.kind, "unreadable");
  assert.ok(process.memoryUsage().rss - before < 20 * MAX_BODY_SIZE);
  await assertLeft(server, BUFFERED);
});

test("headers without end are refused, long before the time limit", async (t) => {
  const { server, connection } = await facing(t, (c) => {
    c.send("HTTP/1.1 200 OK\r\n");
    c.pour(`x-${"a".repeat(1000)}: ${"b".repeat(1000)}\r\n`);
  });
  const failure = await faultOf(connection);
  assert.deepEqual([failure.kind, failure.kind === "network" && failure.mayHaveArrived], ["network", true]);
  await assertLeft(server, BUFFERED);
});

const odd: Record<string, string> = {
  "no HTTP at all": "SSH-2.0-OpenSSH_9.2\r\n",
  "two lengths": `HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 30\r\n\r\n${operation}`,
  "a length and chunks": `${head("content-length: 3", "transfer-encoding: chunked")}0\r\n\r\n`,
  "a length below zero": `${head("content-length: -1")}${operation}`,
  "a chunk of an impossible size": `${head("transfer-encoding: chunked")}fffffffffffffffffff\r\n${operation}`,
  "a body shorter than its length": `${head("content-length: 1000")}${operation}`,
  "a compression that it isn't": `${head("content-encoding: gzip", `content-length: ${operation.length}`)}${operation}`,
  "an answer without a body": "HTTP/1.1 204 No Content\r\n\r\n",
  "an answer that resets a form": "HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n",
  "not modified": 'HTTP/1.1 304 Not Modified\r\netag: "x"\r\n\r\n',
};

for (const [what, text] of Object.entries(odd)) {
  test(`${what}: a fault, never an operation`, async (t) => {
    const { connection } = await facing(t, (c) => c.end(text));
    await faultOf(connection);
  });
}

const plain: Record<string, string | Buffer> = {
  "HTTP/1.0": `HTTP/1.0 200 OK\r\n\r\n${operation}`,
  "a content type of an image": `HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n${operation}`,
  "a byte order mark": Buffer.concat([Buffer.from(head()), Buffer.from("\ufeff"), Buffer.from(operation)]),
  "a few hints first": `HTTP/1.1 103 Early Hints\r\n\r\n${head()}${operation}`,
};

for (const [what, bytes] of Object.entries(plain)) {
  test(`${what}: the operation is read all the same`, async (t) => {
    const { connection } = await facing(t, (c) => c.end(bytes));
    assert.deepEqual(await operationOf(connection), { name, done: false });
  });
}

test("bytes that are no UTF-8 are replaced, in values and in what people are shown", async (t) => {
  const broken = Buffer.concat([
    Buffer.from(head()),
    Buffer.from('{"name":"'),
    Buffer.from(name),
    Buffer.from('","metadata":{"target":"a'),
    Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
    Buffer.from('b"}}'),
  ]);
  const { connection } = await facing(t, (c) => c.end(broken));
  const { metadata } = await operationOf(connection);
  assert.match(String(metadata?.target), /^a\ufffd+b$/);
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { withRequestId } from "#src/google/startRequest.js";
import { assertMessage } from "../support/golden.js";
import { type Answering, always, type LoopbackServer, startServer } from "../support/loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

async function connected(test: TestContext, answer: Answering, service = "alloydb", apiVersion?: string) {
  const server: LoopbackServer = await startServer(test, answer);
  const connection = connectService({
    service,
    ...(apiVersion !== undefined && { apiVersion }),
    environment: { GCP_LRO_EMULATOR_HOST: server.host },
  });
  return { server, connection };
}

test("get reads the operation by the service's own route", async (t) => {
  const { server, connection } = await connected(t, always(200, { name, metadata: { verb: "export" } }));
  assert.deepEqual(await connection.get(name), {
    ok: true,
    value: { name, done: false, metadata: { verb: "export" } },
  });
  assert.deepEqual(
    server.arrived.map(({ method, url }) => `${method} ${url}`),
    [`GET /alloydb/v1beta/${name}`],
  );
});

test("edge case 28: a cancel says its length, zero bytes, and no content type", async (t) => {
  const { server, connection } = await connected(t, always(200, {}));
  assert.deepEqual(await connection.cancel(name), { ok: true, value: undefined });
  const [request] = server.arrived;
  assert.equal(`${request?.method} ${request?.url}`, `POST /alloydb/v1beta/${name}:cancel`);
  assert.equal(request?.body, "");
  assert.equal(request?.headers["content-length"], "0");
  assert.equal(request?.headers["transfer-encoding"], undefined);
  assert.equal(request?.headers["content-type"], undefined);
  assert.match(
    request?.headers["user-agent"] ?? "",
    /^Pulumi\/3\.0 \(GPN:Pulumi; https:\/\/www\.pulumi\.com\) pulumi-gcp-lro\/\d/,
  );
});

test("start sends its body as JSON, with request id and query where they belong", async (t) => {
  const { server, connection } = await connected(t, always(200, { name }));
  const start = withRequestId(
    {
      path: "projects/p/locations/l/clusters",
      query: { clusterId: "ü" },
      body: { a: "ä" },
      requestId: "query",
    },
    "id-1",
  );
  assert.deepEqual(await connection.start(start), { ok: true, value: { name, done: false } });
  const [request] = server.arrived;
  assert.equal(
    request?.url,
    "/alloydb/v1beta/projects/p/locations/l/clusters?requestId=id-1&clusterId=%C3%BC",
  );
  assert.equal(request?.body, '{"a":"ä"}');
  assert.equal(request?.headers["content-type"], "application/json");
  assert.equal(request?.headers["content-length"], "10");
});

test("a start that answers with the resource itself has started no operation that could be cancelled", async (t) => {
  const cluster = "projects/p/locations/l/clusters/c";
  const { connection } = await connected(t, always(200, { name: cluster, state: "READY" }));
  const reply = await connection.start({ method: "PATCH", path: cluster, body: {} });
  assert.ok(!reply.ok && reply.error.kind === "unreadable");
  assertMessage(t, "a start that is answered with the resource", reply.error.problem);
});

test("an operation named unlike any other is known by its metadata", async (t) => {
  const batch = { name: "batches/b", metadata: { "@type": "type.googleapis.com/google.Batch" } };
  const { connection } = await connected(t, always(200, batch));
  const reply = await connection.start({ path: "models/m:batch", body: {} });
  assert.ok(reply.ok && reply.value.name === "batches/b");
});

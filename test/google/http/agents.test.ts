import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { closeIdleConnections } from "#src/google/http/agents.js";
import { always, json, startServer } from "../../support/loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

test("edge case 64: many at once: 200 requests use at most 32 connections and keep them", async (t) => {
  let open = 0;
  let most = 0;
  const server = await startServer(t, (_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setImmediate(() => {
      open -= 1;
      json(response, 200, { name });
    });
  });
  const connection = connectService({
    service: "alloydb",
    environment: { GCP_LRO_EMULATOR_HOST: server.host },
  });
  const ask = () => Promise.all(Array.from({ length: 200 }, () => connection.get(name)));
  assert.ok([...(await ask()), ...(await ask())].every(({ ok }) => ok));
  const ports = new Set(server.arrived.map(({ port }) => port));
  assert.ok(ports.size <= 32, `${ports.size} connections`);
  assert.ok(most <= 32, `${most} requests at once`);
  closeIdleConnections();
});

test("idle connections to many hosts don't add up beyond 32", async (t) => {
  const servers = await Promise.all(Array.from({ length: 40 }, () => startServer(t, always(200, { name }))));
  for (const server of servers) {
    const connection = connectService({
      service: "alloydb",
      environment: { GCP_LRO_EMULATOR_HOST: server.host },
    });
    assert.equal((await connection.get(name)).ok, true);
  }
  assert.ok(closeIdleConnections() <= 32);
});

test("requests waiting for a place can be aborted", async (t) => {
  let isFull: () => void = () => {};
  const full = new Promise<void>((resolve) => {
    isFull = resolve;
  });
  const abort = new AbortController();
  let held = 0;
  const server = await startServer(t, () => {
    held += 1;
    if (held === 32) {
      isFull();
    }
  });
  const connection = connectService({
    service: "alloydb",
    environment: { GCP_LRO_EMULATOR_HOST: server.host },
  });
  const asked = Array.from({ length: 33 }, () => connection.get(name, { signal: abort.signal }));
  await full;
  abort.abort();
  const failures = (await Promise.all(asked)).map((reply) => (reply.ok ? undefined : reply.error));
  const arrived = failures.map((failure) => failure?.kind === "network" && failure.mayHaveArrived);
  assert.deepEqual(arrived, [...Array.from({ length: 32 }, () => true), false]);
});

test("kept connections don't keep the process", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const program = `
    const { connectService } = require(${JSON.stringify(require.resolve("#src/google/connectionPool.js"))});
    connectService({ service: "alloydb" }).get(${JSON.stringify(name)})
      .then((reply) => { process.exitCode = reply.ok ? 0 : 1; });`;
  const child = spawn(process.execPath, ["-e", program], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, GCP_LRO_EMULATOR_HOST: server.host },
  });
  t.after(() => child.kill());
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

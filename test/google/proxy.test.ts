import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { connectService } from "#src/google/operationsApi.js";
import { always, startServer } from "./loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

test("other machines are reached through the environment's proxy, this one never", async (t) => {
  const before = process.env.HTTPS_PROXY;
  t.after(() => {
    process.env.HTTPS_PROXY = before ?? "";
  });
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on("connect", ({ url }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  t.after(() => proxy.close());
  process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  const server = await startServer(t, always(200, { name }));
  const [here, away] = [server.host, "emulator.example:8080"].map((host) =>
    connectService({ service: "alloydb", environment: { GCP_LRO_EMULATOR_HOST: host } }),
  );
  assert.equal((await here?.get(name))?.ok, true);
  assert.deepEqual(asked, []);
  assert.equal((await away?.get(name))?.ok, false);
  assert.deepEqual(asked, ["emulator.example:8080"]);
});

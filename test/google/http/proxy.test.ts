import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { closeIdleConnections } from "#src/google/http/agents.js";
import { proxyFor } from "#src/google/http/proxy.js";
import { assertMessage } from "../../support/golden.js";
import { always, startServer } from "../../support/loopbackServer.js";
import { connectTo as connectAs } from "../auth/credentialsStage.js";
import { certificate, certificateKey } from "./certificate.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

/**
 * A proxy in this process's environment that refuses with these status lines first, and then lets everything
 * through to one port of this machine. Answers what it was asked.
 */
async function startProxy(test: TestContext, refusals: string[], port = 0, user = "") {
  const asked: { target?: string | undefined; authorization?: string | undefined }[] = [];
  const proxy = createServer().on("connect", ({ url, headers }, socket) => {
    asked.push({ target: url, authorization: headers["proxy-authorization"] });
    const refusal = refusals.shift();
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    test.after(() => onward.destroy());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  test.after(() => {
    proxy.close();
    closeIdleConnections();
  });
  const url = `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const before = process.env.HTTPS_PROXY;
  process.env.HTTPS_PROXY = url;
  test.after(() => {
    process.env.HTTPS_PROXY = before ?? "";
  });
  return { asked, url };
}

function connectTo(host: string): ServiceConnection {
  return connectService({ service: "alloydb", environment: { GCP_LRO_EMULATOR_HOST: host } });
}

test("other machines are reached through the environment's proxy, this one never", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const { asked } = await startProxy(t, [], Number(server.host.split(":")[1]));
  assert.equal((await connectTo(server.host).get(name)).ok, true);
  assert.deepEqual(asked, []);
  assert.equal((await connectTo("emulator.example:8080").get(name)).ok, true);
  assert.deepEqual(asked, [{ target: "emulator.example:8080", authorization: undefined }]);
});

for (const refusal of [
  "502 Bad Gateway",
  "407 Proxy Authentication Required",
  "403 Forbidden",
  "302 Found",
]) {
  test(`a proxy's refusal, ${refusal}, is no answer of the service: nothing was sent`, async (t) => {
    const { asked, url } = await startProxy(t, [refusal], 0, "user:geheim@");
    const reply = await connectTo("emulator.example:8080").start({ path: "projects/p/locations/l/clusters" });
    assert.ok(!reply.ok && reply.error.kind === "network");
    assert.deepEqual([reply.error.code, reply.error.mayHaveArrived], ["PROXY_REFUSED", false]);
    assert.ok(reply.error.message.includes(new URL(url).host) && reply.error.message.includes(refusal));
    assertMessage(t, refusal, reply.error.message);
    assert.doesNotMatch(JSON.stringify(reply), /geheim/);
    assert.equal(asked[0]?.authorization, `Basic ${Buffer.from("user:geheim").toString("base64")}`);
  });
}

test("a proxy that can't be reached is named, and nothing was sent", async (t) => {
  const { url } = await startProxy(t, []);
  process.env.HTTPS_PROXY = "http://127.0.0.1:1";
  const reply = await connectTo("emulator.example:8080").get(name);
  assert.ok(url !== "" && !reply.ok && reply.error.kind === "network");
  assert.equal(reply.error.mayHaveArrived, false);
  assert.match(reply.error.message, /127\.0\.0\.1:1: .*ECONNREFUSED/);
  assertMessage(t, "no proxy", reply.error.message);
});

test("a proxy that refuses the way to the token endpoint is named, and is no word of that endpoint", async (t) => {
  // The auth library repeats a request for a token by itself.
  const { url } = await startProxy(
    t,
    Array.from({ length: 20 }, () => "407 Proxy Authentication Required"),
  );
  const service = await startServer(t, always(200, { name }));
  const credentials = JSON.stringify({
    type: "authorized_user",
    client_id: "id",
    client_secret: "geheim",
    refresh_token: "geheim",
    token_uri: "https://tokens.example/token",
  });
  const reply = await connectAs(service, { "gcp:credentials": credentials }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials", JSON.stringify(reply));
  assert.deepEqual([reply.error.setup, reply.error.transient], ["proxy", true]);
  assert.ok(reply.error.message.includes(new URL(url).host));
  assertMessage(t, "a proxy before the token endpoint", reply.error.message);
  assert.doesNotMatch(JSON.stringify(reply), /geheim/);
});

test("a request over TLS goes through the proxy, on one kept connection", async (t) => {
  const server = createSecureServer({ key: certificateKey, cert: certificate }, (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ name }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const { asked, url } = await startProxy(t, [], (server.address() as AddressInfo).port);
  const folder = mkdtempSync(join(tmpdir(), "gcp-lro-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "ca.pem"), certificate);
  const program = `
    const { connectService } = require(${JSON.stringify(require.resolve("#src/google/connectionPool.js"))});
    const { PassThroughClient } = require("google-auth-library");
    const connection = connectService({
      service: "alloydb", endpoint: "https://service.example", authClient: new PassThroughClient(),
    });
    (async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        const reply = await connection.get(${JSON.stringify(name)});
        if (!reply.ok) throw new Error(JSON.stringify(reply.fault));
      }
    })();`;
  const child = spawn(process.execPath, ["-e", program], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
  });
  t.after(() => child.kill());
  assert.deepEqual(await once(child, "exit"), [0, null]);
  assert.deepEqual(
    asked.map(({ target }) => target),
    ["service.example:443"],
  );
});

test("NO_PROXY names hosts, and domains with everything below them", () => {
  const environment = { https_proxy: "proxy.example:3128", NO_PROXY: "a.example, .b.example,*.c.example" };
  const direct = ["a.example", "x.b.example", "x.c.example", "localhost", "127.0.0.1", "::1"];
  for (const host of direct) {
    assert.equal(proxyFor(host, environment), undefined, host);
  }
  for (const host of ["x.a.example", "b.example", "d.example"]) {
    assert.equal(proxyFor(host, environment)?.host, "proxy.example:3128", host);
  }
  assert.equal(proxyFor("d.example", { ...environment, NO_PROXY: "*" }), undefined);
  assert.equal(proxyFor("d.example", {}), undefined);
});

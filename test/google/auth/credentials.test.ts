import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { type TestContext, test } from "node:test";
import { OAuth2Client } from "google-auth-library";
import { credentialsOf } from "#src/google/auth/credentials.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { type Answering, json } from "../../support/loopbackServer.js";
import {
  authorizations,
  demanding,
  externalAccount,
  file,
  folder,
  type LoopbackServer,
  name,
  numbered,
  startServer,
} from "./credentialsStage.js";

interface Scene {
  service: LoopbackServer;
  tokens: LoopbackServer;
  connection: ServiceConnection;
  /** The file of the credentials. */
  path: string;
}

/** A service behind an explicit endpoint, and credentials that exchange a file for numbered tokens. */
async function scene(t: TestContext, answer: Answering, exchangeToken: Answering): Promise<Scene> {
  const into = await folder(t);
  const tokens = await startServer(t, exchangeToken);
  const service = await startServer(t, answer);
  const path = await file(into, "credentials.json", await externalAccount(into, tokens.url));
  const connection = connectService({
    service: "alloydb",
    endpoint: `${service.url}/under/a/path`,
    quotaProject: "quota",
    // An explicit endpoint wins over the emulator, with credentials.
    environment: { GCP_LRO_EMULATOR_HOST: "127.0.0.1:1", GOOGLE_APPLICATION_CREDENTIALS: path },
  });
  return { service, tokens, connection, path };
}

const unauthenticated = { error: { code: 401, message: "expired", status: "UNAUTHENTICATED" } };

test("requests carry the token and the quota project asked for", async (t) => {
  const { service, connection } = await scene(
    t,
    (_request, response) => json(response, 200, { name }),
    numbered(),
  );
  assert.deepEqual(await connection.get(name), { ok: true, value: { name, done: false } });
  const [request] = service.arrived;
  assert.equal(request?.url, `/under/a/path/v1beta/${name}`);
  assert.equal(request?.headers.authorization, "Bearer token-1");
  assert.equal(request?.headers["x-goog-user-project"], "quota");
});

test("many requests at once fetch one token", async (t) => {
  const { tokens, connection } = await scene(t, (_r, response) => json(response, 200, { name }), numbered());
  const replies = await Promise.all(Array.from({ length: 50 }, () => connection.get(name)));
  assert.ok(replies.every(({ ok }) => ok));
  assert.equal(tokens.arrived.length, 1);
});

test("edge case 24: after a 401 the token is fetched anew and the request sent once more", async (t) => {
  const { service, tokens, connection } = await scene(t, demanding("token-1"), numbered());
  const replies = await Promise.all(Array.from({ length: 20 }, () => connection.get(name)));
  assert.ok(replies.every(({ ok }) => ok));
  assert.equal(tokens.arrived.length, 2);
  assert.equal(service.arrived.length, 40);
});

test("edge case 24: a second 401 is final", async (t) => {
  const { service, connection } = await scene(
    t,
    (_request, response) => json(response, 401, unauthenticated),
    numbered(),
  );
  const reply = await connection.get(name);
  assert.ok(!reply.ok && reply.error.kind === "apiError");
  assert.equal(reply.error.status, "UNAUTHENTICATED");
  assert.deepEqual(authorizations(service), ["Bearer token-1", "Bearer token-2"]);
});

test("a bare access token that was refused is not thrown away", async () => {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: "given" });
  const credentials = credentialsOf(client, { message: "", remedy: "" });
  const url = new URL("https://alloydb.googleapis.com/");
  const { authorization: token = "" } = await credentials.fetchHeaders(url);
  assert.equal(credentials.discard(token), false);
  assert.deepEqual(await credentials.fetchHeaders(url), { authorization: "Bearer given" });
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`edge case 51: a redirect is a fault, and the token doesn't follow it: ${status}`, async (t) => {
    const elsewhere = await startServer(t, (_request, response) => json(response, 200, { name, done: true }));
    const { service, connection } = await scene(
      t,
      (_request, response) => response.writeHead(status, { location: `${elsewhere.url}/there` }).end(),
      numbered(),
    );
    const replies = [await connection.get(name), await connection.cancel(name)];
    assert.deepEqual(
      replies.map((reply) => !reply.ok && reply.error.kind),
      ["nonApiResponse", "nonApiResponse"],
    );
    assert.deepEqual(authorizations(service), ["Bearer token-1", "Bearer token-1"]);
    assert.deepEqual(elsewhere.arrived, []);
  });
}

test("a token never goes over plain http to another machine", async () => {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: "given" });
  await assert.rejects(
    credentialsOf(client, { message: "", remedy: "" }).fetchHeaders(new URL("http://192.0.2.1/")),
    /https/,
  );
});

test("a token endpoint that never answers ends with the request's limit, nothing sent", async (t) => {
  const { service, connection } = await scene(
    t,
    (_request, response) => json(response, 200, { name }),
    () => {},
  );
  const reply = await connection.get(name, { timeout: 50 });
  assert.ok(!reply.ok && reply.error.kind === "network");
  assert.deepEqual([reply.error.code, reply.error.mayHaveArrived], ["TIMEOUT", false]);
  assert.equal(service.arrived.length, 0);
});

test("credentials that aren't there are a lasting fault, and are looked for again", async (t) => {
  const { connection, path } = await scene(t, demanding(), numbered());
  await rename(path, `${path}.away`);
  const reply = await connection.get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.match(reply.error.message, /^GOOGLE_APPLICATION_CREDENTIALS .*\(ENOENT\)/);
  await rename(`${path}.away`, path);
  assert.equal((await connection.get(name)).ok, true);
});

test("the emulator is sent no credentials", async (t) => {
  const { service } = await scene(t, (_request, response) => json(response, 200, { name }), numbered());
  const emulated = connectService({
    service: "alloydb",
    environment: { GCP_LRO_EMULATOR_HOST: service.host },
  });
  assert.equal((await emulated.get(name)).ok, true);
  assert.deepEqual(authorizations(service), [undefined]);
});

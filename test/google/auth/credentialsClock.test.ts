import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectService } from "#src/google/connectionPool.js";
import { json } from "../../support/loopbackServer.js";
import {
  authorizations,
  externalAccount,
  file,
  folder,
  name,
  numbered,
  startServer,
} from "./credentialsStage.js";

const YEAR = 365 * 24 * 3_600_000;

/** A service with credentials that count their tokens, on a machine whose clock somebody sets. */
async function scene(t: TestContext) {
  const refused = new Set<string>();
  const into = await folder(t);
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, ({ headers }, response) =>
    refused.has(headers.authorization ?? "")
      ? json(response, 401, { error: { code: 401, message: "expired", status: "UNAUTHENTICATED" } })
      : json(response, 200, { name }),
  );
  const path = await file(into, "credentials.json", await externalAccount(into, tokens.url));
  const environment = { GOOGLE_APPLICATION_CREDENTIALS: path };
  const connection = connectService({ service: "alloydb", endpoint: service.url, environment });
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const setClock = (by: number): void => t.mock.timers.setTime(Date.now() + by);
  return { connection, service, tokens, refused, setClock };
}

test("edge case 24: a token that expired unnoticed, the clock having been set back, is fetched anew", async (t) => {
  const { connection, service, refused, setClock } = await scene(t);
  assert.equal((await connection.get(name)).ok, true);
  setClock(-YEAR);
  assert.equal((await connection.get(name)).ok, true);
  refused.add("Bearer token-1");
  assert.equal((await connection.get(name)).ok, true);
  assert.deepEqual(authorizations(service), [
    "Bearer token-1",
    "Bearer token-1",
    "Bearer token-1",
    "Bearer token-2",
  ]);
});

test("edge case 63: a clock that was set ahead costs one token, not one for each request", async (t) => {
  const { connection, tokens, setClock } = await scene(t);
  assert.equal((await connection.get(name)).ok, true);
  setClock(YEAR);
  for (let times = 0; times < 5; times += 1) {
    assert.equal((await connection.get(name)).ok, true);
  }
  assert.equal(tokens.arrived.length, 2);
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

/** Milliseconds until the token endpoint answers. */
const TOKEN_TAKES = 15_000;

describe("Ctrl-C while a start waits for its token", () => {
  const observed = scenario({}, async ({ stack, emulator }) => {
    const interrupt = new AbortController();
    const asked: number[] = [];
    const tokens = createServer((_request, response) => {
      asked.push(performance.now());
      setImmediate(() => interrupt.abort());
      setTimeout(() => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ access_token: "late", token_type: "Bearer", expires_in: 3600 }));
      }, TOKEN_TAKES).unref();
    });
    await once(tokens.listen(0, "127.0.0.1"), "listening");
    const credentials = {
      type: "authorized_user",
      client_id: "id",
      client_secret: "secret",
      refresh_token: "refresh",
      token_uri: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}`,
    };
    try {
      await succeeding(stack.run(["config", "set", "gcp:credentials", JSON.stringify(credentials)]));
      const resource = clusterExport("ours", { endpoint: `${emulator.url}/alloydb` });
      const interrupted = await failing(stack.up([resource], { when: interrupt.signal, by: "SIGINT" }));
      const took = performance.now() - (asked[0] ?? 0);
      return { interrupted, took, requests: [...emulator.requests], state: await stack.exported() };
    } finally {
      tokens.closeAllConnections();
      tokens.close();
    }
  });

  test("the start is not sent, and up ends without waiting for the token", () => {
    const { requests, took } = observed();
    assert.deepEqual(requests, []);
    assert.ok(took < TOKEN_TAKES, `${took} ms`);
  });

  test("the state claims no operation", () => {
    assert.deepEqual(observed().state, {});
  });

  test("the error says that nothing was started", (t) => {
    const { interrupted } = observed();
    assertMessage(t, "interrupted before the start was sent", diagnosticsOf(interrupted, "ours"));
    assertForPeople(interrupted.text);
  });
});

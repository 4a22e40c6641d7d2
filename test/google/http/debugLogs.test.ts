import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { always, startServer } from "../../support/loopbackServer.js";
import { authorizations, keyPair, name } from "../auth/credentialsStage.js";

const TOKEN = "ya29.not-to-be-seen";

/** Looks at an operation and cancels it. */
const program = `
  const { OperationsClient } = require("pulumi-gcp-lro/client");
  const client = new OperationsClient({ service: "alloydb", endpoint: process.env.ENDPOINT });
  client.cancelAndWait(${JSON.stringify(name)}).then(({ kind }) => console.log(kind));`;

const key = (tokens: string): string =>
  JSON.stringify({
    type: "service_account",
    client_email: "robot@p.iam.gserviceaccount.com",
    private_key: keyPair.privateKey,
    token_uri: `${tokens}/token`,
  });

const NODE = { NODE_DEBUG: "http,https,http2,net,tls,undici,fetch" };
const LIBRARY = { GOOGLE_SDK_NODE_LOGGING: "*" };

/**
 * Requests with the debug logs of Node's own modules and of Google's auth library enabled. The library logs nothing about
 * the clients that are made here, because its log would contain the responses of token endpoints.
 */
const asked: [what: string, environment: (tokens: string) => Record<string, string>][] = [
  ["an access token, by Node", () => ({ GOOGLE_OAUTH_ACCESS_TOKEN: TOKEN, ...NODE })],
  ["a key's token, by Node", (tokens) => ({ GOOGLE_CREDENTIALS: key(tokens), ...NODE })],
  ["an access token, by the auth library", () => ({ GOOGLE_OAUTH_ACCESS_TOKEN: TOKEN, ...LIBRARY })],
  ["a key's token, by the auth library", (tokens) => ({ GOOGLE_CREDENTIALS: key(tokens), ...LIBRARY })],
];
for (const [what, environment] of asked) {
  test(`edge case 65: the debug log of a request shows no token: ${what}`, async (t) => {
    const service = await startServer(t, always(200, { name, done: true, response: {} }));
    const exchange = { access_token: TOKEN, token_type: "Bearer", expires_in: 3600 };
    const tokens = await startServer(t, always(200, exchange));
    const child = spawn(process.execPath, ["-e", program], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, ENDPOINT: service.url, ...environment(tokens.url) },
    });
    t.after(() => child.kill());
    const [shown, logged] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    assert.equal(shown, "completed\n", logged);
    assert.deepEqual(authorizations(service), [`Bearer ${TOKEN}`]);
    assert.equal(logged !== "", what.endsWith("by Node"));
    assert.ok(!logged.includes(TOKEN), logged);
  });
}

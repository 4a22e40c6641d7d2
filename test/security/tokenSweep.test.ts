import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import type { JsonObject } from "#src/core/json.js";
import { type LoopbackServer, startServer } from "../support/loopbackServer.js";
import { type ProviderEngine, startEngine } from "../support/providerEngine.js";
import { exportInputs } from "../support/providerFixture.js";
import { installedProject } from "../support/providerProject.js";
import { type ProviderServer, startProviderServer } from "../support/providerServer.js";
import { Teardown } from "../support/teardown.js";

/** No form that anything could recognize a token by. */
const TOKEN = "geheim-8c1f0b6de2a94c7f";
const name = "projects/p/locations/us-central1/operations/operation-1";

/** The most polls of one step that return the tested response. */
const MOST_LOOKS = 1;

type Answer = (response: ServerResponse, raw: IncomingMessage) => void;

let engine: ProviderEngine;
let service: LoopbackServer;
let elsewhere: LoopbackServer;
let look: Answer;
let looks = 0;
const servers: ProviderServer[] = [];
const teardown = new Teardown();

/** Everything that came out of the lives of this file. */
const said: string[] = [];

before(async () => {
  engine = await startEngine(teardown);
  elsewhere = await startServer(teardown, (_request, response) =>
    response.end(JSON.stringify({ name, done: true })),
  );
  service = await startServer(teardown, ({ method, url }, response, raw) => {
    if (method === "GET") {
      looks += 1;
      // A refresh goes on for two minutes where the trouble may pass.
      (looks > MOST_LOOKS ? refusal(403, "PERMISSION_DENIED") : look)(response, raw);
    } else {
      response.end(JSON.stringify(url.endsWith(":cancel") ? {} : { name }));
    }
  });
  const folder = await installedProject(teardown);
  const debugging = {
    NODE_DEBUG: "http,https,http2,net,tls,fetch,undici",
    GOOGLE_SDK_NODE_LOGGING: "all",
    DEBUG: "*",
    PULUMI_DEBUG_COMMANDS: "true",
    TF_LOG: "TRACE",
  };
  const run = (environment: NodeJS.ProcessEnv, config: JsonObject) =>
    startProviderServer(teardown, {
      folder,
      engine: engine.address,
      environment: { ...debugging, ...environment },
      config,
    });
  servers.push(
    await run({}, { "gcp:accessToken": TOKEN }),
    await run({ GOOGLE_OAUTH_ACCESS_TOKEN: TOKEN }, { "gcp:project": "p" }),
  );
});
after(() => teardown.run());

function reply(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  };
}

function refusal(httpStatus: number, status: string): Answer {
  const message = `authorization: Bearer ${TOKEN} (${TOKEN}) is not welcome`;
  const details = [
    { "@type": "x/google.rpc.ErrorInfo", reason: TOKEN, metadata: { activationUrl: `https://h/${TOKEN}` } },
  ];
  return reply(httpStatus, JSON.stringify({ error: { code: httpStatus, status, message, details } }));
}

const ended = { name, done: true };
const failures: Record<string, Answer> = {
  "an echo with 400": refusal(400, "FAILED_PRECONDITION"),
  "an echo with 401": refusal(401, "UNAUTHENTICATED"),
  "an echo with 403": refusal(403, "PERMISSION_DENIED"),
  "an echo with 404": refusal(404, "NOT_FOUND"),
  "an echo with 429": refusal(429, "RESOURCE_EXHAUSTED"),
  "an echo with 500": refusal(500, "INTERNAL"),
  "an echo with 501": refusal(501, "UNIMPLEMENTED"),
  "an echo with 503": refusal(503, "UNAVAILABLE"),
  "a page with 407": reply(407, `<p>proxy saw ${TOKEN}</p>`, { "content-type": `text/html; x=${TOKEN}` }),
  "a page with 502": reply(502, `<pre>Authorization: Bearer ${TOKEN}</pre>`, { "content-type": "text/html" }),
  "a page with 200": reply(200, `<pre>${TOKEN}</pre>`, { "content-type": `text/${TOKEN}` }),
  "a redirect": (response) =>
    reply(302, TOKEN, { location: `${elsewhere.url}/${TOKEN}?token=${TOKEN}` })(response, {} as never),
  "a redirect that keeps the request": (response) =>
    reply(307, "", { location: `${elsewhere.url}/` })(response, {} as never),
  "a redirect to a file": reply(301, "", { location: `file:///${TOKEN}` }),
  "a redirect to itself": reply(308, "", { location: `/${TOKEN}` }),
  "broken JSON": reply(200, `{"name":"${TOKEN}`),
  "an empty answer": reply(200, ""),
  "no content": reply(204, ""),
  "another operation": reply(200, JSON.stringify({ name: `operations/${TOKEN}`, done: true })),
  "the token for a name": reply(200, JSON.stringify({ ...ended, name: TOKEN })),
  "an error of the operation": reply(
    200,
    JSON.stringify({ ...ended, error: { code: 3, message: TOKEN, details: [{ TOKEN }] } }),
  ),
  "a response": reply(200, JSON.stringify({ ...ended, response: { [TOKEN]: TOKEN } })),
  metadata: reply(
    200,
    JSON.stringify({ name, metadata: { target: TOKEN, statusMessage: TOKEN, verb: TOKEN } }),
  ),
  "a reset": (_response, raw) => raw.socket.destroy(),
  "half a body": (response, raw) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write(TOKEN, () => raw.socket.destroy());
  },
};

for (const [what, answer] of Object.entries(failures)) {
  test(`a life in which looks bring ${what} tells nobody the token`, async () => {
    look = answer;
    for (const server of servers) {
      const inputs = exportInputs("c", { endpoint: service.url, timeouts: { delete: "200ms" } });
      const { id, state } = await server.create(inputs);
      const waiting = { ...inputs, waitFor: "done", timeouts: { create: "200ms" } };
      const steps = [
        () => server.update(id, state, waiting),
        () => server.read(id, state),
        () => server.delete(id, state),
        () => server.create({ ...waiting, start: null, operationName: name }),
      ];
      said.push(id, JSON.stringify(state));
      for (const context of steps) {
        looks = 0;
        await context().then(
          (result) => said.push(JSON.stringify(result ?? null)),
          (error) => said.push(inspect(error, { depth: 9 }), String(error.stack)),
        );
      }
    }
    assertUntold();
  });
}

test("every request had the token, and nobody else was sent any", () => {
  assert.ok(service.arrived.length > 2 * Object.keys(failures).length);
  for (const { headers } of service.arrived) {
    assert.equal(headers.authorization, `Bearer ${TOKEN}`);
  }
  assert.deepEqual(elsewhere.arrived, []);
  assert.ok(
    servers.every(({ stderr }) => stderr.includes("HTTP ")),
    "nothing was debugged",
  );
});

function assertUntold(): void {
  said.push(...engine.lines.map(({ message }) => message), ...servers.map(({ stderr }) => stderr));
  for (const text of said.splice(0)) {
    const at = text.indexOf(TOKEN);
    assert.ok(at < 0, `the token was told: ${text.slice(Math.max(0, at - 300), at + 50)}`);
  }
}

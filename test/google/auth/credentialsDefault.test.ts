import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { assertMessage } from "../../support/golden.js";
import { type Answering, json } from "../../support/loopbackServer.js";
import {
  authorizations,
  connectTo,
  demanding,
  externalAccount,
  file,
  folder,
  name,
  numbered,
  startServer,
} from "./credentialsStage.js";

// The auth library looks for these in the process's own environment. Each test file has a process of its own.
const variables = ["CLOUDSDK_CONFIG", "GCE_METADATA_HOST", "METADATA_SERVER_DETECTION"] as const;

/** A machine with nothing of gcloud's but a folder, and perhaps with a metadata server. */
async function machine(t: TestContext, metadataHost?: string): Promise<{ gcloud: string }> {
  const before = variables.map((variable) => [variable, process.env[variable]] as const);
  const gcloud = await folder(t);
  t.after(() => {
    for (const [variable, value] of before) {
      process.env[variable] = value ?? "";
    }
  });
  process.env.CLOUDSDK_CONFIG = gcloud;
  process.env.METADATA_SERVER_DETECTION = metadataHost === undefined ? "none" : "assume-present";
  process.env.GCE_METADATA_HOST = metadataHost ?? "";
  return { gcloud };
}

/** Scopes of a test's own: the process keeps one client for the same settings. */
function scopes(word: string): Record<string, string> {
  return { "gcp:scopes": JSON.stringify([`https://scope.example/${word}`]) };
}

/** A metadata server of a machine in some universe; without one, it knows nothing of universes. */
function metadata(universe?: string): Answering {
  const token = numbered();
  return (request, response, raw) => {
    assert.equal(request.headers["metadata-flavor"], "Google");
    response.setHeader("Metadata-Flavor", "Google");
    if (request.url.includes("/service-accounts/default/token")) {
      token(request, response, raw);
    } else if (request.url.endsWith("/universe/universe-domain")) {
      response.writeHead(universe === undefined ? 404 : 200).end(universe);
    } else {
      json(response, 200, {});
    }
  };
}

test("no credentials at all: a lasting fault that says what to do", async (t) => {
  await machine(t);
  const service = await startServer(t, demanding());
  const reply = await connectTo(service, scopes("none")).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.match(reply.error.message, /GOOGLE_CREDENTIALS/);
  assertMessage(t, "no credentials", reply.error.message);
  assert.equal(service.arrived.length, 0);
});

test("the metadata server gives tokens for the scopes, and new ones after a 401", async (t) => {
  const server = await startServer(t, metadata());
  await machine(t, server.host);
  const service = await startServer(t, demanding("token-1"));
  assert.equal((await connectTo(service, scopes("machine")).get(name)).ok, true);
  assert.deepEqual(authorizations(service), ["Bearer token-1", "Bearer token-2"]);
  const asked = server.arrived.find(({ url }) => url.includes("/token"))?.url ?? "";
  assert.match(decodeURIComponent(asked), /scopes=https:\/\/scope\.example\/machine/);
});

test("edge case 50: a machine of another universe is refused, and taken where that one is configured", async (t) => {
  const server = await startServer(t, metadata("cloud.example"));
  await machine(t, server.host);
  const service = await startServer(t, demanding());
  const reply = await connectTo(service, scopes("universe")).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.match(reply.error.message, /gcp:universeDomain/);
  assertMessage(t, "a machine of another universe", reply.error.message);
  assert.equal(service.arrived.length, 0);
  const matching = { ...scopes("universe"), "gcp:universeDomain": "cloud.example" };
  assert.equal((await connectTo(service, matching).get(name)).ok, true);
});

test("gcloud's file comes before the metadata server", async (t) => {
  const server = await startServer(t, metadata());
  const { gcloud } = await machine(t, server.host);
  const sts = await startServer(t, numbered());
  const service = await startServer(t, demanding());
  const account = await externalAccount(gcloud, sts.url);
  await file(gcloud, "application_default_credentials.json", account);
  assert.equal((await connectTo(service, scopes("gcloud")).get(name)).ok, true);
  assert.equal(sts.arrived.length, 1);
  assert.equal(server.arrived.length, 0);
  assert.deepEqual(authorizations(service), ["Bearer token-1"]);
  // What gcloud wrote into the file as quota project doesn't count.
  assert.equal(service.arrived[0]?.headers["x-goog-user-project"], undefined);
});

test("a search for a metadata server that fails in an unexpected way prints no warning", async (t) => {
  const server = await startServer(t, (_request, _response, raw) => raw.socket.destroy());
  const program = `
    const { OperationsClient } = require("pulumi-gcp-lro/client");
    new OperationsClient({ service: "alloydb" }).get(${JSON.stringify(name)}).catch((error) => {
      console.log(error.failure.kind, error.failure.transient);
      process.emitWarning("another", "OtherWarning");
    });`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", program], {
    env: { PATH: process.env.PATH, GCE_METADATA_HOST: server.host, METADATA_SERVER_DETECTION: "ping-only" },
  });
  assert.equal(stdout, "credentials false\n");
  assert.doesNotMatch(stderr, /MetadataLookupWarning/);
  assert.match(stderr, /OtherWarning: another/);
  assert.equal(server.arrived.length, 1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure } from "#src/core/failure.js";
import { classifyFailure } from "#src/core/retryPolicy.js";
import { assertMessage } from "../../support/golden.js";
import { always } from "../../support/loopbackServer.js";
import {
  authorizations,
  connectTo,
  demanding,
  file,
  folder,
  keyPair,
  name,
  startServer,
} from "./credentialsStage.js";

test("edge case 24: a bare access token that is refused is a lasting fault that says where it is from", async (t) => {
  const service = await startServer(t, demanding("geheim-token"));
  const connection = connectTo(service, {}, { GOOGLE_OAUTH_ACCESS_TOKEN: "geheim-token" });
  const reply = await connection.get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.equal(classifyFailure(reply.error).kind, "permanent");
  assert.match(reply.error.message, /GOOGLE_OAUTH_ACCESS_TOKEN/);
  assertMessage(t, "bare access token", describeFailure(reply.error));
  assert.doesNotMatch(describeFailure(reply.error), /geheim|pulumi destroy/);
  assert.deepEqual(authorizations(service), ["Bearer geheim-token"]);
});

test("a configured access token that is refused may be the copy in the state", async (t) => {
  const service = await startServer(t, demanding("old"));
  const reply = await connectTo(service, { "gcp:accessToken": "old" }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.match(describeFailure(reply.error), /gcp:accessToken.*--run-program/);
  assertMessage(t, "configured access token", describeFailure(reply.error));
});

test("a bare access token that can't get another account's says what to renew", async (t) => {
  const iam = await startServer(
    t,
    always(401, { error: { code: 401, message: "invalid credentials", status: "UNAUTHENTICATED" } }),
  );
  const service = await startServer(t, demanding());
  const reply = await connectTo(
    service,
    { "gcp:iamCredentialsCustomEndpoint": iam.url },
    {
      GOOGLE_OAUTH_ACCESS_TOKEN: "geheim-token",
      GOOGLE_IMPERSONATE_SERVICE_ACCOUNT: "a@p.iam.gserviceaccount.com",
    },
  ).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.match(reply.error.message, /GOOGLE_OAUTH_ACCESS_TOKEN/);
  assertMessage(t, "bare access token for another account", reply.error.message);
});

test("an access token may be in a file", async (t) => {
  const service = await startServer(t, demanding());
  const path = await file(await folder(t), "token", "from-a-file\n");
  assert.equal((await connectTo(service, { "gcp:accessToken": path }).get(name)).ok, true);
  assert.deepEqual(authorizations(service), ["Bearer from-a-file"]);
});

test("an access token that could break out of its header is not sent", async (t) => {
  const service = await startServer(t, demanding());
  const reply = await connectTo(service, { "gcp:accessToken": "geheim\r\nx-evil: 1" }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.match(reply.error.message, /^gcp:accessToken /);
  assertMessage(t, "access token with a line break", reply.error.message);
  assert.doesNotMatch(describeFailure(reply.error), /geheim/);
  assert.equal(service.arrived.length, 0);
});

test("credentials that can't be used are a lasting fault that names setting and member, and quotes nothing", async (t) => {
  const service = await startServer(t, demanding());
  const key = { type: "service_account", client_email: "geheim@p", private_key: keyPair.privateKey };
  const external = { type: "external_account", audience: "geheim", subject_token_type: "t" };
  const cases: [situation: string, member: string, Record<string, unknown>][] = [
    ["unreadable private_key", "private_key", { ...key, private_key: "geheim" }],
    ["no client_email", "client_email", { ...key, client_email: "" }],
    ["http token_uri", "token_uri", { ...key, token_uri: "http://10.0.0.1/geheim" }],
    ["no client_secret", "client_secret", { type: "authorized_user", client_id: "geheim" }],
    ["unknown type", "type", { type: "geheim" }],
    ["no subject_token_type", "subject_token_type", { ...external, subject_token_type: undefined }],
    ["no credential_source", "credential_source", external],
    ["empty credential_source", "credential_source", { ...external, credential_source: {} }],
    ["http token_url", "token_url", { ...external, token_url: "http://10.0.0.1/geheim" }],
    [
      "no service account to impersonate",
      "service_account_impersonation_url",
      { type: "impersonated_service_account" },
    ],
  ];
  for (const [situation, member, credentials] of cases) {
    const reply = await connectTo(service, { "gcp:credentials": JSON.stringify(credentials) }).get(name);
    assert.ok(!reply.ok && reply.error.kind === "credentials", JSON.stringify(reply));
    assert.equal(reply.error.transient, false);
    assert.match(reply.error.message, new RegExp(`gcp:credentials.*\\b${member}\\b`));
    assertMessage(t, situation, reply.error.message);
    assert.doesNotMatch(reply.error.message, /geheim/);
  }
  assert.equal(service.arrived.length, 0);
});

test("a file that is no JSON is not quoted", async (t) => {
  const service = await startServer(t, demanding());
  const path = await file(await folder(t), "key", "geheim");
  const reply = await connectTo(service, {}, { GOOGLE_CREDENTIALS: path }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.match(reply.error.message, /GOOGLE_CREDENTIALS/);
  assertMessage(t, "a file that is no JSON", reply.error.message);
  assert.doesNotMatch(reply.error.message, /geheim/);
});

test("edge case 50: credentials of another universe are not used", async (t) => {
  const service = await startServer(t, demanding());
  const key = { type: "service_account", client_email: "a@p", private_key: keyPair.privateKey };
  const foreign = JSON.stringify({ ...key, universe_domain: "cloud.example" });
  const cases: [situation: string, Record<string, string>][] = [
    ["universe not configured", { "gcp:credentials": foreign }],
    [
      "universe of a key without one",
      { "gcp:credentials": JSON.stringify(key), "gcp:universeDomain": "cloud.example" },
    ],
    ["universe configured", { "gcp:credentials": foreign, "gcp:universeDomain": "other.example" }],
  ];
  for (const [situation, config] of cases) {
    const reply = await connectTo(service, config).get(name);
    assert.ok(!reply.ok && reply.error.kind === "credentials");
    assert.equal(reply.error.transient, false);
    assert.match(reply.error.message, /gcp:universeDomain/);
    assertMessage(t, situation, reply.error.message);
  }
  assert.equal(service.arrived.length, 0);
});

test("edge case 50: in their own universe, a key signs its tokens itself, and a bare token is taken as it is", async (t) => {
  const service = await startServer(t, demanding());
  const key = {
    type: "service_account",
    client_email: "a@p",
    private_key: keyPair.privateKey,
    token_uri: "https://oauth2.cloud.example/token",
    universe_domain: "cloud.example",
  };
  const universe = { "gcp:universeDomain": "cloud.example" };
  const self = connectTo(service, { ...universe, "gcp:credentials": JSON.stringify(key) });
  assert.equal((await self.get(name)).ok, true);
  assert.equal((await connectTo(service, { ...universe, "gcp:accessToken": "given" }).get(name)).ok, true);
  const [signed, given] = authorizations(service);
  assert.equal(signed?.split(".").length, 3);
  assert.equal(given, "Bearer given");
});

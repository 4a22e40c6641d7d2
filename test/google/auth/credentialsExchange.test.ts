import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import { test } from "node:test";
import { describeFailure } from "#src/core/failure.js";
import { connectService } from "#src/google/connectionPool.js";
import type { Identity } from "#src/google/settings/credentialsSettings.js";
import { readSettings } from "#src/google/settings/settings.js";
import { assertMessage } from "../../support/golden.js";
import { always, json } from "../../support/loopbackServer.js";
import {
  authorizations,
  connectTo,
  demanding,
  externalAccount,
  file,
  folder,
  impersonating,
  keyPair,
  name,
  numbered,
  startServer,
} from "./credentialsStage.js";

const email = "deployer@p.iam.gserviceaccount.com";
const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform";
const defaultScopes = [cloudPlatform, "https://www.googleapis.com/auth/userinfo.email"];

function serviceAccountKey(tokenUri: string): Record<string, unknown> {
  return {
    type: "service_account",
    client_email: email,
    private_key_id: "key-1",
    private_key: keyPair.privateKey,
    token_uri: `${tokenUri}/token`,
  };
}

function partOf(jwt: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split(".")[index] ?? "", "base64url").toString("utf8"));
}

test("a service account's key signs an assertion and gets a token where the key says", async (t) => {
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, demanding());
  const connection = connectTo(service, {
    "gcp:credentials": JSON.stringify(serviceAccountKey(tokens.url)),
  });
  assert.equal((await connection.get(name)).ok, true);
  assert.deepEqual(authorizations(service), ["Bearer token-1"]);
  const body = new URLSearchParams(tokens.arrived[0]?.body);
  assert.equal(body.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
  const assertion = body.get("assertion") ?? "";
  const [header, payload, signature] = assertion.split(".");
  const verified = createVerify("RSA-SHA256")
    .update(`${header}.${payload}`)
    .verify(keyPair.publicKey, signature ?? "", "base64url");
  assert.ok(verified);
  const { iss, aud, scope } = partOf(assertion, 1);
  assert.deepEqual([iss, aud, scope], [email, `${tokens.url}/token`, defaultScopes.join(" ")]);
});

test("a key may be the path of its file, in the configuration and in each variable", async (t) => {
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, demanding());
  const into = await folder(t);
  const key = (called: string) => file(into, called, serviceAccountKey(tokens.url));
  const sources: [Record<string, string>, Record<string, string>][] = [
    [{ "gcp:credentials": await key("a") }, {}],
    [{}, { GOOGLE_CREDENTIALS: await key("b") }],
    [{}, { GOOGLE_APPLICATION_CREDENTIALS: await key("c") }],
  ];
  for (const [config, environment] of sources) {
    assert.equal((await connectTo(service, config, environment).get(name)).ok, true);
  }
  assert.equal(tokens.arrived.length, sources.length);
});

test("scopes are what is configured", async (t) => {
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, demanding());
  const connection = connectTo(service, {
    "gcp:credentials": JSON.stringify(serviceAccountKey(tokens.url)),
    "gcp:scopes": '["https://www.googleapis.com/auth/datastore"]',
  });
  await connection.get(name);
  const assertion = new URLSearchParams(tokens.arrived[0]?.body).get("assertion") ?? "";
  assert.equal(partOf(assertion, 1).scope, "https://www.googleapis.com/auth/datastore");
});

test("edge case 24: a key renews a token that was refused in the middle of a wait", async (t) => {
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, demanding("token-1"));
  const connection = connectTo(service, {
    "gcp:credentials": JSON.stringify(serviceAccountKey(tokens.url)),
  });
  assert.equal((await connection.get(name)).ok, true);
  assert.deepEqual(authorizations(service), ["Bearer token-1", "Bearer token-2"]);
});

test("a user's credentials, as gcloud keeps them, refresh their token", async (t) => {
  const tokens = await startServer(t, numbered());
  const service = await startServer(t, demanding());
  const user = {
    type: "authorized_user",
    client_id: "id",
    client_secret: "secret",
    refresh_token: "refresh",
    token_uri: `${tokens.url}/token`,
    quota_project_id: "gcloud-wrote-this",
  };
  assert.equal((await connectTo(service, { "gcp:credentials": JSON.stringify(user) }).get(name)).ok, true);
  const body = Object.fromEntries(new URLSearchParams(tokens.arrived[0]?.body));
  assert.deepEqual([body.grant_type, body.refresh_token], ["refresh_token", "refresh"]);
  assert.equal(service.arrived[0]?.headers["x-goog-user-project"], undefined);
});

test("an external account exchanges its token at STS, and for a service account's where it says so", async (t) => {
  const sts = await startServer(t, numbered());
  const iam = await startServer(t, impersonating());
  const service = await startServer(t, demanding());
  const account = {
    ...(await externalAccount(await folder(t), sts.url)),
    service_account_impersonation_url: `${iam.url}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
  };
  assert.equal((await connectTo(service, { "gcp:credentials": JSON.stringify(account) }).get(name)).ok, true);
  assert.equal(new URLSearchParams(sts.arrived[0]?.body).get("subject_token"), "subject-token");
  assert.deepEqual(authorizations(iam), ["Bearer token-1"]);
  assert.deepEqual(JSON.parse(iam.arrived[0]?.body ?? "").scope, defaultScopes);
  assert.deepEqual(authorizations(service), ["Bearer impersonated-1"]);
});

test("impersonation asks for the account's token through its delegates, and renews it", async (t) => {
  const tokens = await startServer(t, numbered());
  const iam = await startServer(t, impersonating());
  const service = await startServer(t, demanding("impersonated-1"));
  const connection = connectTo(service, {
    "gcp:credentials": JSON.stringify(serviceAccountKey(tokens.url)),
    "gcp:impersonateServiceAccount": "target@p.iam.gserviceaccount.com",
    "gcp:impersonateServiceAccountDelegates":
      '["one@p.iam.gserviceaccount.com","projects/-/serviceAccounts/2"]',
    "gcp:iamCredentialsCustomEndpoint": `${iam.url}/v1/`,
  });
  const replies = await Promise.all(Array.from({ length: 10 }, () => connection.get(name)));
  assert.ok(replies.every(({ ok }) => ok));
  const [first] = iam.arrived;
  assert.equal(
    first?.url,
    "/v1/projects/-/serviceAccounts/target@p.iam.gserviceaccount.com:generateAccessToken",
  );
  assert.deepEqual(JSON.parse(first.body), {
    delegates: ["projects/-/serviceAccounts/one@p.iam.gserviceaccount.com", "projects/-/serviceAccounts/2"],
    scope: defaultScopes,
    lifetime: "3600s",
  });
  assert.deepEqual(authorizations(iam), ["Bearer token-1", "Bearer token-1"], "once, and once to renew");
  const assertion = new URLSearchParams(tokens.arrived[0]?.body).get("assertion") ?? "";
  assert.equal(partOf(assertion, 1).scope, cloudPlatform);
});

test("connections with identities of their own share one token for each identity", async (t) => {
  const tokens = await startServer(t, numbered());
  const iam = await startServer(t, ({ url }, response) => {
    const expireTime = new Date(Date.now() + 3_600_000).toISOString();
    json(response, 200, { accessToken: /serviceAccounts\/(\w+)/.exec(url)?.[1], expireTime });
  });
  const service = await startServer(t, demanding());
  const config: Record<string, string> = {
    "gcp:credentials": JSON.stringify(serviceAccountKey(tokens.url)),
    "gcp:impersonateServiceAccount": "stack",
    "gcp:impersonateServiceAccountDelegates": '["through"]',
    "gcp:iamCredentialsCustomEndpoint": iam.url,
  };
  const settings = readSettings((key) => config[key], {});
  const identities: Identity[] = [
    {},
    { impersonateServiceAccount: "one" },
    { impersonateServiceAccount: "one" },
    { impersonateServiceAccount: "two", impersonateServiceAccountDelegates: ["other"] },
    { impersonateServiceAccountDelegates: [] },
  ];
  for (const identity of identities) {
    const connection = connectService({ service: "alloydb", endpoint: service.url, settings, ...identity });
    assert.equal((await connection.get(name)).ok, true);
  }
  const accounts = ["stack", "one", "one", "two", "stack"];
  assert.deepEqual(
    authorizations(service),
    accounts.map((account) => `Bearer ${account}`),
  );
  assert.deepEqual(
    iam.arrived.map(({ url, body }) => [/serviceAccounts\/(\w+)/.exec(url)?.[1], JSON.parse(body).delegates]),
    [
      ["stack", ["projects/-/serviceAccounts/through"]],
      ["one", []],
      ["two", ["projects/-/serviceAccounts/other"]],
      ["stack", []],
    ],
  );
});

test("credentials that say whom to impersonate are used as they say", async (t) => {
  const tokens = await startServer(t, numbered());
  const iam = await startServer(t, impersonating());
  const service = await startServer(t, demanding());
  const credentials = {
    type: "impersonated_service_account",
    source_credentials: serviceAccountKey(tokens.url),
    service_account_impersonation_url: `${iam.url}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    delegates: [],
  };
  const connection = connectTo(service, { "gcp:credentials": JSON.stringify(credentials) });
  assert.equal((await connection.get(name)).ok, true);
  assert.deepEqual(authorizations(service), ["Bearer impersonated-1"]);
});

test("impersonation that is refused is a lasting fault that names the account", async (t) => {
  const iam = await startServer(
    t,
    always(403, { error: { code: 403, message: "Permission 'iam.x' denied", status: "PERMISSION_DENIED" } }),
  );
  const service = await startServer(t, demanding());
  const reply = await connectTo(service, {
    "gcp:accessToken": "geheim-token",
    "gcp:impersonateServiceAccount": email,
    "gcp:iamCredentialsCustomEndpoint": iam.url,
  }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.match(reply.error.message, new RegExp(`${email}.*PERMISSION_DENIED`));
  assertMessage(t, "refused impersonation", reply.error.message);
  assert.doesNotMatch(describeFailure(reply.error), /geheim/);
  assert.equal(service.arrived.length, 0);
});

function identityToken(expiry: number): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "none" })}.${encode({ exp: Math.floor(expiry / 1_000) })}.geheim`;
}

test("external credentials exchange their identity token for a service account's", async (t) => {
  const sts = await startServer(t, numbered());
  const iam = await startServer(t, impersonating());
  const service = await startServer(t, demanding());
  const token = identityToken(Date.now() + 600_000);
  const external = { audience: "//iam.googleapis.com/x", serviceAccountEmail: email, identityToken: token };
  const config: Record<string, string> = {
    "gcp:externalCredentials": JSON.stringify(external),
    "gcp:iamCredentialsCustomEndpoint": iam.url,
  };
  const settings = readSettings((key) => config[key], {});
  assert.ok(settings.ok && settings.value.credentials.source.kind === "external");
  assert.equal(settings.value.credentials.source.tokenUrl, "https://sts.googleapis.com/v1/token");
  settings.value.credentials.source.tokenUrl = `${sts.url}/v1/token`;
  const connection = connectService({ service: "alloydb", endpoint: service.url, settings });
  assert.equal((await connection.get(name)).ok, true);
  const body = new URLSearchParams(sts.arrived[0]?.body);
  assert.equal(body.get("subject_token"), token);
  assert.equal(body.get("audience"), external.audience);
  assert.match(iam.arrived[0]?.url ?? "", new RegExp(`serviceAccounts/${email}:generateAccessToken$`));
  assert.deepEqual(authorizations(service), ["Bearer impersonated-1"]);
});

test("an identity token that has expired is a lasting fault that says so", async (t) => {
  const service = await startServer(t, demanding());
  const external = {
    audience: "//iam.googleapis.com/x",
    serviceAccountEmail: email,
    identityToken: identityToken(0),
  };
  const reply = await connectTo(service, { "gcp:externalCredentials": JSON.stringify(external) }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials");
  assert.equal(reply.error.transient, false);
  assert.match(reply.error.message, /gcp:externalCredentials .*1970-01-01T00:00:00.000Z/);
  assertMessage(t, "expired identity token", reply.error.message);
  assert.doesNotMatch(reply.error.message, /geheim/);
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { OAuth2Client } from "google-auth-library";
import { OperationsClient } from "pulumi-gcp-lro/client";
import { sharedCredentials } from "#src/google/auth/credentials.js";
import type { Credentials } from "#src/google/http/wire.js";
import { readSettings } from "#src/google/settings/settings.js";
import {
  connectTo,
  demanding,
  externalAccount,
  folder,
  impersonating,
  keyPair,
  name,
  numbered,
} from "../google/auth/credentialsStage.js";
import { type Answering, type LoopbackServer, startServer } from "../support/loopbackServer.js";

const email = "deployer@p.iam.gserviceaccount.com";

/** Secrets of every kind that credentials hold; one line of the key stands for all of it. */
const secrets = {
  keyLine: keyPair.privateKey.split("\n")[3] ?? "",
  clientSecret: "client-geheim-4711",
  refreshToken: "refresh-geheim-4711",
  subjectToken: "subject-token",
  accessToken: "access-geheim-4711",
};

function serviceAccount(tokenUri: string): Record<string, unknown> {
  return {
    type: "service_account",
    client_email: email,
    private_key: keyPair.privateKey,
    token_uri: tokenUri,
  };
}

function user(tokenUri: string): Record<string, unknown> {
  const { clientSecret, refreshToken } = secrets;
  return {
    type: "authorized_user",
    client_id: "id",
    client_secret: clientSecret,
    refresh_token: refreshToken,
    token_uri: tokenUri,
  };
}

function impersonated(source: Record<string, unknown>, iam: string): Record<string, unknown> {
  return {
    type: "impersonated_service_account",
    service_account_impersonation_url: `${iam}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    source_credentials: source,
  };
}

/** Every kind of credentials, with the settings that make it ask a token endpoint. */
async function kinds(
  t: TestContext,
  tokens: LoopbackServer,
): Promise<Record<string, Record<string, string>>> {
  const into = await folder(t);
  const given = (value: unknown): Record<string, string> => ({ "gcp:credentials": JSON.stringify(value) });
  return {
    "a service account's key": given(serviceAccount(`${tokens.url}/token`)),
    "a user's": given(user(`${tokens.url}/token`)),
    "an external account's": given(await externalAccount(into, tokens.url)),
    "impersonation by the settings": {
      "gcp:accessToken": secrets.accessToken,
      "gcp:impersonateServiceAccount": email,
      "gcp:iamCredentialsCustomEndpoint": tokens.url,
    },
    "impersonation by a file": given(impersonated(user(`${tokens.url}/token`), tokens.url)),
  };
}

const redirects: Record<string, (to: LoopbackServer) => Answering> = {
  "a redirect that keeps the body": (to) => (_request, response) => {
    response.writeHead(307, { location: `${to.url}/elsewhere` });
    response.end();
  },
  "a redirect that turns it into a GET": (to) => (_request, response) => {
    response.writeHead(302, { location: `${to.url}/elsewhere` });
    response.end();
  },
};

for (const [what, redirect] of Object.entries(redirects)) {
  test(`${what} gets nothing of what a token is asked for with`, async (t) => {
    const elsewhere = await startServer(t, numbered());
    const tokens = await startServer(t, redirect(elsewhere));
    const service = await startServer(t, demanding());
    for (const [kind, config] of Object.entries(await kinds(t, tokens))) {
      const before = tokens.arrived.length;
      const reply = await connectTo(service, config).get(name, { timeout: 10_000 });
      assert.ok(!reply.ok && reply.error.kind === "credentials", `${kind}: ${inspect(reply)}`);
      assert.ok(tokens.arrived.length > before, `${kind}: nobody was asked`);
    }
    assert.deepEqual([elsewhere.arrived, service.arrived], [[], []]);
  });
}

test("a token endpoint that repeats what it was sent is not repeated", async (t) => {
  const tokens = await startServer(t, ({ body, headers }, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    const echo = `${body} ${headers.authorization ?? ""}`;
    response.end(JSON.stringify({ error: "invalid_grant", error_description: echo }));
  });
  const service = await startServer(t, demanding());
  for (const [kind, config] of Object.entries(await kinds(t, tokens))) {
    const reply = await connectTo(service, config).get(name, { timeout: 10_000 });
    assert.ok(!reply.ok && reply.error.kind === "credentials", kind);
    assertUntold(inspect(reply, { depth: 9 }), kind);
    assert.doesNotMatch(inspect(reply, { depth: 9 }), /eyJ[\w-]{8}/, kind);
  }
});

test("credentials that are cut off, doubled or garbled are complained about without being quoted", async (t) => {
  const whole = JSON.stringify({
    ...serviceAccount("https://oauth2.googleapis.com/token"),
    ...user("https://h/t"),
  });
  const service = await startServer(t, demanding());
  const garbled = [
    whole.slice(0, -1),
    whole.slice(0, whole.length / 2),
    `${whole}${whole}`,
    whole.slice(1),
    `'${whole}'`,
    whole.replaceAll("\\n", "\n"),
    JSON.stringify({ ...serviceAccount("file:///etc/passwd") }),
    JSON.stringify({ ...serviceAccount("http://evil.example/token") }),
    JSON.stringify({
      ...serviceAccount("https://h/t"),
      private_key: keyPair.privateKey.replaceAll("\n", " "),
    }),
    JSON.stringify({ ...serviceAccount("https://h/t"), private_key: keyPair.privateKey.slice(0, 500) }),
    JSON.stringify({ ...user("https://h/t"), type: secrets.refreshToken }),
    JSON.stringify([user("https://h/t")]),
    keyPair.privateKey,
  ];
  for (const [index, credentials] of garbled.entries()) {
    let said: string;
    try {
      const reply = await connectTo(service, { "gcp:credentials": credentials }).get(name, {
        timeout: 10_000,
      });
      assert.ok(!reply.ok, String(index));
      said = inspect(reply, { depth: 9 });
    } catch (error) {
      said = inspect(error, { depth: 9 });
    }
    assertUntold(said, String(index));
  }
  assert.deepEqual(service.arrived, []);
});

test("connections, clients and credentials show no secret when they are looked into or written as JSON", async (t) => {
  const tokens = await startServer(t, numbered());
  const iam = await startServer(t, impersonating());
  const service = await startServer(t, demanding());
  const configs = [
    ...Object.values(await kinds(t, tokens)).slice(0, 3),
    { ...(await kinds(t, iam))["impersonation by the settings"] },
  ];
  const things: unknown[] = [];
  for (const config of configs) {
    const connection = connectTo(service, config);
    assert.equal((await connection.get(name)).ok, true);
    const reading = readSettings((key) => config[key], {});
    assert.ok(reading.ok);
    const credentials: Credentials = await sharedCredentials(reading.value.credentials);
    things.push(connection, credentials);
  }
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: secrets.accessToken });
  const client = new OperationsClient({ service: "alloydb", endpoint: service.url, authClient });
  await client.get(name);
  things.push(client, client.list("projects/p/locations/l"));
  for (const thing of things) {
    assertUntold(inspect(thing, { depth: 20, showHidden: true, getters: true }), "inspected");
    assertUntold(JSON.stringify(thing) ?? "", "as JSON");
    assert.doesNotMatch(inspect(thing, { depth: 20, showHidden: true }), /token-\d|impersonated-\d/);
  }
});

function assertUntold(text: string, where: string): void {
  for (const [kind, secret] of Object.entries(secrets)) {
    assert.ok(secret !== "" && !text.includes(secret), `${where} tells the ${kind}: ${text.slice(0, 1_000)}`);
  }
}

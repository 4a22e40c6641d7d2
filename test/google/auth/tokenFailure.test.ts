import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { CredentialsFailure } from "#src/core/failure.js";
import { assertMessage } from "../../support/golden.js";
import { type Answering, always } from "../../support/loopbackServer.js";
import {
  connectTo,
  demanding,
  externalAccount,
  folder,
  keyPair,
  type LoopbackServer,
  name,
  numbered,
  startServer,
} from "./credentialsStage.js";

const email = "deployer@p.iam.gserviceaccount.com";

type Configuring = (t: TestContext, refusing: LoopbackServer) => Promise<Record<string, unknown>>;

/** Credentials of each kind; the server that refuses is the one of the step in question. */
const user: Configuring = async (_t, { url }) => ({
  type: "authorized_user",
  client_id: "id",
  client_secret: "client-geheim",
  refresh_token: "refresh-geheim",
  token_uri: `${url}/token?geheim`,
});
const key: Configuring = async (_t, { url }) => ({
  type: "service_account",
  client_email: email,
  private_key: keyPair.privateKey,
  token_uri: `${url}/token`,
});
const exchange: Configuring = async (t, { url }) => externalAccount(await folder(t), url);
const identity: Configuring = async (t, { url }) => ({
  ...(await externalAccount(await folder(t), url)),
  credential_source: { url: `${url}/idtoken?geheim=1`, headers: { authorization: "Bearer geheim-geheim" } },
});
const impersonation: Configuring = async (t, { url }) => ({
  ...(await externalAccount(await folder(t), (await startServer(t, numbered())).url)),
  service_account_impersonation_url: `${url}/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
});

async function faultOf(t: TestContext, configure: Configuring, answer: Answering) {
  const refusing = await startServer(t, answer);
  const service = await startServer(t, demanding());
  const credentials = JSON.stringify(await configure(t, refusing));
  const reply = await connectTo(service, { "gcp:credentials": credentials }).get(name);
  assert.ok(!reply.ok && reply.error.kind === "credentials", JSON.stringify(reply));
  assert.equal(service.arrived.length, 0);
  assert.doesNotMatch(reply.error.message, /geheim/);
  return { host: refusing.host, failure: reply.error satisfies CredentialsFailure };
}

const refusals: [what: string, configure: Configuring, status: number, body: unknown][] = [
  [
    "a login that Google wants repeated (pulumi/pulumi-gcp#479)",
    user,
    400,
    {
      error: "invalid_grant",
      error_description: "reauth related error (invalid_rapt)",
      error_uri: "https://support.google.com/a/answer/9368756",
      error_subtype: "invalid_rapt",
    },
  ],
  [
    "a subtype that the description lacks",
    user,
    400,
    { error: "invalid_grant", error_description: "Bad Request", error_subtype: "rapt_required" },
  ],
  [
    "a client that is unknown",
    user,
    401,
    { error: "invalid_client", error_description: "The OAuth client was not found." },
  ],
  [
    "a key that is deleted",
    key,
    400,
    { error: "invalid_grant", error_description: "Invalid JWT Signature." },
  ],
  [
    "a key on a machine whose clock is wrong",
    key,
    400,
    {
      error: "invalid_grant",
      error_description:
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
    },
  ],
  [
    "an identity token that STS refuses",
    exchange,
    400,
    { error: "invalid_grant", error_description: "ID Token issued at 1 is stale to sign-in." },
  ],
  [
    "a GitHub job that has ended (google-github-actions/auth#267)",
    identity,
    400,
    {
      $id: "1",
      innerException: null,
      message: "Can't issue ID_TOKEN for job in 'Completed' state.",
      typeName: "GitHub.DistributedTask.WebApi.x",
    },
  ],
  ["a page in place of an identity token", identity, 404, "<html><title>Not here</title></html>"],
  [
    "a service account that may not be impersonated",
    impersonation,
    403,
    {
      error: {
        code: 403,
        status: "PERMISSION_DENIED",
        message: "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
      },
    },
  ],
];
for (const [what, configure, status, body] of refusals) {
  test(`a refused access token names host, words and remedy: ${what}`, async (t) => {
    const { host, failure } = await faultOf(t, configure, (_request, response) => {
      response.writeHead(status, {
        "content-type": typeof body === "string" ? "text/html" : "application/json",
      });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
    assert.equal(failure.transient, false);
    assert.ok(failure.message.startsWith(`${host} `) && failure.message.includes(`(HTTP ${status})`));
    assertMessage(t, what, failure.message);
  });
}

for (const [what, configure] of Object.entries({ user, key, exchange, identity, impersonation })) {
  test(`passing trouble of a token endpoint is transient and names the host: ${what}`, async (t) => {
    const busy = await faultOf(t, configure, always(503, { error: "temporarily_unavailable" }));
    assert.equal(busy.failure.transient, true);
    assert.ok(busy.failure.message.startsWith(`${busy.host} `));
    assertMessage(t, `${what}: 503`, busy.failure.message);
    const reset = await faultOf(t, configure, (_request, _response, raw) => raw.socket.destroy());
    assert.equal(reset.failure.transient, true);
    assert.ok(reset.failure.message.startsWith(`${reset.host} `));
  });
}

test("the words of a token endpoint are bounded, and the remedy follows them", async (t) => {
  const description = "x".repeat(100_000);
  const answer = always(400, { error: "invalid_grant", error_description: description });
  const { failure } = await faultOf(t, user, answer);
  assert.ok(failure.message.length < 1_000);
  assert.match(failure.message, /gcloud auth application-default login/);
});

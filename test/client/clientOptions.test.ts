import assert from "node:assert/strict";
import { test } from "node:test";
import { OAuth2Client } from "google-auth-library";
import {
  isArgumentError,
  isRequestRefusedError,
  isTargetError,
  OperationsClient,
  type OperationsClientOptions,
} from "pulumi-gcp-lro/client";
import { assertMessage } from "../support/golden.js";
import { always, json, startServer } from "../support/loopbackServer.js";

const name = "projects/p/locations/us-central1/operations/operation-1";

const refused: [what: string, options: object, property: string][] = [
  ["no service", {}, "service"],
  ["an unknown service", { service: "aloydb" }, "service"],
  ["http to elsewhere", { service: "alloydb", endpoint: "http://example.com" }, "endpoint"],
  ["two credentials", { service: "alloydb", accessToken: "x", externalCredentials: {} }, "settings"],
  ["no duration", { service: "alloydb", requestTimeout: "5" }, "requestTimeout"],
  ["no time at all", { service: "alloydb", requestTimeout: "0s" }, "requestTimeout"],
];
for (const [what, options, property] of refused) {
  test(`a client can't be made with ${what}`, (t) => {
    assert.throws(
      () => new OperationsClient(options as OperationsClientOptions),
      (error: Error) => {
        assert.ok(isTargetError(error));
        assert.equal(error.problems[0]?.property, property);
        assertMessage(t, what, error.message);
        return true;
      },
    );
  });
}

test("requests go out as the given client, for the given project", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "secret-token" });
  const client = new OperationsClient({
    service: "alloydb",
    endpoint: server.url,
    authClient,
    quotaProject: "payer",
  });
  assert.equal((await client.get(name))?.name, name);
  const [request] = server.arrived;
  assert.equal(request?.headers.authorization, "Bearer secret-token");
  assert.equal(request?.headers["x-goog-user-project"], "payer");
});

test("pulumi-gcp's settings count, and who pays follows the operation", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const client = new OperationsClient({
    service: "alloydb",
    endpoint: server.url,
    accessToken: "secret-token",
    requestReason: "clean-up",
    userProjectOverride: true,
  });
  for (const project of ["one", "two", "one"]) {
    await client.get(`projects/${project}/locations/us-central1/operations/operation-1`);
  }
  assert.deepEqual(
    server.arrived.map(({ headers }) => [headers.authorization, headers["x-goog-user-project"]]),
    ["one", "two", "one"].map((project) => ["Bearer secret-token", project]),
  );
  assert.equal(server.arrived[0]?.headers["x-goog-request-reason"], "clean-up");
});

test("a client of another universe is refused before anything is sent", async (t) => {
  const server = await startServer(t, always(200, { name }));
  const authClient = new OAuth2Client({ universeDomain: "example.com" });
  authClient.setCredentials({ access_token: "secret-token" });
  const client = new OperationsClient({ service: "alloydb", endpoint: server.url, authClient });
  await assert.rejects(client.get(name), (error: Error) => {
    assert.ok(isRequestRefusedError(error) && error.failure.kind === "credentials");
    assert.match(error.failure.message, / example\.com\b/);
    return true;
  });
  assert.equal(server.arrived.length, 0);
});

test("a token that expires and can't be renewed ends a call at once", async (t) => {
  const server = await startServer(t, always(401, { error: { code: 401, status: "UNAUTHENTICATED" } }));
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "secret-token" });
  const client = new OperationsClient({ service: "alloydb", endpoint: server.url, authClient });
  await assert.rejects(client.wait(name), (error: Error) => {
    assert.ok(isRequestRefusedError(error) && error.failure.kind === "credentials");
    assert.equal(error.failure.transient, false);
    assertMessage(t, "a refused access token of the client", error.message);
    assert.doesNotMatch(error.message, /secret-token/);
    return true;
  });
  assert.equal(server.arrived.length, 1);
});

test("an operation by its full name and the list of its parent are reached in the same version", async (t) => {
  const server = await startServer(t, ({ url }, response) =>
    json(response, 200, { name: url.slice("/v1alpha/".length) }),
  );
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "secret-token" });
  const client = new OperationsClient({ service: "discoveryengine", endpoint: server.url, authClient });
  const branch = "projects/p/locations/global/dataStores/d/branches/0";
  await client.get(`//discoveryengine.googleapis.com/${branch}/operations/import-1`);
  await client.list(branch).next();
  assert.deepEqual(
    server.arrived.map(({ url }) => url),
    [`/v1alpha/${branch}/operations/import-1`, `/v1alpha/${branch}/operations`],
  );
});

test("a timeout that is no duration is refused", async () => {
  const client = new OperationsClient({ service: "alloydb", endpoint: "http://127.0.0.1:9" });
  for (const call of [
    client.get(name, { timeout: "5" }),
    client.wait(name, { timeout: "soon" }),
    client.cancelAll([name], { timeout: "-1s" }),
    client.list("projects/p/locations/l", { timeout: "1d" }).next(),
    client.start({ path: "projects/p" }, { timeout: "" }),
  ]) {
    await assert.rejects(call, (error: Error) => {
      assert.ok(isArgumentError(error));
      assert.equal(error.argument, "timeout");
      return true;
    });
  }
});

test("requests go out as the service account to impersonate", async (t) => {
  const iam = await startServer(t, (_request, response) =>
    json(response, 200, { accessToken: "impersonated", expireTime: "2999-01-01T00:00:00Z" }),
  );
  const service = await startServer(t, always(200, { name }));
  const before = process.env.GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT;
  process.env.GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT = iam.url;
  t.after(() => {
    process.env.GOOGLE_IAM_CREDENTIALS_CUSTOM_ENDPOINT = before ?? "";
  });
  const client = new OperationsClient({
    service: "alloydb",
    endpoint: service.url,
    accessToken: "own-token",
    impersonateServiceAccount: "a@p.iam.gserviceaccount.com",
    impersonateServiceAccountDelegates: ["b@p.iam.gserviceaccount.com"],
  });
  await client.get(name);
  assert.deepEqual(JSON.parse(iam.arrived[0]?.body ?? "").delegates, [
    "projects/-/serviceAccounts/b@p.iam.gserviceaccount.com",
  ]);
  assert.equal(service.arrived[0]?.headers.authorization, "Bearer impersonated");
});

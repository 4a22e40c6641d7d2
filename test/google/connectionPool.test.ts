import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { OAuth2Client } from "google-auth-library";
import { ConnectionPool } from "#src/google/connectionPool.js";
import { isTargetError, type ServiceTarget } from "#src/google/service.js";
import { readEnvironment } from "#src/google/settings/settings.js";
import { json, startServer } from "../support/loopbackServer.js";

const parent = "projects/p/locations/us-central1";
const settings = readEnvironment({});
const target: ServiceTarget = { service: "alloydb", settings, resourceName: `${parent}/operations/o` };

test("one service is opened once, whatever the operation", () => {
  const pool = new ConnectionPool();
  const opened = pool.open(target);
  assert.equal(pool.open({ ...target }), opened);
  assert.equal(pool.open({ ...target, resourceName: `${parent}/operations/other` }), opened);
  assert.equal(
    pool.open({ ...target, resourceName: `//alloydb.googleapis.com/${parent}/operations/o` }),
    opened,
  );
  assert.deepEqual(
    [opened.resolved.host, opened.connection.apiVersion],
    ["alloydb.googleapis.com", opened.resolved.apiVersion],
  );
});

const account = "a@p.iam.gserviceaccount.com";
const different: Record<string, Partial<ServiceTarget>> = {
  service: { service: "datafusion" },
  host: { service: "aiplatform", resourceName: "projects/p/locations/us-central1/operations/o" },
  "location of the host": {
    service: "aiplatform",
    resourceName: "projects/p/locations/europe-west4/operations/o",
  },
  endpoint: { endpoint: "https://example.com" },
  "another endpoint": { endpoint: "https://example.com/path" },
  "one version of one endpoint": { endpoint: "https://example.com", apiVersion: "v1" },
  "the same of another service": { endpoint: "https://example.com", apiVersion: "v1", service: "datafusion" },
  version: { apiVersion: "v1alpha" },
  "the default version, by name": { apiVersion: "v1beta" },
  payer: { quotaProject: "payer" },
  time: { requestTimeout: 1_000 },
  impersonation: { impersonateServiceAccount: account },
  delegates: {
    impersonateServiceAccount: account,
    impersonateServiceAccountDelegates: ["b@p.iam.gserviceaccount.com"],
  },
  client: { authClient: new OAuth2Client() },
  "another client": { authClient: new OAuth2Client() },
  settings: { settings: readEnvironment({}) },
  "client and settings": { authClient: new OAuth2Client(), settings: readEnvironment({}) },
};

test("targets that differ in where or as whom a request goes never share a connection", () => {
  const pool = new ConnectionPool();
  const all = Object.values(different).map((part) => ({ ...target, ...part }));
  const first = [target, ...all].map((one) => pool.open(one));
  assert.equal(new Set(first).size, first.length);
  assert.equal(new Set(first.map(({ connection }) => connection)).size, first.length);
  assert.equal(new Set(first.map(({ polls }) => polls)).size, first.length);
  assert.deepEqual(
    [target, ...all].map((one) => pool.open(one)),
    first,
  );
});

test("one auth client under two settings is two connections", () => {
  const pool = new ConnectionPool();
  const authClient = new OAuth2Client();
  const one = pool.open({ ...target, authClient });
  assert.notEqual(pool.open({ ...target, authClient, settings: readEnvironment({}) }), one);
  assert.equal(pool.open({ ...target, authClient }), one);
});

test("waits with different time limits of requests share their polls", async (t) => {
  let answered = 0;
  const server = await startServer(t, (request, response) => {
    answered += 1;
    const name = (request.url ?? "").slice((request.url ?? "").indexOf("projects/"));
    json(response, 200, { name });
  });
  const pool = new ConnectionPool();
  const emulated = { ...target, settings: readEnvironment({ GCP_LRO_EMULATOR_HOST: server.host }) };
  const polls = Array.from({ length: 40 }, (_, index) => {
    const { polls } = pool.open({ ...emulated, requestTimeout: 10_000 + index });
    return polls.next(`${parent}/operations/o${index}`, 0, {}, 0);
  });
  assert.ok((await Promise.all(polls)).every(({ ok }) => ok));
  assert.match(server.arrived[0]?.url ?? "", /\/operations\?/);
  assert.equal(answered, 1 + 40, "the list shows no operation, and a GET decides for each");
});

test("who pays by userProjectOverride follows the operation's project", () => {
  const pool = new ConnectionPool();
  const override = { ...target, settings: readEnvironment({ USER_PROJECT_OVERRIDE: "true" }) };
  const open = (project: string) =>
    pool.open({ ...override, resourceName: `projects/${project}/locations/us-central1/operations/o` });
  assert.notEqual(open("one"), open("two"));
  assert.equal(open("one"), open("one"));
});

test("a target that can't be reached is refused, each time", () => {
  const pool = new ConnectionPool();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    assert.throws(() => pool.open({ ...target, service: "aloydb" }), isTargetError);
  }
});

test("edge case 64: a cancel is sent before 200 polls that wait for their turn, whatever the service", async (t) => {
  const held: ServerResponse[] = [];
  let arrive: () => void = () => undefined;
  const server = await startServer(t, (_request, response) => {
    held.push(response);
    arrive();
  });
  const arrived = (count: number): Promise<void> =>
    new Promise((resolve) => {
      arrive = () => {
        if (server.arrived.length >= count) {
          resolve();
        }
      };
      arrive();
    });
  const pool = new ConnectionPool();
  const open = (service: string) => {
    const environment = readEnvironment({ GCP_LRO_EMULATOR_HOST: server.host });
    return pool.open({ service, settings: environment, resourceName: `${parent}/operations/o` }).connection;
  };
  const name = (index: number): string => `${parent}/operations/operation-${index}`;
  const polling = open("alloydb");
  const polls = Array.from({ length: 200 }, (_, index) => polling.get(name(index)));
  await arrived(32);
  const cancel = open("datafusion").cancel(name(0));
  await new Promise(setImmediate);
  assert.equal(server.arrived.length, 32);

  const answer = (): void => json(held.shift() as ServerResponse, 200, { name: name(0) });
  answer();
  await arrived(33);
  assert.match(server.arrived[32]?.url ?? "", /operation-0:cancel$/);
  arrive = () => {
    for (const response of held.splice(0)) {
      json(response, 200, { name: name(0) });
    }
  };
  arrive();
  assert.equal((await cancel).ok, true);
  await Promise.all(polls);
  assert.equal(server.arrived.length, 201);
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PassThroughClient } from "google-auth-library";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { systemClock } from "#src/core/clock.js";
import { Deadline } from "#src/core/deadline.js";
import { connectService } from "#src/google/connectionPool.js";
import { listEnabledServices, listLocations } from "#src/google/serviceUsage.js";

async function open(t: TestContext) {
  const emulator = await startEmulator({
    services: [
      { service: "on", versions: ["v1"], locations: { ids: ["asia-east1"] } },
      { service: "off", versions: ["v1"], enabled: false },
    ],
  });
  t.after(() => emulator.close());
  const contextOf = (service: string, apiVersion: string) => {
    const endpoint = `${emulator.url}/${service.split(".")[0]}`;
    const target = { service, apiVersion, endpoint, authClient: new PassThroughClient() };
    return { clock: systemClock, random: Math.random, report: () => {}, connection: connectService(target) };
  };
  return { emulator, contextOf, limits: { deadline: new Deadline(systemClock, 60_000) } };
}

test("the hosts of the enabled services, by the documented request", async (t) => {
  const { emulator, contextOf, limits } = await open(t);
  const result = await listEnabledServices(contextOf("serviceusage", "v1"), "p", limits);
  assert.ok(result.ok);
  assert.ok(result.value.includes("alloydb.googleapis.com"));
  assert.ok(result.value.includes("on.googleapis.com"));
  assert.ok(!result.value.includes("off.googleapis.com"));
  const [request] = emulator.requests;
  assert.equal(request?.path, "/serviceusage/v1/projects/p/services");
  assert.equal(request?.query.filter, "state:ENABLED");
  assert.equal(request?.query.pageSize, "200");
});

test("a refusal is the result; a transient failure is retried", async (t) => {
  const { emulator, contextOf, limits } = await open(t);
  emulator.fault({ when: { nth: 1 }, fault: { kind: "status", status: 503 } });
  emulator.fault({ when: { from: 2 }, fault: { kind: "status", status: 403 } });
  const result = await listEnabledServices(contextOf("serviceusage", "v1"), "p", limits);
  assert.ok(!result.ok && result.error.kind === "apiError");
  assert.equal(result.error.httpStatus, 403);
  assert.equal(emulator.requests.length, 2);
});

test("the locations of a service", async (t) => {
  const { contextOf, limits } = await open(t);
  const result = await listLocations(contextOf("on.googleapis.com", "v1"), "p", limits);
  assert.deepEqual(result, { ok: true, value: ["asia-east1"] });
});

test("a page that hides entries is no empty list", async (t) => {
  const { emulator, contextOf, limits } = await open(t);
  const context = contextOf("on.googleapis.com", "v1");
  const problemOf = async (body: string): Promise<string | undefined> => {
    emulator.clear();
    emulator.fault({ fault: { kind: "reply", status: 200, body } });
    const result = await listLocations(context, "p", limits);
    return result.ok || result.error.kind !== "unreadable" ? undefined : result.error.problem;
  };
  const pages = [
    "",
    "[]",
    '{"locations":{}}',
    '{"locations":[5]}',
    '{"locations":[{}]}',
    '{"locations":[{"name":"a/ "}]}',
  ];
  for (const body of pages) {
    assert.match((await problemOf(body)) ?? "none", /page|list/, body);
  }
  for (const body of ["{}", '{"locations":null}', '{"locations":[]}']) {
    assert.equal(await problemOf(body), undefined, body);
  }
});

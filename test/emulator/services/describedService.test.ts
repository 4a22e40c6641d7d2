import assert from "node:assert/strict";
import { test } from "node:test";
import { type ServiceDescription, startEmulator } from "pulumi-gcp-lro/emulator";
import { call } from "../call.js";

const pattern = "projects/*/operations/*";

const service: ServiceDescription = {
  service: "widgets",
  versions: ["v1", "v2"],
  bases: { v2: "widgets/v2" },
  routes: [
    { action: "get", http: "GET", template: "/v1/{+name}", pattern },
    { action: "get", http: "GET", template: "/widgets/v2/{+name}", pattern },
    { action: "cancel", http: "GET", template: "/v1/{+name}:cancel", pattern },
    { action: "delete", http: "DELETE", template: "/v1/{+name}", pattern },
    { action: "list", http: "GET", template: "/v1/{+name}/operations", pattern: "projects/*" },
  ],
};

test("a described service has its own routes, under every version's base", async (t) => {
  const emulator = await startEmulator({ services: [service] });
  t.after(() => emulator.close());
  const name = emulator.seedOperation({ service: "widgets", method: "any", target: "projects/p" });
  assert.match(name, /^projects\/p\/operations\/operation-/);
  assert.equal((await call(emulator, `GET /widgets/v1/${name}`)).name, name);
  assert.equal((await call(emulator, `GET /widgets/widgets/v2/${name}`)).name, name);
  assert.equal((await call(emulator, `GET /widgets/v2/${name}`)).status, 404);
  assert.equal((await call(emulator, `POST /widgets/v1/${name}:cancel`)).status, 404);
  assert.equal((await call(emulator, `GET /widgets/v1/${name}:cancel`)).status, 200);
  assert.equal((await call(emulator, "GET /widgets/v1/projects/p/operations")).at("operations.0.name"), name);
  assert.deepEqual(
    emulator.requests.map(({ kind, version }) => `${kind} ${version}`),
    ["get v1", "get v2", "unknown undefined", "unknown v1", "cancel v1", "list v1"],
  );
});

test("a description replaces a built-in service with its key; the others stay", async (t) => {
  const emulator = await startEmulator({ services: [{ ...service, service: "alloydb" }] });
  t.after(() => emulator.close());
  const starts = "/v1beta/projects/p/locations/l/clusters/c:export";
  assert.equal((await call(emulator, `POST /alloydb${starts}`, {})).status, 404);
  emulator.seedOperation({ service: "datastore", method: "exportEntities", target: "projects/p" });
  assert.throws(() => emulator.seedOperation({ service: "widgets", method: "m", target: "t" }), RangeError);
});

test("a described service can be the root service", async (t) => {
  const emulator = await startEmulator({ services: [service], rootService: "widgets" });
  t.after(() => emulator.close());
  const name = emulator.seedOperation({ service: "widgets", method: "any", target: "projects/p" });
  assert.equal((await call(emulator, `GET /v1/${name}`)).name, name);
});

test("a description with only versions has the standard routes, and each change is a start", async (t) => {
  const emulator = await startEmulator({
    time: "driven",
    services: [{ service: "redis", versions: ["v1"] }],
  });
  t.after(() => emulator.close());
  const place = "projects/p/locations/l";
  emulator.behave({ match: { method: "export" }, ends: { fail: { code: 9, message: "no bucket" } } });
  const starts = [
    `POST /redis/v1/${place}/instances?instanceId=i`,
    `POST /redis/v1/${place}/instances/i:export`,
    `PATCH /redis/v1/${place}/instances/i?updateMask=labels`,
    `DELETE /redis/v1/${place}/instances/i`,
  ];
  const names: string[] = [];
  for (const start of starts) {
    const { name, status } = await call(
      emulator,
      start,
      start.startsWith("DELETE") ? undefined : { size: 1 },
    );
    assert.equal(status, 200);
    assert.match(name, /^projects\/p\/locations\/l\/operations\/operation-/);
    names.push(name);
  }
  assert.deepEqual(
    emulator.operations.map(({ method, target }) => `${method} ${target.slice(place.length + 1)}`),
    ["create instances", "export instances/i", "update instances/i", "delete instances/i"],
  );
  const [created, exported, updated, deleted] = names;
  const listed = await call(emulator, `GET /redis/v1/${place}/operations`);
  assert.deepEqual(
    names.map((_, index) => listed.at(`operations.${index}.name`)),
    names,
  );
  assert.equal((await call(emulator, `POST /redis/v1/${created}:cancel`)).status, 200);
  assert.equal((await call(emulator, `DELETE /redis/v1/${deleted}`)).status, 200);
  await emulator.advance(3_600_000);
  assert.equal((await call(emulator, `GET /redis/v1/${created}`)).at("error.code"), 1);
  assert.equal((await call(emulator, `GET /redis/v1/${exported}`)).at("error.code"), 9);
  assert.equal((await call(emulator, `POST /redis/v1/${updated}:wait`, {})).at("done"), true);
  assert.equal((await call(emulator, `GET /redis/v1/${deleted}`)).status, 404);
});

test("a request that changes no resource starts nothing", async (t) => {
  const emulator = await startEmulator({ services: [{ service: "redis", versions: ["v1"] }] });
  t.after(() => emulator.close());
  for (const request of [
    "GET /redis/v1/projects/p/locations/l/instances/i",
    "POST /redis/v2/projects/p/locations/l/instances",
    "POST /redis/v1/projects/p/locations/l/operations/o:stop",
    "PATCH /redis/v1/projects/p/locations/l/operations/o",
  ]) {
    assert.equal((await call(emulator, request)).status, 404, request);
  }
  assert.equal((await call(emulator, "DELETE /redis/v1/projects/p/locations/l/operations/o")).status, 404);
  assert.deepEqual(emulator.operations, []);
});

test("a request id repeats no start of a described service", async (t) => {
  const emulator = await startEmulator({ services: [{ service: "redis", versions: ["v1"] }] });
  t.after(() => emulator.close());
  const start =
    "DELETE /redis/v1/projects/p/locations/l/instances/i?requestId=6f1f3c1e-5a43-4a3c-9a58-0d4f9e2a7b10";
  assert.equal((await call(emulator, start)).name, (await call(emulator, start)).name);
  assert.equal(emulator.operations.length, 1);
});

test("container's and sqladmin's operations have a status, an id and links instead", async (t) => {
  const forms = ["container", "sqladmin"] as const;
  const emulator = await startEmulator({
    time: "driven",
    cancelTime: "2s",
    services: forms.map((form) => ({
      ...service,
      service: form,
      form,
      routes: [
        { action: "get", http: "GET", template: "/v1/{+name}", pattern: "**" },
        { action: "cancel", http: "POST", template: "/v1/{+name}:cancel", pattern: "**" },
      ],
    })),
  });
  t.after(() => emulator.close());
  const seed = { method: "work", behaviour: {} };
  const zonal = emulator.seedOperation({
    ...seed,
    service: "container",
    target: "projects/p/zones/z",
    name: "projects/p/zones/z/operations/o",
  });
  const sql = emulator.seedOperation({
    ...seed,
    service: "sqladmin",
    target: "projects/p/instances/i",
    name: "projects/p/operations/o",
  });
  const looks = async () => [
    (await call(emulator, `GET /container/v1/${zonal}`)).json,
    (await call(emulator, `GET /sqladmin/v1/${sql}`)).json,
  ];
  const [container, instance] = await looks();
  assert.deepEqual(
    [container?.name, container?.zone, container?.status, container?.selfLink],
    ["o", "z", "RUNNING", `https://container.googleapis.com/v1/${zonal}`],
  );
  assert.deepEqual(
    [instance?.kind, instance?.targetProject, instance?.targetId, instance?.status],
    ["sql#operation", "p", "i", "RUNNING"],
  );
  await call(emulator, `POST /container/v1/${zonal}:cancel`, { projectId: "p", zone: "z", operationId: "o" });
  await call(emulator, `POST /sqladmin/v1/${sql}:cancel`, {});
  assert.equal((await looks())[0]?.status, "ABORTING");
  await emulator.advance(2_000);
  const [stopped, ended] = await looks();
  assert.deepEqual(stopped?.error, { code: 1, message: "The operation was cancelled." });
  assert.deepEqual(ended?.error, {
    kind: "sql#operationErrors",
    errors: [{ kind: "sql#operationError", code: "CANCELLED", message: "The operation was cancelled." }],
  });
});

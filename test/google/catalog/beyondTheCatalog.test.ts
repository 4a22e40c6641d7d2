import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ServiceDescription, startEmulator } from "pulumi-gcp-lro/emulator";
import { connectService } from "#src/google/connectionPool.js";

const host = "private.example.com";

/** An API that keeps to google.longrunning's HTTP rules, as any new one does. */
const service: ServiceDescription = {
  service: host,
  versions: ["v7eap"],
  routes: [
    { action: "get", http: "GET", template: "/v7eap/{+name}", pattern: "tenants/*/operations/*" },
    { action: "cancel", http: "POST", template: "/v7eap/{+name}:cancel", pattern: "tenants/*/operations/*" },
    { action: "list", http: "GET", template: "/v7eap/{+name}/operations", pattern: "tenants/*" },
  ],
};

async function connected(t: TestContext) {
  const emulator = await startEmulator({ time: "driven", cancelTime: "2s", services: [service] });
  t.after(() => emulator.close());
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  return { emulator, connection: connectService({ service: host, apiVersion: "v7eap", environment }) };
}

test("a host that the catalog doesn't know works by the standard paths", async (t) => {
  const { emulator, connection } = await connected(t);
  const started = await connection.start({
    path: "tenants/t/tables/x:import",
    query: { dryRun: "false" },
    body: { any: "thing" },
  });
  assert.ok(started.ok, JSON.stringify(started));
  const { name } = started.value;
  assert.equal(connection.cancelSupport(name), "unknown");
  const listed = await connection.list("tenants/t");
  assert.deepEqual(listed.ok && listed.value.operations.map((operation) => operation.name), [name]);
  assert.deepEqual(await connection.cancel(name), { ok: true, value: undefined });
  await emulator.advance(2_000);
  const ended = await connection.get(name);
  assert.ok(ended.ok && ended.value.done && ended.value.result.kind === "error");
  assert.equal(ended.value.result.error.status, "CANCELLED");
  assert.deepEqual(
    emulator.requests.map(({ method, path }) => `${method} ${path}`),
    [
      `POST /${host}/v7eap/tenants/t/tables/x:import`,
      `GET /${host}/v7eap/tenants/t/operations`,
      `POST /${host}/v7eap/${name}:cancel`,
      `GET /${host}/v7eap/${name}`,
    ],
  );
});

test("its cancel may turn out not to be there", async (t) => {
  const { emulator, connection } = await connected(t);
  emulator.behave({ cancel: "unimplemented" });
  const started = await connection.start({ path: "tenants/t/tables/x:import" });
  assert.ok(started.ok);
  const reply = await connection.cancel(started.value.name);
  assert.ok(!reply.ok && reply.error.kind === "apiError" && reply.error.status === "UNIMPLEMENTED");
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { describeService } from "#src/cli/commands/describeService.js";
import { type CatalogService, findService } from "#src/google/catalog/catalog.js";
import catalog from "#src/google/catalog/catalog.json";
import { fitsPattern, type NamePattern, parentPattern } from "#src/google/catalog/namePattern.js";
import { routeOf } from "#src/google/catalog/operationRoutes.js";
import { connectService } from "#src/google/connectionPool.js";

const services = Object.keys(catalog).flatMap((key) => findService(key) ?? []);
let emulator: Emulator;

before(async () => {
  emulator = await startEmulator({
    time: "driven",
    cancelTime: "2s",
    services: services.map(describeService),
  });
});

after(() => emulator.close());

for (const service of services) {
  test(`${service.key} is emulated: its own routes get, list and cancel what is started`, async () => {
    for (const [version, { names }] of service.versions) {
      for (const { pattern } of names) {
        await live(service, version, names, pattern);
      }
    }
  });
}

/** Starts an operation with a name of that pattern, and calls the methods that the service has for it. */
async function live(
  service: CatalogService,
  version: string,
  names: readonly NamePattern[],
  pattern: string,
): Promise<void> {
  emulator.clear();
  const where = `${service.key} ${version} ${pattern}`;
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  const connection = connectService({ service: service.key, apiVersion: version, environment });
  const resource = parentPattern(pattern).replace(/\*+/g, "x-1") || "things/t";
  const started = await connection.start({ method: "POST", path: `${resource}:work`, body: {} });
  assert.ok(started.ok, `${where}: ${JSON.stringify(started)}`);
  const { name } = started.value;
  const route = routeOf(service, version, name);
  assert.ok(route !== undefined, `${where}: ${name}`);
  const got = await connection.get(name);
  assert.equal(got.ok, route.get !== undefined, `${where}: ${name}: ${JSON.stringify(got)}`);
  if (names.some((other) => other.methods.has("list") && fitsPattern(name, other.pattern))) {
    const listed = await connection.list(parentPattern(name));
    assert.ok(listed.ok && listed.value.operations[0]?.name === name, `${where}: ${JSON.stringify(listed)}`);
  }
  const cancelled = await connection.cancel(name);
  assert.equal(cancelled.ok, route.cancel !== undefined, `${where}: ${JSON.stringify(cancelled)}`);
  await emulator.advance(2_000);
  assert.equal(emulator.operations[0]?.state, route.cancel === undefined ? "RUNNING" : "CANCELLED", where);
}

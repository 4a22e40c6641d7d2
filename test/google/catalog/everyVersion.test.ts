import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { findService } from "#src/google/catalog/catalog.js";
import { routeOf } from "#src/google/catalog/operationRoutes.js";
import { connectService } from "#src/google/connectionPool.js";
import { type CataloguedVersion, described, services, versionsOf } from "./describedCatalog.js";

let emulator: Emulator;

before(async () => {
  emulator = await startEmulator({
    time: "driven",
    operationTime: "60s",
    cancelTime: "2s",
    services: services.map(described),
  });
});

after(() => emulator.close());

for (const service of services) {
  for (const version of versionsOf(service)) {
    test(`${service} ${version.version}: get, list and cancel by its own templates`, async () => {
      for (const [pattern, letters] of version.names) {
        await drive(version, pattern, letters);
      }
    });
  }
}

/** An operation of that pattern, from running to cancelled, by requests of the connection alone. */
async function drive(facts: CataloguedVersion, pattern: string, letters: string): Promise<void> {
  const { service, version } = facts;
  emulator.clear();
  const name = pattern.replace("**", "a/b").replaceAll("*", "x-1");
  const parent = name
    .replace(/\/a\/b$/, "/a")
    .split("/")
    .slice(0, -2)
    .join("/");
  const kept = emulator.seedOperation({ service, version, method: "work", target: "t", name });
  const connection = connectService({
    service,
    apiVersion: version,
    environment: { GCP_LRO_EMULATOR_HOST: emulator.host },
  });
  const where = `${service} ${version} ${pattern}`;
  const all = facts.names.filter(([other]) => fits(name, other)).map(([, found]) => found);
  const has = (letter: string): boolean => all.some((found) => found.includes(letter));

  const looks = await connection.get(name);
  assert.equal(looks.ok, has("g"), `${where}: ${JSON.stringify(looks)}`);
  assert.ok(!looks.ok || !looks.value.done, where);

  if (letters.includes("l")) {
    const listed = await connection.list(parent);
    assert.ok(listed.ok, `${where}: ${JSON.stringify(listed)}`);
    assert.deepEqual(
      listed.value.operations.map((operation) => operation.name),
      [kept],
      where,
    );
  }

  const before = emulator.requests.length;
  const cancelled = await connection.cancel(name);
  assert.equal(connection.cancelSupport(name), has("c") ? "supported" : "unsupported", where);
  if (!has("c")) {
    assert.ok(!cancelled.ok && cancelled.error.kind === "apiError", where);
    assert.equal(cancelled.error.status, "UNIMPLEMENTED", where);
    assert.equal(emulator.requests.length, before, where);
    return;
  }
  assert.deepEqual(cancelled, { ok: true, value: undefined }, where);
  const sent = emulator.requests.at(-1);
  assert.deepEqual([sent?.kind, sent?.body, sent?.operation], ["cancel", "", kept], where);
  await emulator.advance(2_000);
  assert.equal(emulator.operations.at(-1)?.state, "CANCELLED", where);
  const ended = await connection.get(name);
  if (has("g")) {
    assert.ok(ended.ok && ended.value.done && ended.value.result.kind === "error", where);
    assert.equal(ended.value.result.error.status, "CANCELLED", where);
  }
  await driveOthers(facts, name, where);
}

/** Wait and delete, which the connection doesn't send: by their routes, on an operation that has ended. */
async function driveOthers(
  { service, version }: CataloguedVersion,
  name: string,
  where: string,
): Promise<void> {
  const found = findService(service);
  const route = found && routeOf(found, version, name);
  for (const method of ["wait", "delete"] as const) {
    const { method: verb, path } = route?.[method] ?? {};
    if (path !== undefined) {
      const url = `${emulator.url}/${service}/${path}`;
      const response = await fetch(url, { method: verb ?? "" });
      assert.equal(response.status, 200, `${where}: ${verb} ${url}`);
      assert.equal(emulator.requests.at(-1)?.kind, method, where);
      await response.body?.cancel();
    }
  }
}

function fits(name: string, pattern: string): boolean {
  const source = pattern
    .split("/")
    .map((segment) => (segment === "**" ? ".+" : segment === "*" ? "[^/]+" : segment))
    .join("/");
  return new RegExp(`^${source}$`).test(name);
}

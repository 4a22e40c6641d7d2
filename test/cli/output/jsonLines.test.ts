import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import schema from "pulumi-gcp-lro/events.schema.json";
import { parent } from "../../support/emulatorScene.js";
import { CommandScene } from "../commandScene.js";

const [known] = schema.properties.event.anyOf;
const events = known?.enum ?? [];

/** The schema without what later releases may add: properties, events, and problems. */
function strict(part: unknown): unknown {
  if (typeof part !== "object" || part === null || Array.isArray(part)) {
    return part;
  }
  const { anyOf, ...others } = part as Record<string, unknown>;
  const isClosed = "properties" in others && others.type === "object";
  return {
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, strict(value)])),
    ...(Array.isArray(anyOf) && { enum: anyOf[0].enum }),
    ...(isClosed && { additionalProperties: false }),
  };
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validate = ajv.compile(strict(schema) as object);

function assertValid(events: Record<string, unknown>[]): void {
  for (const event of events) {
    assert.ok(validate(event), `${JSON.stringify(event)}\n${JSON.stringify(validate.errors)}`);
  }
}

test("the published schema accepts events and properties of later releases", () => {
  const isValid = ajv.compile(schema);
  const line = { time: "2026-01-01T00:00:00Z", event: "polled", name: "//h/o", state: "RUNNING" };
  for (const [more, expected] of [
    [{ event: "paused" }, true],
    [{ queue: 3 }, true],
    [{ state: 1 }, false],
    [{ event: "ended" }, false],
  ] as const) {
    assert.equal(isValid({ ...line, ...more }), expected, JSON.stringify(more));
  }
  assert.equal(validate({ ...line, queue: 3 }), false);
  assert.equal(validate({ ...line, event: "paused" }), false);
});

const host = "//alloydb.googleapis.com";
const below = ["--service", "alloydb", "--parent", parent, "--json"];

test("every line of list, describe, wait and cancel follows the published schema", async (t) => {
  const command = await CommandScene.open(t);
  const { emulator, scene } = command;
  const seen = new Set<unknown>();
  const run = async (...words: string[]) => {
    const result = await command.run(words);
    assertValid(result.json());
    for (const { event } of result.json()) {
      seen.add(event);
    }
    return result;
  };
  const cancelled = scene.seed();
  emulator.fault({
    match: { kind: "get", path: cancelled },
    when: { nth: 2 },
    fault: { kind: "status", status: 503 },
  });
  await run("list", ...below);
  await run("list", "--project", "p", "--json");
  await run("describe", ...below);
  const result = await run("cancel", ...below, "--yes");
  const last = result.json().findLast(({ name }) => name === `${host}/${cancelled}`);
  assert.deepEqual([last?.event, last?.state], ["ended", "CANCELLED"]);
  await run("describe", `${host}/${cancelled}`, "--json");
  await run("describe", `${host}/${parent}/operations/none`, "--json");
  const refused = scene.seed();
  emulator.fault({ match: { kind: "cancel", path: refused }, fault: { kind: "status", status: 403 } });
  await run("cancel", `${host}/${refused}`, "--json");
  const unsupported = scene.seed();
  emulator.fault({ match: { kind: "cancel", path: unsupported }, fault: { kind: "status", status: 501 } });
  await run("cancel", `${host}/${unsupported}`, "--json");
  await run("cancel", `${host}/${scene.seed()}`, "--json", "--no-wait");
  await run("wait", ...below, "--timeout", "30s");
  await run("wait", `${host}/${parent}/operations/none`, "--json");
  await run("wait", ...below);
  assert.deepEqual([...seen].sort(), [...events].sort());
});

test("list and describe show percent and counters", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "200s" });
  const name = command.emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: "projects/p",
    age: "50s",
  });
  const listed = await command.run(["list", "--service", "datastore", "--parent", "projects/p", "--json"]);
  assertValid(listed.json());
  const { progressPercent, counters } = listed.json()[0] ?? {};
  assert.deepEqual(
    [progressPercent, counters],
    [
      25,
      [
        { unit: "entities", completed: "5000", total: "20000" },
        { unit: "bytes", completed: "1250000000", total: "5000000000" },
      ],
    ],
  );
  const { stdout } = await command.run(["describe", `//datastore.googleapis.com/${name}`]);
  assert.match(
    stdout,
    /^state: +RUNNING, 25%\nprogress: +5000 of 20000 entities, 1250000000 of 5000000000 bytes$/m,
  );
});

test("with --json, stdout has nothing but JSON, and stderr has no progress", async (t) => {
  const command = await CommandScene.open(t);
  const { code, stderr, json } = await command.run(["cancel", `${host}/${command.scene.seed()}`, "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(
    json()
      .map(({ event }) => event)
      .filter((event, index, all) => event !== all[index - 1]),
    ["polled", "cancelSent", "cancelAccepted", "polled", "ended"],
  );
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { assertMessage } from "../../support/golden.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
  wireOf,
} from "../../support/providerFixture.js";
import type { ProviderServer } from "../../support/providerServer.js";

/** A process that never ends fails its test instead of holding up the run. */
const limit = { timeout: 60_000 };
const waiting = { waitFor: "done" };

/** Starts the processes of one test, because the engine dies in each. */
function fixtureFor(test: TestContext): Promise<ProviderFixture> {
  return startProviderFixture(test, { operationTime: "1h", cancelTime: "1h" });
}

/** `kill -9` of the CLI, as the provider's process sees it. */
function killEngine({ engine }: ProviderFixture, server: ProviderServer): void {
  server.loseInput();
  engine.die();
}

/** Begins a create of each name, and waits until all of them wait. */
async function createAndWait(
  { engine }: ProviderFixture,
  server: ProviderServer,
  names: Record<string, object>,
): Promise<void> {
  for (const [name, more] of Object.entries(names)) {
    server.create(exportInputs(name, { ...waiting, ...more })).catch(() => undefined);
  }
  await Promise.all(
    Object.keys(names).map((name) =>
      engine.line(urnOf(name), ({ message }) => message.startsWith("running, ")),
    ),
  );
}

function operationOf({ emulator }: ProviderFixture, name: string): string {
  return emulator.operations.find(({ target }) => target.endsWith(`/${name}`))?.name ?? "none";
}

test("an idle provider ends itself as soon as its engine is gone", limit, async (t) => {
  const fixture = await fixtureFor(t);
  await fixture.server.create(exportInputs("idle"));
  const ended = fixture.server.ended();
  killEngine(fixture, fixture.server);
  assert.equal(await ended, 1);
  assert.equal(fixture.server.stderr, "");
  assert.equal(wireOf(fixture.emulator, "idle"), "start");
});

test(
  "creates in flight: what onInterrupt says is done, every name is printed, the process ends",
  limit,
  async (t) => {
    const fixture = await fixtureFor(t);
    const { server, emulator } = fixture;
    await createAndWait(fixture, server, { ours: {}, left: { onInterrupt: "leave" } });
    const ended = server.ended();
    killEngine(fixture, server);
    assert.equal(await ended, 1);
    assert.equal(wireOf(emulator, "ours"), "start get cancel get");
    assert.equal(wireOf(emulator, "left"), "start get");
    assert.ok(server.stderr.includes(operationOf(fixture, "ours")), server.stderr);
    assert.ok(server.stderr.includes(operationOf(fixture, "left")), server.stderr);
  },
);

test("a delete in flight has its cancel sent, and the process ends", limit, async (t) => {
  const fixture = await fixtureFor(t);
  const { server, engine, emulator } = fixture;
  const { id, state } = await server.create(exportInputs("deleted"));
  server.delete(id, state).catch(() => undefined);
  await engine.line(urnOf("deleted"), ({ message }) => message.startsWith("cancelling, "));
  const ended = server.ended();
  killEngine(fixture, server);
  assert.equal(await ended, 1);
  assert.equal(wireOf(emulator, "deleted"), "start get cancel get");
});

test(
  "a start that is answered after the engine's death: it can't be saved, so it is cancelled",
  limit,
  async (t) => {
    const fixture = await fixtureFor(t);
    const { server, emulator } = fixture;
    emulator.fault({
      match: { kind: "start" },
      fault: { kind: "delay", milliseconds: 1_500, effect: "after" },
    });
    server.create(exportInputs("late")).catch(() => undefined);
    while (emulator.operations.length === 0) {
      await pause(5);
    }
    const ended = server.ended();
    killEngine(fixture, server);
    assert.equal(await ended, 1);
    assert.equal(wireOf(emulator, "late"), "start cancel get");
    assert.ok(server.stderr.includes(operationOf(fixture, "late")), server.stderr);
    assertMessage(t, "a start answered after the engine's death", server.stderr);
  },
);

test("SIGTERM after the engine's death shortens the wait for a start's response", limit, async (t) => {
  const fixture = await fixtureFor(t);
  const { server, emulator } = fixture;
  await createAndWait(fixture, server, { ours: {} });
  emulator.fault({
    match: { kind: "start" },
    fault: { kind: "delay", milliseconds: 3_600_000, effect: "after" },
  });
  server.create(exportInputs("unanswered")).catch(() => undefined);
  while (emulator.operations.length < 2) {
    await pause(5);
  }
  const ended = server.ended();
  killEngine(fixture, server);
  while (!wireOf(emulator, "ours").includes("cancel")) {
    await pause(5);
  }
  server.signal("SIGTERM");
  assert.equal(await ended, 143);
  assert.match(server.stderr, /clusters\/unanswered:export: start request sent, no response yet/);
});

test(
  "nobody reads what is printed any more: the process does its work and ends all the same",
  limit,
  async (t) => {
    const fixture = await fixtureFor(t);
    const { server, emulator } = fixture;
    await createAndWait(fixture, server, { unread: {} });
    const ended = server.ended();
    server.loseReaders();
    killEngine(fixture, server);
    assert.equal(await ended, 1);
    assert.equal(wireOf(emulator, "unread"), "start get cancel get");
  },
);

test("a host that gives no input: the loss of the engine's log is the hint", limit, async (t) => {
  const fixture = await fixtureFor(t);
  const server = await fixture.nextRun({}, "none");
  await createAndWait(fixture, server, { unheld: {} });
  const ended = server.ended();
  fixture.engine.die();
  assert.equal(await ended, 1);
  assert.equal(wireOf(fixture.emulator, "unheld"), "start get cancel get");
});

test("an input that ends is no proof: where the engine listens, the provider goes on", limit, async (t) => {
  const fixture = await fixtureFor(t);
  const { server, emulator } = fixture;
  emulator.behave({ match: { target: "clusters/unharmed" }, cancelTime: 0 });
  const { id, state } = await server.create(exportInputs("unharmed"));
  server.loseInput();
  await server.delete(id, state);
  assert.equal(wireOf(emulator, "unharmed"), "start get cancel get");
  assert.equal(await server.end("SIGINT"), "SIGINT");
});

test(
  "another host that loads the provider is left alone: its input is not read, and it ends as it likes",
  limit,
  async () => {
    const program = `require(${JSON.stringify(require.resolve("pulumi-gcp-lro/provider"))})`;
    const host = spawn(process.execPath, ["-e", program, "host", "127.0.0.1:1"], {
      stdio: ["pipe", "ignore", "inherit"],
    });
    assert.deepEqual(await once(host, "exit"), [0, null]);
  },
);

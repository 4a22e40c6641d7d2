import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertMessage } from "../../support/golden.js";
import type { EngineLine } from "../../support/providerEngine.js";
import { ProviderFailure } from "../../support/providerFailure.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
  wireOf,
} from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";

let fixture: ProviderFixture;
const teardown = new Teardown();
/** A line that never comes fails its test instead of holding up the run. */
const limit = { timeout: 60_000 };

before(async () => {
  fixture = await startProviderFixture(teardown, { operationTime: "1h", cancelTime: "1h" });
});
after(() => teardown.run());

/** The error of a call that fails; the call begins now and is awaited later. */
function failureOf(call: Promise<unknown>): Promise<ProviderFailure> {
  return call.then(
    () => assert.fail("it succeeded"),
    (error: unknown) => (error instanceof ProviderFailure ? error : assert.fail(String(error))),
  );
}

function isRunning({ message }: EngineLine): boolean {
  return message.startsWith("running, ");
}

const waiting = { waitFor: "done" };

test(
  "the engine's Cancel while create waits: cancel, one look, and the state is handed back",
  limit,
  async (t) => {
    const { engine, emulator } = fixture;
    const server = await fixture.nextRun();
    const failing = failureOf(server.create(exportInputs("interrupted", waiting)));
    await engine.line(urnOf("interrupted"), isRunning);
    await server.cancel();
    const { incomplete } = await failing;
    assert.equal(incomplete?.state.state, "CANCELLING");
    assert.equal(incomplete?.state.cancelRequested, true);
    assertMessage(t, "create cancelled", incomplete?.reasons[0] ?? "");
    assert.equal(wireOf(emulator, "interrupted"), "start get cancel get");
  },
);

test("one Cancel reaches eight steps in flight", limit, async () => {
  const { engine, emulator } = fixture;
  const server = await fixture.nextRun();
  const names = Array.from({ length: 8 }, (_, index) => `eight-${index}`);
  const failing = names.map((name) => failureOf(server.create(exportInputs(name, waiting))));
  await Promise.all(names.map((name) => engine.line(urnOf(name), isRunning)));
  await server.cancel();
  for (const { incomplete } of await Promise.all(failing)) {
    assert.equal(incomplete?.state.state, "CANCELLING");
  }
  for (const name of names) {
    assert.equal(wireOf(emulator, name), "start get cancel get");
  }
});

test(
  "the engine's Cancel while delete waits: still being cancelled, Run `pulumi destroy` again",
  limit,
  async (t) => {
    const { engine } = fixture;
    const server = await fixture.nextRun();
    const { id, state } = await server.create(exportInputs("deleted"));
    const failing = failureOf(server.delete(id, state));
    await engine.line(urnOf("deleted"), ({ message }) => message.startsWith("cancelling, "));
    await server.cancel();
    assertMessage(t, "delete interrupted", (await failing).message);
  },
);

test(
  "a step that begins just after the Cancel is interrupted as well: nothing is started",
  limit,
  async (t) => {
    const { emulator } = fixture;
    const server = await fixture.nextRun();
    await server.create(exportInputs("before-cancel"));
    await server.cancel();
    const { message } = await failureOf(server.create(exportInputs("after-cancel")));
    assertMessage(t, "a step after the Cancel", message);
    assert.equal(wireOf(emulator, "after-cancel"), "");
  },
);

test(
  "the Cancel at the end of every run, with nothing in flight, sends nothing and prints nothing",
  limit,
  async () => {
    const { emulator } = fixture;
    const server = await fixture.nextRun();
    await server.create(exportInputs("idle"));
    await server.cancel();
    assert.equal(await server.end("SIGINT"), "SIGINT");
    assert.equal(wireOf(emulator, "idle"), "start");
    assert.equal(server.stderr, "");
  },
);

test("after a run the process ends at once of the signal that ends every run", limit, async () => {
  const server = await fixture.nextRun();
  await server.create(exportInputs("ended"));
  assert.equal(await server.end("SIGINT"), "SIGINT");
});

/** Waits for an operation in flight, and sends a signal of the operating system to the process. */
async function signalledWait(name: string, signal: NodeJS.Signals) {
  const server = await fixture.nextRun();
  const failing = failureOf(server.create(exportInputs(name, waiting)));
  await fixture.engine.line(urnOf(name), isRunning);
  const ended = server.ended();
  server.signal(signal);
  return { server, failing, ended };
}

test("SIGINT with a wait in flight: cancel goes out before the process ends", limit, async () => {
  const { failing, ended } = await signalledWait("signalled", "SIGINT");
  await failing;
  assert.equal(await ended, 130);
  assert.match(wireOf(fixture.emulator, "signalled"), /^start get cancel/);
});

test(
  "SIGTERM with a wait in flight: cancel, one look, the state is handed back, and the engine ends the process",
  limit,
  async () => {
    const { server, failing } = await signalledWait("terminated", "SIGTERM");
    const { incomplete } = await failing;
    assert.equal(incomplete?.state.state, "CANCELLING");
    assert.equal(wireOf(fixture.emulator, "terminated"), "start get cancel get");
    await server.cancel();
    assert.equal(await server.end("SIGINT"), "SIGINT");
    assert.equal(server.stderr, "");
  },
);

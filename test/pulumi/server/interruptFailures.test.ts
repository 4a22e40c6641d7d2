import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ProviderFailure } from "../../support/providerFailure.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
} from "../../support/providerFixture.js";
import { unsharedPort } from "../../support/unsharedPort.js";

/** An interrupt that hangs fails its test instead of holding up the run. */
const limit = { timeout: 60_000 };
const never = { kind: "delay", milliseconds: 24 * 3_600_000, effect: "after" } as const;
const options = { operationTime: "1h", cancelTime: "1h" };

/** The state that Pulumi saves after a failed create. */
async function savedOf(creating: Promise<unknown>) {
  const failure = await creating.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof ProviderFailure);
  assert.ok(failure.incomplete !== undefined, failure.message);
  return failure.incomplete;
}

/** Cancels eight creates that wait, in some trouble; answers how many names were saved, and with what reasons. */
async function interruptEight({ server, engine }: ProviderFixture, lastError: () => void | Promise<void>) {
  const names = Array.from({ length: 8 }, (_, index) => `export-${index}`);
  const saving = names.map((name) => savedOf(server.create(exportInputs(name, { waitFor: "done" }))));
  await Promise.all(
    names.map((name) => engine.line(urnOf(name), ({ message }) => message.startsWith("running, "))),
  );
  await lastError();
  await server.cancel();
  const all = await Promise.all(saving);
  const saved = new Set(all.map(({ state }) => state.operationName));
  return {
    saved: saved.size,
    states: new Set(all.map(({ state }) => state.state)),
    reasons: all.flatMap(({ reasons }) => reasons),
  };
}

test("Ctrl-C and cancels that hang: all eight are saved, and nothing is claimed", limit, async (t) => {
  const fixture = await startProviderFixture(t, options);
  const { saved, reasons } = await interruptEight(fixture, () =>
    fixture.emulator.fault({ match: { kind: "cancel" }, fault: never }),
  );
  assert.equal(saved, 8);
  for (const reason of reasons) {
    assert.match(reason, /TIMEOUT/);
  }
  t.diagnostic(`interrupts under hung cancels: 8 tried, ${saved} saved`);
});

test("Ctrl-C and a service that nobody reaches any more: all eight are saved", limit, async (t) => {
  const fixture = await startProviderFixture(t, { ...options, port: unsharedPort() });
  const { saved, states, reasons } = await interruptEight(fixture, () => fixture.emulator.close());
  assert.equal(saved, 8);
  assert.deepEqual(states, new Set(["RUNNING"]));
  for (const reason of reasons) {
    assert.match(reason, /ECONNREFUSED/);
  }
  t.diagnostic(`interrupts without a service: 8 tried, ${saved} saved`);
});

test(
  "Ctrl-C while a start is not answered says what is awaited, and saves what it started",
  limit,
  async (t) => {
    const { server, engine, emulator } = await startProviderFixture(t, options);
    emulator.fault({ match: { kind: "start" }, fault: { ...never, milliseconds: 1_000 } });
    const saving = savedOf(server.create(exportInputs("export", { waitFor: "done" })));
    while (emulator.operations.length === 0) {
      await pause(5);
    }
    await server.cancel();
    await engine.line(urnOf("export"), ({ message }) =>
      message.startsWith("interrupted; waiting for the response to the start"),
    );
    const { state } = await saving;
    assert.equal(state.operationName, emulator.operations[0]?.name);
    assert.equal(state.state, "CANCELLING");
  },
);

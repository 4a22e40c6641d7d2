import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { EngineLine } from "../../support/providerEngine.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
} from "../../support/providerFixture.js";

/** A process that never ends fails its test instead of holding up the run. */
const limit = { timeout: 60_000 };

/** A moment in the life of an operation, and how to get there; what is called then is not awaited. */
interface Moment {
  what: string;
  /** True if a provider that is killed then has already reported the operation's name. */
  isNamed: boolean;
  reach(fixture: ProviderFixture): Promise<void>;
}

const late = { kind: "delay", milliseconds: 1_000, effect: "after" } as const;
const inputs = exportInputs("export", { waitFor: "done" });

const moments: Moment[] = [
  {
    what: "before the start is answered",
    isNamed: false,
    reach: async ({ server, emulator }) => {
      emulator.fault({ match: { kind: "start" }, fault: late });
      inVain(server.create(inputs));
      await until(() => emulator.operations.length === 1);
    },
  },
  {
    what: "right after the start",
    isNamed: true,
    reach: async ({ server, engine }) => {
      inVain(server.create(inputs));
      await says(engine, /^started /);
    },
  },
  {
    what: "in the wait",
    isNamed: true,
    reach: async ({ server, engine }) => {
      inVain(server.create(inputs));
      await says(engine, /^running, /);
    },
  },
  {
    what: "before a delete's cancel is answered",
    isNamed: true,
    reach: async ({ server, emulator }) => {
      emulator.fault({ match: { kind: "cancel" }, fault: late });
      const { id, state } = await server.create(exportInputs("export"));
      inVain(server.delete(id, state));
      await until(() => emulator.operations[0]?.cancelRequestedAt !== undefined);
    },
  },
  {
    what: "while a delete waits",
    isNamed: true,
    reach: async ({ server, engine }) => {
      const { id, state } = await server.create(exportInputs("export"));
      inVain(server.delete(id, state));
      await says(engine, /^cancelling, /);
    },
  },
];

const engineKills = { tried: 0, recovered: 0 };
const providerKills = { tried: 0, named: 0 };

for (const { what, isNamed, reach } of moments) {
  test(`kill -9 of the engine ${what}: nothing runs on unasked, and the provider ends`, limit, async (t) => {
    engineKills.tried += 1;
    const fixture = await startProviderFixture(t, { operationTime: "1h", cancelTime: "1h" });
    await reach(fixture);
    const ended = fixture.server.ended();
    fixture.server.loseInput();
    fixture.engine.die();
    assert.equal(await ended, 1);
    const [operation] = fixture.emulator.operations;
    assert.notEqual(operation?.cancelRequestedAt, undefined);
    assert.ok(fixture.server.stderr.includes(String(operation?.name)), fixture.server.stderr);
    engineKills.recovered += 1;
    t.diagnostic(`kills of the engine: ${engineKills.tried} tried, ${engineKills.recovered} recovered`);
  });

  if (isNamed) {
    test(`kill -9 of the provider ${what}: the name was said before`, limit, async (t) => {
      providerKills.tried += 1;
      const fixture = await startProviderFixture(t, { operationTime: "1h", cancelTime: "1h" });
      await reach(fixture);
      assert.equal(await fixture.server.end("SIGKILL"), "SIGKILL");
      const [operation] = fixture.emulator.operations;
      const said = fixture.engine.about(urnOf("export")).map(({ message }) => message);
      assert.ok(said.includes(`started ${operation?.name}`), said.join("\n"));
      providerKills.named += 1;
      t.diagnostic(
        `kills of the provider: ${providerKills.tried} tried, ${providerKills.named} named before`,
      );
    });
  }
}

async function says(engine: ProviderFixture["engine"], text: RegExp): Promise<EngineLine> {
  return engine.line(urnOf("export"), ({ message }) => text.test(message));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await pause(5);
  }
}

/** A call whose answer never comes: who would have answered is killed. */
function inVain(call: Promise<unknown>): void {
  call.catch(() => undefined);
}

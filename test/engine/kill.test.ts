import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cannotSignalParts } from "../support/engineKill.js";
import { clusterExport } from "../support/engineProgram.js";
import { asked, diagnosticsOf, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

describe("kill -9 of the CLI while up waits, and the next up", { skip: cannotSignalParts }, () => {
  const resources = [
    clusterExport("ours", { waitFor: "done" }),
    clusterExport("left", { waitFor: "done", onInterrupt: "leave" }),
  ];
  const observed = scenario({}, async ({ stack, until, count, operations }) => {
    const creating = stack.up(resources);
    await until(creating, () => ["ours", "left"].every((target) => count("get", target) >= 1));
    await stack.kill("cli");
    const killed = await failing(creating);
    const providerEnded = await stack.hasEnded("provider");
    const { requests } = await stack.unlock();
    const first = [...operations("ours"), ...operations("left")];
    const next = await succeeding(stack.up([clusterExport("ours")]));
    return { killed, providerEnded, requests, operations: first, next, ours: operations("ours") };
  });

  test("the provider does what onInterrupt says: one is cancelled, one is left", (t) => {
    t.diagnostic("kills of the CLI: 1 tried, 2 operations of 2 dealt with");
    const { operations } = observed();
    assert.deepEqual(
      operations.map(({ cancelRequestedAt }) => cancelRequestedAt !== undefined),
      [true, false],
    );
  });

  test("then it ends by itself", () => {
    assert.equal(observed().providerEnded, true);
    assert.deepEqual(observed().requests, []);
  });

  test("both names were printed before", () => {
    const { killed, operations } = observed();
    for (const { name } of operations) {
      assert.ok(killed.text.includes(`started ${name}`), killed.text);
    }
  });

  test("the next up starts anew, once what its provider has cancelled has ended", () => {
    const { next, ours } = observed();
    const [first, second, ...others] = ours;
    assert.equal(others.length, 0);
    assert.equal(first?.state, "CANCELLED");
    assert.ok((second?.startedAt ?? 0) >= (first?.endedAt ?? Number.POSITIVE_INFINITY));
    const shown = diagnosticsOf(next, "ours");
    assert.ok(shown.startsWith(`An earlier run started ${first?.name}`), shown);
  });
});

describe("kill -9 of the CLI while destroy waits", { skip: cannotSignalParts }, () => {
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, emulator, until, count }) => {
      await succeeding(stack.up([clusterExport("export")]));
      const destroying = stack.destroy();
      await until(destroying, () => count("cancel", "export") >= 1 && count("get", "export") >= 2);
      await stack.kill("cli");
      await failing(destroying);
      const providerEnded = await stack.hasEnded("provider");
      const cancels = count("cancel", "export");
      await stack.unlock();
      await emulator.advance(60_000);
      const destroyed = await succeeding(stack.destroy());
      return { providerEnded, cancels, destroyed, after: await stack.exported() };
    },
  );

  test("the provider ends by itself and cancels nothing twice", () => {
    assert.equal(observed().providerEnded, true);
    assert.equal(observed().cancels, 1);
  });

  test("the next destroy finishes", () => {
    assert.equal(asked(observed().destroyed, "export"), "get");
    assert.deepEqual(observed().after, {});
  });
});

describe("kill -9 of the provider while up waits", { skip: cannotSignalParts }, () => {
  const resources = [clusterExport("export", { waitFor: "done" })];
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, emulator, until, count, operations }) => {
      const creating = stack.up(resources);
      await until(creating, () => count("get", "export") >= 1);
      await stack.kill("provider");
      const killed = await failing(creating);
      const [first] = operations("export");
      const looks = count("get", "export");
      const next = stack.up(resources);
      await until(next, () => count("get", "export") > looks);
      await emulator.advance(3_600_000);
      await succeeding(next);
      return { killed, first, after: await stack.exported() };
    },
  );

  test("the CLI ends with an error, which stands below the operation's name", () => {
    const { killed, first } = observed();
    assert.match(
      diagnosticsOf(killed, "export"),
      new RegExp(`started ${first?.name}\\s+error: error reading from server`),
    );
  });

  test("the stack is not locked: the next up goes to its end", () => {
    assert.equal(observed().after.export?.outputs.state, "SUCCEEDED");
  });
});

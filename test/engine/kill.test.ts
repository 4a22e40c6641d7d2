import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cannotSignalParts } from "../support/engineKill.js";
import { clusterExport } from "../support/engineProgram.js";
import { asked, diagnosticsOf, failing, KILLED, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

describe("kill -9 of the CLI while up waits", { skip: cannotSignalParts }, () => {
  const resources = [
    clusterExport("ours", { waitFor: "done" }),
    clusterExport("left", { waitFor: "done", onInterrupt: "leave" }),
  ];
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, until, count, operations }) => {
      const creating = stack.up(resources);
      await until(creating, () => ["ours", "left"].every((target) => count("get", target) >= 1));
      await stack.kill("cli");
      const killed = await failing(creating);
      const providerEnded = await stack.hasEnded("provider");
      const { requests } = await stack.unlock();
      return { killed, providerEnded, requests, operations: [...operations("ours"), ...operations("left")] };
    },
  );

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

describe("kill -9 of the CLI and its provider while up waits", { skip: cannotSignalParts }, () => {
  const resources = [clusterExport("export", { waitFor: "done" })];
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, until, count, operations }) => {
      const creating = stack.up(resources);
      await until(creating, () => count("get", "export") >= 1);
      await stack.kill("cli", "provider");
      const killed = await failing(creating);
      const locked = await failing(stack.destroy());
      await stack.unlock();
      const saved = await stack.exported();
      const destroyed = await succeeding(stack.destroy());
      return { killed, locked, saved, destroyed, operations: operations("export") };
    },
  );

  test("the run ends as killed, and nothing asks about the operation any more", () => {
    const { killed, locked } = observed();
    assert.equal(killed.code, KILLED);
    assert.deepEqual(locked.requests, []);
  });

  test("the stack stays locked until `pulumi cancel`", () => {
    assert.match(observed().locked.text, /currently locked.*`pulumi cancel`/);
  });

  test("the operation is in no state, so destroy can't know of it", () => {
    const { saved, destroyed } = observed();
    assert.deepEqual(saved, {});
    assert.equal(asked(destroyed, "export"), "");
  });

  test("its name was printed right after the start", () => {
    const { killed, operations } = observed();
    assert.match(killed.text, new RegExp(`started ${operations[0]?.name}`));
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, diagnosticsOf, failing } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

describe("Ctrl-C with eight operations in flight, each one's first cancel met by a 503", () => {
  const names = Array.from({ length: 8 }, (_, index) => `export-${index}`);
  const resources = names.map((name) => clusterExport(name, { waitFor: "done" }));
  const observed = scenario(
    { time: "driven", cancelTime: "1m" },
    async ({ stack, emulator, until, operations, count }) => {
      const interrupt = new AbortController();
      const creating = stack.up(resources, { when: interrupt.signal, by: "SIGINT" });
      await until(creating, () => names.every((target) => count("get", target) >= 1));
      for (const target of names) {
        const path = operations(target)[0]?.name ?? "none";
        emulator.fault({
          match: { kind: "cancel", path },
          when: { nth: 1 },
          fault: { kind: "status", status: 503 },
        });
      }
      const interruptedAt = performance.now();
      interrupt.abort();
      await until(creating, () => names.every((target) => count("cancel", target) >= 1));
      const reactedWithin = performance.now() - interruptedAt;
      const interrupted = await failing(creating);
      const endedWithin = performance.now() - interruptedAt;
      return { interrupted, saved: await stack.exported(), reactedWithin, endedWithin };
    },
  );

  test("every cancel is sent again, and each operation is looked at once more", () => {
    for (const name of names) {
      assert.match(asked(observed().interrupted, name), /^start( get)+ cancel cancel get$/);
    }
  });

  test("all of them are saved as being cancelled", (t) => {
    const { saved, reactedWithin, endedWithin } = observed();
    const states = names.map((name) => saved[name]?.outputs.state);
    t.diagnostic(`interrupts: ${names.length} operations in flight, ${Object.keys(saved).length} saved`);
    t.diagnostic(
      `from Ctrl-C: every cancel has arrived after ${Math.round(reactedWithin)} ms, ` +
        `pulumi has ended after ${Math.round(endedWithin)} ms`,
    );
    assert.deepEqual(states, Array(8).fill("CANCELLING"));
  });

  test("each says that its cancellation was requested", (t) => {
    for (const name of names) {
      assertMessage(t, "cancelled after faults", diagnosticsOf(observed().interrupted, name));
    }
  });
});

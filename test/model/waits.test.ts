import { test } from "node:test";
import fc from "fast-check";
import { exploration } from "./exploration.js";
import { scriptsOfAll, waitCommands } from "./waitCommands.js";
import { assertCalls } from "./waitPromises.js";
import { Waits } from "./waits.js";

const explored = exploration(200);

/** Longer than every time-out. */
const LONG = 700_000;

const anyWaits = fc.asyncProperty(scriptsOfAll, waitCommands, async (scripts, commands) => {
  const waits = new Waits(scripts);
  await fc.asyncModelRun(() => ({ model: {}, real: waits }), commands);
  await waits.clock.advance(LONG);
  assertCalls(waits);
});

test("callers who wait for the same operations and cancel them, whatever happens to their requests", async (t) => {
  const begin = performance.now();
  await fc.assert(anyWaits, explored);
  t.diagnostic(`${explored.numRuns} runs in ${Math.round(performance.now() - begin)} ms`);
});

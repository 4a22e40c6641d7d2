import assert from "node:assert/strict";
import { test } from "node:test";
import { Life } from "./life.js";
import { firstProgram, inputsOf } from "./program.js";
import { assertPromises } from "./promises.js";

/** Lives that have broken a promise before, as fast-check shrank them. */

test("Ctrl-C after a start that came after the end of a cancelled one: the new operation is cancelled too", async () => {
  const life = new Life([
    { runsFor: 2_780, end: "response", cancel: "ignored" },
    { end: "response", cancel: 0 },
  ]);
  const inputs = inputsOf({ ...firstProgram, waitFor: "done" });
  assertPromises(life, await life.up(inputs, { mishaps: [], killOfCli: { happenings: 3 } }));
  const run = await life.up(inputs, { mishaps: [], interrupt: { happenings: 15 } });
  assertPromises(life, run);
  const cancelled = run.sent.filter(({ kind }) => kind === "cancel").map(({ name }) => name.at(-1));
  assert.deepEqual(cancelled, ["1", "2"]);
});

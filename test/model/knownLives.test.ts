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

test("what a run meant to tell of a lost start when its engine was gone counts as told to nobody", async () => {
  const life = new Life([
    { end: "response", cancel: 0, hiddenFor: 2_407, forgotten: { from: 60_000, until: 62_639 } },
  ]);
  const inputs = inputsOf({ ...firstProgram, waitFor: "done", timeouts: { create: "20s" } });
  const before = inputsOf({ ...firstProgram, waitFor: "done", requestId: "body" });
  assertPromises(life, await life.up(before, { mishaps: [] }));
  const orphaned = { mishaps: [undefined, "lost" as const], killOfCli: { happenings: 15 } };
  assertPromises(life, await life.up(inputs, orphaned));
  const next = await life.up(inputs, { mishaps: ["throttled"], interrupt: { happenings: 7 } });
  assertPromises(life, next);
  assert.equal(next.sent.filter(({ kind }) => kind === "start").length, 0);
});

test("of two starts without an answer one is found: that the other may come yet is told", async () => {
  const life = new Life([{ end: "response", cancel: 0 }]);
  const inputs = inputsOf(firstProgram);
  const disturbed = [{ mishaps: ["late"] }, { mishaps: ["pageNotFound", "late"] }, { mishaps: [] }] as const;
  for (const { mishaps } of disturbed) {
    assertPromises(life, await life.up(inputs, { mishaps: [...mishaps] }));
  }
  assert.match(
    life.runs[1]?.process.lines.join("\n") ?? "",
    /\/o1 may as well be what the start of 2026-01-01T00:00:02/,
  );
});

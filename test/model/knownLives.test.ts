import assert from "node:assert/strict";
import { test } from "node:test";
import { Life } from "./life.js";
import { LOST_START } from "./lostStarts.js";
import { firstProgram } from "./program.js";
import { assertPromises } from "./promises.js";
import { textsOf } from "./texts.js";

/** Lives that have broken a promise before, as fast-check shrank them. */

test("Ctrl-C after a start that came after the end of a cancelled one: the new operation is cancelled", async () => {
  const life = new Life([
    { runsFor: 2_780, end: "response", cancel: "ignored" },
    { end: "response", cancel: 0 },
  ]);
  const program = { ...firstProgram, waitFor: "done" } as const;
  assertPromises(life, await life.up(program, { mishaps: [], killOfCli: { happenings: 3 } }));
  const run = await life.up(program, { mishaps: [], interrupt: { happenings: 15 } });
  assertPromises(life, run);
  const cancelled = run.sent.filter(({ kind }) => kind === "cancel").map(({ name }) => name.at(-1));
  assert.deepEqual(cancelled, ["2"]);
});

test("a lost start that a run could not report, because its engine was gone, is reported by the next one", async () => {
  const life = new Life([{ end: "response", cancel: 0, hiddenFor: 2_407 }]);
  const program = { ...firstProgram, waitFor: "done", timeouts: { create: "20s" } } as const;
  const before = { ...firstProgram, waitFor: "done", requestId: "body" } as const;
  assertPromises(life, await life.up(before, { mishaps: [] }));
  const lostStart = [undefined, undefined, undefined, "lost" as const];
  const orphaned = await life.up(program, { mishaps: lostStart, killOfCli: { happenings: 17 } });
  assertPromises(life, orphaned);
  assert.equal(orphaned.sent.at(-1)?.kind, "start");
  const next = await life.up(program, { mishaps: [] });
  assertPromises(life, next);
  assert.equal(next.sent.filter(({ kind }) => kind === "start").length, 0);
  assert.ok(textsOf(next).some((text) => LOST_START.test(text)));
});

test("a start that a killed run sent is reported by the up that adopts another operation", async () => {
  const life = new Life([{ end: "response", cancel: 0 }]);
  const killed = { mishaps: ["noTokenYet" as const], kill: { happenings: 6 } };
  assertPromises(life, await life.up(firstProgram, killed));
  const { name } = life.cloud.startByAnotherUser();
  const next = await life.up({ ...firstProgram, adopts: name }, { mishaps: [] });
  assertPromises(life, next);
  assert.ok(textsOf(next).some((text) => LOST_START.test(text)));
});

test("a saved operation that a false 404 hides from the next create is named before another one is started", async () => {
  const life = new Life([{ end: "response", cancel: "ignored", hiddenFor: 21_501 }]);
  const program = { ...firstProgram, waitFor: "done", timeouts: { create: "20s", delete: "10m" } } as const;
  assertPromises(life, await life.up(program, { mishaps: [] }));
  life.engine.restore(new Map());
  const next = await life.up(program, { mishaps: ["notFound"] });
  assertPromises(life, next);
  assert.ok(textsOf(next).some((text) => text.includes("operations/o001")));
});

test("a 404 is repeated by a GET that is sent 5 s later, not by one whose response takes 5 s", async () => {
  const life = new Life([{ runsFor: 1, end: "response", cancel: 0, keptFor: 0 }]);
  const program = { ...firstProgram, waitFor: "done" } as const;
  assertPromises(life, await life.up(program, { mishaps: [undefined, "unimplemented"] }));
  // The operation is then 58 s old: within the minute in which a 404 may mean "not visible yet".
  await life.clock.sleep(60_000 - 2_500 - life.clock.monotonic());
  assertPromises(life, await life.up(program, { mishaps: [undefined, "slow"] }));
});

test("a create that its engine did not save, and a later 404: the next create repeats the 404 before it starts", async () => {
  const life = new Life([{ end: "response", cancel: 0 }]);
  assertPromises(life, await life.up(firstProgram, { mishaps: [], killOfCli: { happenings: 8 } }));
  await life.clock.sleep(60_000);
  const next = await life.up(firstProgram, { mishaps: ["notFound"] });
  assertPromises(life, next);
  assert.ok(textsOf(next).some((text) => text.includes("operations/o001")));
});

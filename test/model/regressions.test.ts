import assert from "node:assert/strict";
import { test } from "node:test";
import { LOST_START } from "./lostStarts.js";
import { firstProgram } from "./program.js";
import { assertPromises } from "./promises.js";
import { messagesOf } from "./runMessages.js";
import { Simulation } from "./simulation.js";

/** Lives that have broken a promise before, as fast-check shrank them. */

test("Ctrl-C after a start that came after the end of a cancelled one: the new operation is cancelled", async () => {
  const simulation = new Simulation([
    { runsFor: 2_780, end: "response", cancel: "ignored" },
    { end: "response", cancel: 0 },
  ]);
  const program = { ...firstProgram, waitFor: "done" } as const;
  assertPromises(simulation, await simulation.up(program, { mishaps: [], killOfCli: { happenings: 3 } }));
  const run = await simulation.up(program, { mishaps: [], interrupt: { happenings: 15 } });
  assertPromises(simulation, run);
  const cancelled = run.sent.filter(({ kind }) => kind === "cancel").map(({ name }) => name.at(-1));
  assert.deepEqual(cancelled, ["2"]);
});

test("a lost start that a run could not report, because its engine was gone, is reported by the next one", async () => {
  const simulation = new Simulation([{ end: "response", cancel: 0, hiddenFor: 2_407 }]);
  const program = { ...firstProgram, waitFor: "done", timeouts: { create: "20s" } } as const;
  const before = { ...firstProgram, waitFor: "done", requestId: "body" } as const;
  assertPromises(simulation, await simulation.up(before, { mishaps: [] }));
  const lostStart = [undefined, undefined, undefined, "lost" as const];
  const orphaned = await simulation.up(program, { mishaps: lostStart, killOfCli: { happenings: 17 } });
  assertPromises(simulation, orphaned);
  assert.equal(orphaned.sent.at(-1)?.kind, "start");
  const next = await simulation.up(program, { mishaps: [] });
  assertPromises(simulation, next);
  assert.equal(next.sent.filter(({ kind }) => kind === "start").length, 0);
  assert.ok(messagesOf(next).some((text) => LOST_START.test(text)));
});

test("a start that a killed run sent is reported by the up that adopts another operation", async () => {
  const simulation = new Simulation([{ end: "response", cancel: 0 }]);
  const killed = { mishaps: ["noTokenYet" as const], kill: { happenings: 6 } };
  assertPromises(simulation, await simulation.up(firstProgram, killed));
  const { name } = simulation.cloud.startByAnotherUser();
  const next = await simulation.up({ ...firstProgram, adopts: name }, { mishaps: [] });
  assertPromises(simulation, next);
  assert.ok(messagesOf(next).some((text) => LOST_START.test(text)));
});

test("a saved operation that a false 404 hides from the next create is named before another one is started", async () => {
  const simulation = new Simulation([{ end: "response", cancel: "ignored", hiddenFor: 21_501 }]);
  const program = { ...firstProgram, waitFor: "done", timeouts: { create: "20s", delete: "10m" } } as const;
  assertPromises(simulation, await simulation.up(program, { mishaps: [] }));
  simulation.engine.restore(new Map());
  const next = await simulation.up(program, { mishaps: ["notFound"] });
  assertPromises(simulation, next);
  assert.ok(messagesOf(next).some((text) => text.includes("operations/o001")));
});

test("a 404 is repeated by a GET that is sent 5 s later, not by one whose response takes 5 s", async () => {
  const simulation = new Simulation([{ runsFor: 1, end: "response", cancel: 0, keptFor: 0 }]);
  const program = { ...firstProgram, waitFor: "done" } as const;
  assertPromises(simulation, await simulation.up(program, { mishaps: [undefined, "unimplemented"] }));
  // The operation is then 58 s old: within the minute in which a 404 may mean "not visible yet".
  await simulation.clock.sleep(60_000 - 2_500 - simulation.clock.monotonic());
  assertPromises(simulation, await simulation.up(program, { mishaps: [undefined, "slow"] }));
});

test("a create that its engine did not save, and a later 404: the next create repeats the 404 before it starts", async () => {
  const simulation = new Simulation([{ end: "response", cancel: 0 }]);
  assertPromises(
    simulation,
    await simulation.up(firstProgram, { mishaps: [], killOfCli: { happenings: 8 } }),
  );
  await simulation.clock.sleep(60_000);
  const next = await simulation.up(firstProgram, { mishaps: ["notFound"] });
  assertPromises(simulation, next);
  assert.ok(messagesOf(next).some((text) => text.includes("operations/o001")));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { conversations } from "#src/cli/demo/demoRequests.js";
import { checkPromises } from "#src/cli/demo/promises.js";
import { writeOutcomes, writePromises } from "#src/cli/demo/run.js";
import { Terminal } from "#src/cli/output/terminal.js";
import { FakeScreen } from "./fakeScreen.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const seen = fakeOperation({ name: "p/operations/a" });
const unseen = fakeOperation({ name: "p/operations/b", service: "datastore", method: "exportEntities" });
const talks = conversations(
  [
    ...fakeRequests(
      seen,
      1,
      "start@0",
      "get@900=RUNNING",
      "cancel@1000",
      "get@1300=CANCELLING",
      "get@3050=CANCELLED",
    ),
    ...fakeRequests(unseen, 6, "start@0", "cancel@1000", "get@1300=CANCELLING"),
  ],
  [seen, unseen],
);

test("an outcome tells the end, its time from the cancel, and the looks before and after the cancel", () => {
  const screen = new FakeScreen(undefined);
  writeOutcomes(new Terminal(screen), talks);
  assert.deepEqual(screen.lines(), [
    "",
    "Outcomes",
    "   how it ended, how long after the cancel, GETs before + after the cancel",
    "   alloydb exportCluster     CANCELLED  2.05 s  1 + 2 GETs",
    "   datastore exportEntities  never seen to end",
  ]);
});

test("the conclusion fits 80 columns", () => {
  const screen = new FakeScreen(80);
  const promises = checkPromises({ talks, services: ["alloydb"], replaced: "alloydb", held: [], left: [] });
  writePromises(new Terminal(screen), promises);
  writeOutcomes(new Terminal(screen), talks);
  const lines = screen.lines();
  assert.deepEqual(lines.slice(0, 2), ["", "Promises"]);
  assert.equal(lines.filter((line) => line.startsWith("   BROKEN  ")).length, 5);
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
});

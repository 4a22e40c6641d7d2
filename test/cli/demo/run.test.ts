import assert from "node:assert/strict";
import { test } from "node:test";
import { requestsByOperation } from "#src/cli/demo/demoRequests.js";
import { checkGuarantees } from "#src/cli/demo/guarantees.js";
import { writeGuarantees, writeOutcomes } from "#src/cli/demo/run.js";
import { Terminal } from "#src/cli/output/terminal.js";
import { CapturedOutput, operationFixture, requestFixtures } from "./demoFixtures.js";

const seen = operationFixture({ name: "p/operations/a" });
const unseen = operationFixture({ name: "p/operations/b", service: "datastore", method: "exportEntities" });
const operations = requestsByOperation(
  [
    ...requestFixtures(
      seen,
      1,
      "start@0",
      "get@900=RUNNING",
      "cancel@1000",
      "get@1300=CANCELLING",
      "get@3050=CANCELLED",
    ),
    ...requestFixtures(unseen, 6, "start@0", "cancel@1000", "get@1300=CANCELLING"),
  ],
  [seen, unseen],
);

test("an outcome has the end, its time since the cancel, and the GETs before and after the cancel", () => {
  const output = new CapturedOutput(undefined);
  writeOutcomes(new Terminal(output), operations);
  assert.deepEqual(output.lines(), [
    "",
    "Outcomes",
    "   end state, time after the cancel, GETs before + after the cancel",
    "   alloydb exportCluster     CANCELLED  2.05 s  1 + 2 GETs",
    "   datastore exportEntities  end not observed",
  ]);
});

test("the conclusion fits 80 columns", () => {
  const output = new CapturedOutput(80);
  const promises = checkGuarantees({
    operations,
    services: ["alloydb"],
    replaced: "alloydb",
    typesBefore: [],
    typesAfter: [],
  });
  writeGuarantees(new Terminal(output), promises);
  writeOutcomes(new Terminal(output), operations);
  const lines = output.lines();
  assert.deepEqual(lines.slice(0, 2), ["", "Promises"]);
  assert.equal(lines.filter((line) => line.startsWith("   BROKEN  ")).length, 5);
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
});

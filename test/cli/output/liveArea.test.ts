import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveArea } from "#src/cli/output/liveArea.js";
import { trackedOperation } from "#src/cli/output/operationTracker.js";
import { ProgressOutput } from "#src/cli/output/progressOutput.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { CapturedOutput } from "../demo/demoFixtures.js";

/** The control sequence with which log-update begins a frame. */
const FRAME = "\u001b[?2026h";

test("hundreds of events at once make few frames, and no result is lost or out of order", async () => {
  const output = new CapturedOutput(80);
  const area = await LiveArea.open(output, {});
  const results = Array.from({ length: 500 }, (_, index) => `result ${index}`);
  for (const [index, result] of results.entries()) {
    area.show(() => [`row ${index}`]);
    area.writeAbove(output, result);
  }
  area.close();
  const text: string = output.read().toString();
  assert.deepEqual(text.match(/result \d+/g), results);
  assert.ok(text.split(FRAME).length < 250);
});

test("a result in a file leaves the rows of the terminal alone", async () => {
  const [terminal, file] = [new CapturedOutput(80), new CapturedOutput(undefined)];
  const area = await LiveArea.open(terminal, {});
  area.show(() => ["row"]);
  terminal.read();
  area.writeAbove(file, "result");
  assert.deepEqual([terminal.read(), file.lines()], [null, ["result"]]);
  area.close();
});

test("without a terminal there are no rows, and results are written at once", async () => {
  const output = new CapturedOutput(undefined);
  const area = await LiveArea.open(output, {});
  area.show(() => assert.fail("no frame is drawn"));
  area.writeAbove(output, "result");
  assert.deepEqual(output.lines(), ["result"]);
  area.close();
});

test("a terminal that reports no size has no rows, because they could not be redrawn in place", async () => {
  const output = new CapturedOutput(0);
  const area = await LiveArea.open(output, {});
  area.show(() => assert.fail("no frame is drawn"));
  area.writeAbove(output, "result");
  assert.deepEqual(output.lines(), ["result"]);
  area.close();
});

test("a row has at least one column", async () => {
  const area = await LiveArea.open(new CapturedOutput(1), {});
  assert.equal(area.width, 1);
});

test("the rows of several services name them", async () => {
  const output = new CapturedOutput(80);
  const area = await LiveArea.open(output, {});
  const operation = { name: "projects/p/operations/o", done: false } as const;
  const tracked = ["alloydb", "datastore"].map((service) =>
    trackedOperation(service, operation.name, `//${service}.googleapis.com/${operation.name}`),
  );
  const progress = new ProgressOutput(area, output, new DrivenClock("whenTold"), { tracked, isQuiet: false });
  const [first] = tracked;
  assert.ok(first !== undefined);
  progress.event(first, { kind: "polled", time: 0, name: operation.name, operation });
  const rows = output.lines();
  area.close();
  assert.match(rows.join("\n"), /running .*alloydb .*\n.*unknown .*datastore /);
});

for (const columns of [80, 120, 200]) {
  test(`the rows of a wait fit ${columns} columns, and show the end of each ID or none of it`, async () => {
    const output = new CapturedOutput(columns);
    const area = await LiveArea.open(output, {});
    const tracked = Array.from({ length: 40 }, (_, index) => {
      const name = `projects/p/locations/l/operations/operation-1767225600000-64a1f0c2b3d4e-0a1b2c3d-${index + 10}`;
      const metadata = {
        verb: "export",
        target: `projects/p/locations/l/clusters/${"c".repeat(3 * index + 1)}`,
      };
      const operation = { name, done: false, metadata } as const;
      return { ...trackedOperation("alloydb", name, `//alloydb.googleapis.com/${name}`), operation };
    });
    const progress = new ProgressOutput(area, output, new DrivenClock("whenTold"), {
      tracked,
      isQuiet: false,
    });
    const [first] = tracked;
    assert.ok(first !== undefined);
    progress.event(first, { kind: "polled", time: 0, name: first.name, operation: first.operation });
    const rows = output.lines();
    area.close();
    assert.equal(rows.at(-1), "0 of 40 operations ended (0s)");
    assert.match(rows.at(-2) ?? "", /^… and \d+ more$/);
    for (const [index, row] of rows.slice(0, -2).entries()) {
      assert.ok(row.length < columns, row);
      assert.match(row, new RegExp(`c+(?:…|  \\S+-${index + 10})?$`));
    }
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type WatchedResult, watchFrame } from "#src/cli/output/watchFrame.js";
import type { FoundOperation } from "#src/cli/selection/foundOperation.js";

function found(id: string): FoundOperation {
  const name = `projects/p/locations/l/operations/${id}`;
  return {
    service: "alloydb",
    fullName: `//alloydb.googleapis.com/${name}`,
    operation: { name, done: false },
    report: { verb: "export", target: "projects/p/locations/l/clusters/c", cancelRequested: false },
    cancel: "yes",
  };
}

const empty: WatchedResult = {
  found: [],
  problems: [],
  state: "running",
  at: Date.parse("2026-01-02T09:05:00Z"),
  ageOf: () => undefined,
};

test("the frame of list --watch fits the screen, and says how much it leaves out", () => {
  const screen = fc.record({
    width: fc.integer({ min: 1, max: 250 }),
    height: fc.integer({ min: 6, max: 60 }),
  });
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z\d-]{1,60}$/), { maxLength: 80 });
  const problems = fc.array(fc.lorem({ maxCount: 60 }), { maxLength: 6 });
  fc.assert(
    fc.property(screen, ids, problems, ({ width, height }, operations, texts) => {
      const frame = watchFrame(
        { ...empty, found: operations.map(found), problems: texts, ageOf: () => 60_000 },
        { width, height },
      );
      assert.ok(frame.length <= height && frame.every((line) => line.length <= width));
      if (width < 39) {
        return;
      }
      assert.match(frame[0] ?? "", /^SERVICE/);
      assert.match(frame.at(-1) ?? "", /^\d+ running, at 09:05:00 UTC/);
      const rows = frame.filter((line) => line.startsWith("alloydb")).length;
      const [, more = "0"] = /… and (\d+) more operations/.exec(frame.join("\n")) ?? [];
      assert.equal(rows + Number(more), operations.length);
    }),
  );
});

test("the rows keep their order, whichever service answers first", () => {
  const frameOf = (...ids: string[]) =>
    watchFrame({ ...empty, found: ids.map(found) }, { width: 119, height: 40 });
  assert.deepEqual(frameOf("b", "c", "a"), frameOf("a", "b", "c"));
});

test("the message of a problem is not cut: its remedy is at the end", () => {
  const problem = `alloydb: ${"Operations below other resources are not listed. ".repeat(4)}Run gcp-lro list.`;
  const frame = watchFrame({ ...empty, problems: [problem] }, { width: 79, height: 22 });
  assert.equal(frame.slice(1, -1).join(" "), problem);
});

test("the last line counts the operations of the filter --state", () => {
  const lastLines = (["running", "done", "all"] as const).map((state) =>
    watchFrame({ ...empty, found: [found("a")], state }, { width: 79, height: 22 }).at(-1),
  );
  assert.deepEqual(lastLines, [
    "1 running, at 09:05:00 UTC; Ctrl-C ends",
    "1 done, at 09:05:00 UTC; Ctrl-C ends",
    "1 operation, at 09:05:00 UTC; Ctrl-C ends",
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { PartialStateError, silenceReturnedErrors, UserError } from "#src/pulumi/report/userError.js";

/** The console output of a process that doesn't print returned errors. */
function printed(t: { after(work: () => void): void }): unknown[][] {
  const lines: unknown[][] = [];
  const { error } = console;
  t.after(() => {
    console.error = error;
  });
  console.error = (...values: unknown[]) => void lines.push(values);
  silenceReturnedErrors();
  return lines;
}

for (const failure of [new UserError("no operation"), new PartialStateError("id", {}, "no end")]) {
  test(`a ${failure.name}, which the engine shows, is not printed as well`, (t) => {
    const lines = printed(t);
    console.error(`${failure}: ${failure.stack}`);
    assert.deepEqual(lines, []);
  });
}

test("every other error is printed as it is, with all values", (t) => {
  const lines = printed(t);
  const bug = new TypeError("a bug");
  console.error(`${bug}: ${bug.stack}`);
  console.error(bug, 1, { a: 2 });
  console.error();
  assert.deepEqual(lines, [[`${bug}: ${bug.stack}`], [bug, 1, { a: 2 }], []]);
});

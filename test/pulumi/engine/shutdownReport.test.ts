import assert from "node:assert/strict";
import { test } from "node:test";
import { shutdownReport } from "#src/pulumi/engine/steps.js";

test("where there is no operation there is nothing to be said", () => {
  assert.equal(shutdownReport([]), "");
});

test("every operation is named with what was done about it", () => {
  const text = shutdownReport([
    { kind: "starting", path: "projects/p/clusters/c:export" },
    { kind: "leftRunning", name: "operations/left" },
    { kind: "cancelRequested", name: "operations/asked" },
    { kind: "cancelNotAcknowledged", name: "operations/deaf", lastError: "no answer" },
    { kind: "undoing", name: "operations/done", request: "DELETE projects/p/clusters/c" },
    { kind: "ended", name: "operations/ended" },
  ]);
  assert.deepEqual(text.split("\n").slice(1, -2), [
    "  projects/p/clusters/c:export: a start was sent and is not answered; an operation may be running",
    "  operations/left: left running",
    "  operations/asked: cancellation requested, end not awaited",
    "  operations/deaf: cancellation not acknowledged, may be running (no answer)",
    "  operations/done: completed despite the cancel; DELETE projects/p/clusters/c, to undo it, was not seen to end",
    "  operations/ended: ended",
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { shutdownReport } from "#src/pulumi/engine/steps.js";
import { assertMessage } from "../../support/golden.js";

test("where there is no operation there is nothing to be said", () => {
  assert.equal(shutdownReport([]), "");
});

test("every operation is named with what was done about it", (t) => {
  const text = shutdownReport([
    { kind: "starting", path: "projects/p/clusters/c:export" },
    { kind: "leftRunning", name: "operations/left" },
    { kind: "cancelRequested", name: "operations/asked" },
    { kind: "cancelNotAcknowledged", name: "operations/deaf", lastError: "no answer" },
    { kind: "undoing", name: "operations/done", request: "DELETE projects/p/clusters/c" },
    { kind: "ended", name: "operations/ended" },
  ]);
  assert.deepEqual(
    text
      .split("\n")
      .slice(1, -2)
      .map((line) => line.split(": ")[0]?.trim()),
    [
      "projects/p/clusters/c:export",
      ...["left", "asked", "deaf", "done", "ended"].map((id) => `operations/${id}`),
    ],
  );
  assertMessage(t, "every kind of status", text);
});

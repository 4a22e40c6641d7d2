import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "pulumi-gcp-lro/client";
import { assertMessage } from "../support/golden.js";
import { describeExportEnd } from "./exportEnd.js";

const name = "projects/p/operations/o";
const refused = {
  code: 7,
  status: "PERMISSION_DENIED",
  message: "no access to the bucket",
  details: [],
} as const;
const cancelled = { code: 1, status: "CANCELLED", message: "cancelled", details: [] } as const;
const completed: Outcome = {
  kind: "completed",
  cancelRequested: false,
  operation: { name, done: true, result: { kind: "none" } },
};

const ends: { what: string; outcome: Outcome; ranBefore: boolean; code: number; mayRun: boolean }[] = [
  {
    what: "cancelled",
    outcome: {
      kind: "cancelled",
      byUs: false,
      operation: { name, done: true, result: { kind: "error", error: { ...cancelled, details: [] } } },
      error: { ...cancelled, details: [] },
    },
    ranBefore: true,
    code: 0,
    mayRun: false,
  },
  { what: "completed after the cancel", outcome: completed, ranBefore: true, code: 3, mayRun: false },
  { what: "completed before the cancel", outcome: completed, ranBefore: false, code: 3, mayRun: false },
  {
    what: "failed",
    outcome: {
      kind: "failed",
      cancelRequested: false,
      operation: { name, done: true, result: { kind: "error", error: { ...refused, details: [] } } },
      error: { ...refused, details: [] },
    },
    ranBefore: true,
    code: 4,
    mayRun: false,
  },
  { what: "not found", outcome: { kind: "gone" }, ranBefore: true, code: 1, mayRun: false },
  {
    what: "running",
    outcome: {
      kind: "running",
      because: "deadline",
      cancelRequested: false,
      operation: { name, done: false },
    },
    ranBefore: true,
    code: 6,
    mayRun: true,
  },
];

for (const { what, outcome, ranBefore, ...expected } of ends) {
  test(`an export that is ${what}`, (t) => {
    const { text, ...end } = describeExportEnd(outcome, ranBefore);
    assert.deepEqual(end, expected);
    assertMessage(t, what, text);
  });
}

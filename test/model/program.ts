import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import { providerText, startPath, urn } from "../support/providerScene.js";

/** What the user's program says about its one operation. */
export interface Program {
  /** The name of an operation to adopt; absent: one is started. */
  adopts?: string;
  revision: number;
  requestId: "none" | "query" | "body";
  waitFor?: "started" | "done";
  onDelete?: "cancelAndWait" | "cancel" | "wait" | "abandon";
  onInterrupt?: "cancel" | "leave";
  whenCancelUnsupported?: "wait" | "fail" | "abandon";
  whenCompletedDespiteCancel?: "accept" | "fail" | "undo";
  /** The undo is a DELETE, which may be repeated, or a POST, which may not. */
  undo?: { method: "DELETE" | "POST"; path: string };
  timeouts?: { create?: string; delete?: string };
}

export const firstProgram: Program = {
  revision: 1,
  requestId: "none",
  undo: { method: "DELETE", path: "{target}" },
};

/** The program as the inputs that it registers. */
export function inputsOf({ adopts, revision, requestId, ...settings }: Program): JsonObject {
  const start = { path: startPath, body: { database: "d" }, ...(requestId !== "none" && { requestId }) };
  return {
    service: "alloydb",
    ...(adopts === undefined ? { start, triggers: [revision] } : { operationName: adopts }),
    ...settings,
    __provider: providerText,
    __urn: urn,
  };
}

/** An edit of the program; a part that it lacks stays as it is. */
export const programChange: fc.Arbitrary<Partial<Omit<Program, "adopts">>> = fc.record(
  {
    revision: fc.integer({ min: 1, max: 3 }),
    requestId: fc.constantFrom("none", "query", "body"),
    waitFor: fc.constantFrom("done", "started"),
    onDelete: fc.constantFrom("cancelAndWait", "cancel", "wait", "abandon"),
    onInterrupt: fc.constantFrom("cancel", "leave"),
    whenCancelUnsupported: fc.constantFrom("wait", "fail", "abandon"),
    whenCompletedDespiteCancel: fc.constantFrom("accept", "fail", "undo"),
    undo: fc.constantFrom(
      { method: "DELETE", path: "{target}" },
      { method: "POST", path: "{target}:restore" },
    ),
    timeouts: fc.constantFrom({}, { create: "2m" }, { delete: "90s" }, { create: "20s", delete: "10m" }),
  },
  { requiredKeys: [] },
);

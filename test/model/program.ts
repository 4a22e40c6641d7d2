import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import { providerText, startPath, urn } from "../support/providerScene.js";
import type { Goal } from "./engineModel.js";

/** The user's program: one resource. */
export interface Program {
  /** The resource's name. Default: 1. */
  name?: 1 | 2;
  /** True if the resource has its other name as an alias. */
  isAliased?: boolean;
  /** The option that makes the engine skip the provider's delete. */
  option?: "none" | "retainOnDelete" | "deletedWith";
  /** The name of an operation to adopt; absent: one is started. */
  adopts?: string;
  revision: number;
  requestId: "none" | "query" | "body";
  waitFor?: "started" | "done";
  onDelete?: "cancelAndWait" | "cancel" | "wait" | "abandon";
  onInterrupt?: "cancel" | "leave";
  whenCancelUnsupported?: "wait" | "fail" | "abandon";
  whenCompletedDespiteCancel?: "accept" | "fail" | "undo";
  /** A repeated 404 means that a DELETE is not needed; a POST then fails. */
  undo?: { method: "DELETE" | "POST"; path: string };
  timeouts?: { create?: string; delete?: string };
}

export const firstProgram: Program = {
  revision: 1,
  requestId: "none",
  undo: { method: "DELETE", path: "{target}" },
};

/** The resource that the program registers. */
export function goalOf(program: Program): Goal {
  const { name, isAliased = false, option } = program;
  const options = { retainOnDelete: option === "retainOnDelete", deletedWith: option === "deletedWith" };
  return { urn: urnOf(name), inputs: inputsOf(program), options, isAliased };
}

function urnOf(name: Program["name"]): string {
  return name === 2 ? `${urn}2` : urn;
}

function inputsOf(program: Program): JsonObject {
  const { adopts, revision, requestId, name, isAliased: _, option: __, ...settings } = program;
  const start = { path: startPath, body: { database: "d" }, ...(requestId !== "none" && { requestId }) };
  return {
    service: "alloydb",
    ...(adopts === undefined ? { start, triggers: [revision] } : { operationName: adopts }),
    ...settings,
    __provider: providerText,
    __urn: urnOf(name),
  };
}

/** An edit of the program; a part that it lacks stays as it is. */
export const programChange: fc.Arbitrary<Partial<Omit<Program, "adopts" | "name" | "isAliased">>> = fc.record(
  {
    option: fc.constantFrom("none", "none", "retainOnDelete", "deletedWith"),
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

import { parseDuration } from "../../core/duration.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { OnDelete, OnInterrupt, WhenCancelUnsupported, WhenCompletedDespiteCancel } from "./policies.js";
import { readUndo } from "./undoRequest.js";

/** How a resource treats its operation: the inputs that may change without touching it, defaults filled in. */
export interface OperationSettings {
  service: string;
  apiVersion?: string;
  endpoint?: string;
  quotaProject?: string;
  impersonateServiceAccount?: string;
  impersonateServiceAccountDelegates?: string[];
  waitFor: "started" | "done";
  onDelete: OnDelete;
  onInterrupt: OnInterrupt;
  whenCancelUnsupported: WhenCancelUnsupported;
  whenCompletedDespiteCancel: WhenCompletedDespiteCancel;
  /** Counts only where completion despite cancel is to be undone. Its placeholders are not filled in. */
  undo?: HttpRequest;
  /** Milliseconds. A request has the limit that is configured for all of them unless it is given one. */
  timeouts: Record<Exclude<TimeoutName, "request">, number> & { request?: number };
}

export type TimeoutName = "create" | "delete" | "request";

/** What each timeout of a whole step is when none is given. */
const DEFAULT_TIMEOUTS = { create: "60m", delete: "60m" };

export const TIMEOUT_NAMES: readonly TimeoutName[] = ["create", "delete", "request"];

/** The inputs that take one of a few words; the first is the default. */
export const CHOICES = {
  waitFor: ["started", "done"],
  onDelete: ["cancelAndWait", "cancel", "wait", "abandon"],
  onInterrupt: ["cancel", "leave"],
  whenCancelUnsupported: ["wait", "fail", "abandon"],
  whenCompletedDespiteCancel: ["accept", "fail", "undo"],
} as const;

export type ChoiceName = keyof typeof CHOICES;

/** The inputs that are settings; the others tell which operation it is. */
const SETTING_KEYS = [
  "service",
  "apiVersion",
  "endpoint",
  "quotaProject",
  "impersonateServiceAccount",
  "impersonateServiceAccountDelegates",
  "timeouts",
  "undo",
  ...(Object.keys(CHOICES) as ChoiceName[]),
] as const;

/** Picks the settings out of inputs, as given: what the state keeps, and what an update compares. */
export function pickSettings(inputs: JsonObject): JsonObject {
  const picked: JsonObject = {};
  for (const key of SETTING_KEYS) {
    const value = inputs[key];
    if (value !== undefined && value !== null) {
      picked[key] = value;
    }
  }
  return picked;
}

/** Reads settings that were checked before they were stored. */
export function readSettings(picked: JsonObject): OperationSettings {
  const timeouts = isJsonObject(picked.timeouts) ? picked.timeouts : {};
  const timeout = (name: keyof typeof DEFAULT_TIMEOUTS): number =>
    parseDuration(text(timeouts[name]) ?? DEFAULT_TIMEOUTS[name]);
  const request = text(timeouts.request);
  const undo = readUndo(picked.undo);
  const optional = {
    apiVersion: text(picked.apiVersion),
    endpoint: text(picked.endpoint),
    quotaProject: text(picked.quotaProject),
    impersonateServiceAccount: text(picked.impersonateServiceAccount),
  };
  const { impersonateServiceAccountDelegates: delegates } = picked;
  return {
    service: text(picked.service) ?? "",
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<
      Record<keyof typeof optional, string>
    >),
    ...(Array.isArray(delegates) && { impersonateServiceAccountDelegates: delegates.map(String) }),
    waitFor: choice("waitFor", picked),
    onDelete: choice("onDelete", picked),
    onInterrupt: choice("onInterrupt", picked),
    whenCancelUnsupported: choice("whenCancelUnsupported", picked),
    whenCompletedDespiteCancel: choice("whenCompletedDespiteCancel", picked),
    ...(undo !== undefined && { undo }),
    timeouts: {
      create: timeout("create"),
      delete: timeout("delete"),
      ...(request !== undefined && { request: parseDuration(request) }),
    },
  };
}

function choice<Name extends ChoiceName>(name: Name, picked: JsonObject): (typeof CHOICES)[Name][number] {
  const words: readonly (typeof CHOICES)[Name][number][] = CHOICES[name];
  return words.find((word) => word === picked[name]) ?? (words[0] as (typeof CHOICES)[Name][number]);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

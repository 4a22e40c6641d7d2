import { parseDuration } from "../../core/duration.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import type { HttpRequest } from "../../google/startRequest.js";
import type { OnDelete, OnInterrupt, WhenCancelUnsupported, WhenCompletedDespiteCancel } from "./policies.js";
import { readUndo } from "./undoRequest.js";

/** The settings that choose the service, and the identity and limit of its requests. */
export interface ServiceSettings {
  service: string;
  apiVersion?: string;
  endpoint?: string;
  quotaProject?: string;
  impersonateServiceAccount?: string;
  impersonateServiceAccountDelegates?: string[];
  /** Limit of each request, in milliseconds. Default: the configured limit of all requests. */
  requestTimeout?: number;
}

/** The settings of a delete. */
export interface DeleteSettings {
  onDelete: OnDelete;
  whenCancelUnsupported: WhenCancelUnsupported;
  /** Limit of the whole step, in milliseconds. */
  deleteTimeout: number;
}

/** The inputs of an operation's resource that may change without replacing it, defaults filled in. */
export interface OperationSettings extends ServiceSettings, DeleteSettings {
  waitFor: "started" | "done";
  onInterrupt: OnInterrupt;
  whenCompletedDespiteCancel: WhenCompletedDespiteCancel;
  /** Counts only if `whenCompletedDespiteCancel` is "undo". Its placeholders are not filled. */
  undo?: HttpRequest;
  /** Limit of the whole step, in milliseconds; also of an update that waits. */
  createTimeout: number;
}

export type TimeoutName = "create" | "delete" | "request";

export const TIMEOUT_NAMES: readonly TimeoutName[] = ["create", "delete", "request"];

/** The default limit of a whole step. */
const STEP_TIMEOUT = "60m";

/** The inputs that take one of a few words; the first is the default. */
export const CHOICES = {
  waitFor: ["started", "done"],
  onDelete: ["cancelAndWait", "cancel", "wait", "abandon"],
  onInterrupt: ["cancel", "leave"],
  whenCancelUnsupported: ["wait", "fail", "abandon"],
  whenCompletedDespiteCancel: ["accept", "fail", "undo"],
} as const;

export type ChoiceName = keyof typeof CHOICES;

/** The settings that every resource of this package has: its service, how it is reached, and the limits. */
export const SERVICE_SETTINGS = [
  "service",
  "apiVersion",
  "endpoint",
  "quotaProject",
  "impersonateServiceAccount",
  "impersonateServiceAccountDelegates",
  "timeouts",
] as const;

/** The inputs that are settings; the others decide which operation it is. */
const SETTING_KEYS = [...SERVICE_SETTINGS, "undo", ...(Object.keys(CHOICES) as ChoiceName[])] as const;

/** Picks the settings out of inputs, as given: the state keeps them, and an update compares them. */
export function pickSettings(inputs: JsonObject): JsonObject {
  return pickGiven(inputs, SETTING_KEYS);
}

/** Picks the inputs that have a value. */
export function pickGiven(inputs: JsonObject, keys: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const key of keys) {
    const value = inputs[key];
    if (value !== undefined && value !== null) {
      picked[key] = value;
    }
  }
  return picked;
}

/** Reads settings that were checked before they were stored. */
export function readOperationSettings(settings: JsonObject): OperationSettings {
  const undo = readUndo(settings.undo);
  return {
    ...readServiceSettings(settings),
    ...readDeleteSettings(settings),
    waitFor: choice("waitFor", settings),
    onInterrupt: choice("onInterrupt", settings),
    whenCompletedDespiteCancel: choice("whenCompletedDespiteCancel", settings),
    ...(undo !== undefined && { undo }),
    createTimeout: timeout("create", settings) ?? parseDuration(STEP_TIMEOUT),
  };
}

export function readDeleteSettings(settings: JsonObject): DeleteSettings {
  return {
    onDelete: choice("onDelete", settings),
    whenCancelUnsupported: choice("whenCancelUnsupported", settings),
    deleteTimeout: timeout("delete", settings) ?? parseDuration(STEP_TIMEOUT),
  };
}

export function readServiceSettings(settings: JsonObject): ServiceSettings {
  const { impersonateServiceAccountDelegates: delegates } = settings;
  const optional = {
    apiVersion: text(settings.apiVersion),
    endpoint: text(settings.endpoint),
    quotaProject: text(settings.quotaProject),
    impersonateServiceAccount: text(settings.impersonateServiceAccount),
    impersonateServiceAccountDelegates: Array.isArray(delegates) ? delegates.map(String) : undefined,
    requestTimeout: timeout("request", settings),
  };
  return { service: text(settings.service) ?? "", ...defined(optional) };
}

/** The members that have a value. */
export function defined<T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

function choice<Name extends ChoiceName>(name: Name, settings: JsonObject): (typeof CHOICES)[Name][number] {
  const allowed: readonly (typeof CHOICES)[Name][number][] = CHOICES[name];
  return allowed.find((value) => value === settings[name]) ?? (allowed[0] as (typeof CHOICES)[Name][number]);
}

function timeout(name: TimeoutName, { timeouts }: JsonObject): number | undefined {
  const duration = isJsonObject(timeouts) ? text(timeouts[name]) : undefined;
  return duration === undefined ? undefined : parseDuration(duration);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

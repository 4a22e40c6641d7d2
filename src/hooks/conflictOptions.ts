import { RunError } from "@pulumi/pulumi";
import type { OperationsClientOptions } from "../client/options.js";
import { formatDuration, isDurationError, parseDuration } from "../core/duration.js";
import { readEndpoint } from "../google/http/url.js";
import { readSettings } from "../google/settings/settings.js";
import { isPending } from "../services/recipes/fieldRules.js";
import { kindOf } from "../services/sdkValues.js";

/** The treatment of the operations in flight that keep a resource from being changed. */
export type ConflictPolicy = "cancelAndWait" | "wait";

/** Options of {@link resolveConflicts}. */
export interface ConflictOptions {
  /** Before a delete is sent again. Default `cancelAndWait`. */
  onDelete?: ConflictPolicy;
  /** Before an update is sent again. Default `wait`. */
  onUpdate?: ConflictPolicy;
  /** Before a create is sent again. Default `wait`. */
  onCreate?: ConflictPolicy;
  /** Limit of the wait after each refusal, as a Go duration. Default `30m`. */
  timeout?: string;
  /**
   * Settings of the OperationsClient that lists and ends the operations. A hook can't see the resource's provider.
   * Default: the `gcp:` configuration of the stack, then the environment. `endpoint` and `apiVersion` are for resources of
   * one service.
   */
  client?: Omit<OperationsClientOptions, "service">;
}

/** Options with their defaults. */
export interface ResolvedConflictOptions {
  policies: Record<ConflictPolicyOption, ConflictPolicy>;
  /** A Go duration. */
  timeout: string;
  client: Omit<OperationsClientOptions, "service">;
}

type ConflictPolicyOption = "onDelete" | "onUpdate" | "onCreate";

const DEFAULTS = { onDelete: "cancelAndWait", onUpdate: "wait", onCreate: "wait", timeout: "30m" } as const;

/** The name of the hook with default options, with which every name begins. */
export const HOOK_NAME = "gcp-lro:resolveConflicts";

/** Client settings that must not be shown, or that have no text. */
const UNSHOWN = ["authClient", "credentials", "accessToken", "externalCredentials"] as const;

/** The types of the client's settings, as messages name them. */
const CLIENT_TYPES = {
  apiVersion: "a string",
  endpoint: "a string",
  authClient: "an object",
  quotaProject: "a string",
  requestTimeout: "a string",
  project: "a string",
  credentials: "a string",
  accessToken: "a string",
  externalCredentials: "an object",
  scopes: "a list of strings",
  billingProject: "a string",
  userProjectOverride: "a boolean",
  requestReason: "a string",
  universeDomain: "a string",
  preferRegionalEndpoints: "a boolean",
  impersonateServiceAccount: "a string",
  impersonateServiceAccountDelegates: "a list of strings",
} as const satisfies Record<keyof ResolvedConflictOptions["client"], string>;

/** Checks options, also for callers without types, and adds the defaults. @throws RunError */
export function readConflictOptions(options: ConflictOptions): ResolvedConflictOptions {
  if (typeOf(options) !== "an object") {
    const reason = `The options must be an object such as { timeout: "10m" }, not ${typeOf(options)}.`;
    throw new RunError(`resolveConflicts: ${reason}`);
  }
  const { client = {}, ...others } = options;
  checkNames(others, [...Object.keys(DEFAULTS), "client"]);
  for (const [option, value] of Object.entries(others)) {
    checkPlain(option, value);
  }
  checkClient(client);
  return {
    policies: {
      onDelete: readPolicy("onDelete", others),
      onUpdate: readPolicy("onUpdate", others),
      onCreate: readPolicy("onCreate", others),
    },
    timeout: readTimeout(others.timeout ?? DEFAULTS.timeout),
    client,
  };
}

/** Checks the client's settings as far as neither service nor environment decides. @throws RunError */
function checkClient(client: ResolvedConflictOptions["client"]): void {
  checkPlain("client", client);
  if (typeOf(client) !== "an object") {
    throw problem("client", `must be an object such as { quotaProject: "p" }, not ${typeOf(client)}.`);
  }
  checkNames(client, Object.keys(CLIENT_TYPES), "client.");
  for (const [setting, type] of Object.entries(CLIENT_TYPES)) {
    const value: unknown = client[setting as keyof typeof CLIENT_TYPES];
    checkPlain(`client.${setting}`, value);
    if (value !== undefined && typeOf(value) !== type) {
      throw problem(`client.${setting}`, `must be ${type}, not ${typeOf(value)}.`);
    }
  }
  const endpoint = client.endpoint === undefined ? undefined : readEndpoint(client.endpoint);
  if (endpoint?.ok === false) {
    throw problem("client.endpoint", endpoint.error);
  }
  const values = client as Readonly<Record<string, unknown>>;
  const settings = readSettings((key) => values[key.replace(/^gcp:/, "")], {});
  const [unusable] = settings.ok ? [] : settings.error;
  if (unusable !== undefined) {
    const inClient = (text: string) => text.replaceAll("gcp:", "client.");
    throw problem(inClient(unusable.setting), inClient(unusable.reason));
  }
}

function checkNames(options: object, names: readonly string[], prefix = ""): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw problem(`${prefix}${unknown}`, `is not a known option. The options are ${names.join(", ")}.`);
  }
}

/** Refuses a value that isn't known when the hook is made. */
function checkPlain(option: string, value: unknown): void {
  const isNested = Array.isArray(value) || option === "client.externalCredentials";
  const pending = [value, ...(isNested ? Object.values(Object(value)) : [])].find(isPending);
  if (pending !== undefined) {
    throw problem(
      option,
      `must not be ${kindOf(pending)}, because the name of the hook contains the value. Set a value that is known when the program begins, such as one of pulumi.Config.`,
    );
  }
}

/** The type of a value, as messages name it. */
function typeOf(value: unknown): string {
  return Array.isArray(value) && value.every((element) => typeof element === "string")
    ? "a list of strings"
    : kindOf(value);
}

function readPolicy(option: ConflictPolicyOption, options: ConflictOptions): ConflictPolicy {
  const policy = options[option] ?? DEFAULTS[option];
  if (policy !== "cancelAndWait" && policy !== "wait") {
    throw problem(option, `must be "cancelAndWait" or "wait", not ${JSON.stringify(policy)}.`);
  }
  return policy;
}

/** The duration in its shortest form. */
function readTimeout(timeout: string): string {
  let shortest: string;
  try {
    shortest = formatDuration(parseDuration(String(timeout)));
  } catch (error) {
    throw isDurationError(error) ? problem("timeout", error.message) : error;
  }
  if (shortest === "0s") {
    throw problem("timeout", `must be longer than zero, not "${timeout}". Set a duration such as "30m".`);
  }
  return shortest;
}

function problem(option: string, reason: string): RunError {
  return new RunError(`resolveConflicts: ${option}: ${reason}`);
}

/**
 * The name of the hook for these options. Pulumi keeps names of hooks in the state and looks hooks up by them, so that
 * equal options have the same name in every run. Options that are the default and settings with credentials are left out.
 */
export function hookName({ policies, timeout, client }: ResolvedConflictOptions): string {
  const shown = Object.entries(client).filter(
    ([key, value]) => value !== undefined && !(UNSHOWN as readonly string[]).includes(key),
  );
  const entries = [
    ...Object.entries({ ...policies, timeout }).filter(
      ([key, value]) => value !== DEFAULTS[key as keyof typeof DEFAULTS],
    ),
    ...shown
      .map(([key, value]): [string, string] => [`client.${key}`, textOf(value)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const query = new URLSearchParams(entries).toString();
  return `${HOOK_NAME}${query === "" ? "" : `?${query}`}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Checks whether clients of these settings act as the same identity, as far as names of hooks don't show it. */
export function haveSameCredentials(
  { client: one }: ResolvedConflictOptions,
  { client: other }: ResolvedConflictOptions,
): boolean {
  return UNSHOWN.every(
    (key) =>
      one[key] === other[key] ||
      (key !== "authClient" && JSON.stringify(one[key]) === JSON.stringify(other[key])),
  );
}

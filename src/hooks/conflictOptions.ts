import { RunError } from "@pulumi/pulumi";
import type { OperationsClientOptions } from "../client/options.js";
import { formatDuration, isDurationError, parseDuration } from "../core/duration.js";

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

/** Checks options, also for callers without types, and adds the defaults. @throws RunError */
export function readConflictOptions(options: ConflictOptions): ResolvedConflictOptions {
  const { client = {}, ...others } = Object(options) as ConflictOptions;
  const unknown = Object.keys(others).find((key) => !Object.hasOwn(DEFAULTS, key));
  if (unknown !== undefined) {
    const options = [...Object.keys(DEFAULTS), "client"].join(", ");
    throw problem(unknown, `is not a known option. The options are ${options}.`);
  }
  if (typeof client !== "object" || client === null) {
    throw problem("client", `must be an object such as { quotaProject: "p" }, not a ${typeof client}.`);
  }
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

function readPolicy(option: ConflictPolicyOption, options: ConflictOptions): ConflictPolicy {
  const policy = options[option] ?? DEFAULTS[option];
  if (policy !== "cancelAndWait" && policy !== "wait") {
    throw problem(option, `must be "cancelAndWait" or "wait", not ${JSON.stringify(policy)}.`);
  }
  return policy;
}

/** The duration in its shortest form. */
function readTimeout(timeout: string): string {
  try {
    return formatDuration(parseDuration(String(timeout)));
  } catch (error) {
    throw isDurationError(error) ? problem("timeout", error.message) : error;
  }
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

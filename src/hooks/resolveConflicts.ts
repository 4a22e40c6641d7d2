import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/pulumi/version";
import { OperationsClient } from "../client/index.js";
import { systemClock } from "../core/clock.js";
import { isMocked } from "../services/sdkValues.js";
import { clientOptions } from "./clientOptions.js";
import {
  type ConflictOptions,
  HOOK_NAME,
  haveSameCredentials,
  hookName,
  type ResolvedConflictOptions,
  readConflictOptions,
} from "./conflictOptions.js";
import type { ConflictLog } from "./conflictProgress.js";
import { ConflictResolver } from "./conflictResolver.js";
import { RunInterrupts } from "./interruptSignal.js";
import { checkCli, checkSdk, type HookSdk } from "./requirements.js";

/**
 * Makes hooks for the options of a resource of @pulumi/gcp. If the service refuses to create, update or delete the resource
 * because another operation is in progress, the hook ends the operations in flight on the resource, and Pulumi tries again,
 * at most three times. It cancels them before a delete, and waits for them before an update or a create. It acts only after
 * such a refusal.
 *
 * ```typescript
 * new gcp.alloydb.Cluster("orders", { … }, { hooks: resolveConflicts() });
 * ```
 *
 * At an update and a delete these are the operations on the resource and below it; at a create those on the resource that
 * the new one becomes a part of. Operations that delete the resource are always waited for. Operations that others have
 * started are ended too.
 *
 * Hooks run in the program. `pulumi destroy` runs it only with `--run-program`; without, the refusal fails the destroy as if
 * there were no hook. An `OperationGroup` does not need the program.
 *
 * @throws RunError for unusable options, and for an SDK before 3.245. A CLI before 3.244 fails the program.
 */
export function resolveConflicts(options: ConflictOptions = {}): pulumi.ResourceHookBinding {
  const { ErrorHook, requirePulumiVersion } = pulumi;
  const sdk: HookSdk = { version, ErrorHook, requirePulumiVersion };
  checkSdk(sdk);
  const resolved = readConflictOptions(options);
  // Mocks call no hooks, and can't register one.
  return isMocked() ? {} : { onError: [hookOf(resolved, sdk, (pulumi.runtime.getMonitor() ?? {}) as Run)] };
}

/**
 * Makes a transform that gives these hooks to every resource of @pulumi/gcp in the stack. A resource that has some by its
 * own options keeps them.
 *
 * ```typescript
 * pulumi.runtime.registerResourceTransform(resolveConflicts.everywhere());
 * ```
 *
 * @throws what resolveConflicts throws
 */
resolveConflicts.everywhere = (options: ConflictOptions = {}): pulumi.ResourceTransform => {
  const { endpoint, apiVersion } = readConflictOptions(options).client;
  if (endpoint !== undefined || apiVersion !== undefined) {
    throw new pulumi.RunError(
      "resolveConflicts: client: endpoint and apiVersion are those of one service, and can't be given for every resource.",
    );
  }
  const hooks = resolveConflicts(options);
  return ({ custom, type, props, opts }) =>
    custom && type.startsWith("gcp:") && !hasConflictHook(opts)
      ? { props, opts: pulumi.mergeOptions(opts, { hooks }) }
      : undefined;
};

function hasConflictHook({ hooks }: pulumi.ResourceOptions): boolean {
  return hooks?.onError?.some(({ name }) => name.startsWith(HOOK_NAME)) ?? false;
}

/** A hook of the run, with the options that it was made from. */
interface RegisteredHook {
  options: ResolvedConflictOptions;
  hook: pulumi.ErrorHook;
}

/** The key of a run's hooks, by name, at its connection to the engine. Every copy of this package uses the same. */
const HOOKS = Symbol.for("pulumi-gcp-lro.hooks");

/** The key of the check of the CLI that runs the program. */
const CLI_CHECK = Symbol.for("pulumi-gcp-lro.cliCheck");

/** The key of a run's interrupts. */
const INTERRUPTS = Symbol.for("pulumi-gcp-lro.interrupts");

/** The connection to the engine of one run of a program. */
interface Run {
  [HOOKS]?: Map<string, RegisteredHook[]>;
  [INTERRUPTS]?: RunInterrupts;
  [CLI_CHECK]?: Promise<void>;
}

/**
 * The hook for these options, the same for equal ones: a name can be registered once. A process of the Automation API has
 * many runs, and each has hooks of its own.
 */
function hookOf(options: ResolvedConflictOptions, sdk: HookSdk, run: Run): pulumi.ErrorHook {
  run[HOOKS] ??= new Map();
  const name = hookName(options);
  const sameName = run[HOOKS].get(name) ?? [];
  const existing = sameName.find((registered) => haveSameCredentials(registered.options, options));
  if (existing !== undefined) {
    return existing.hook;
  }
  const hook = makeHook(sameName.length === 0 ? name : `${name}#${sameName.length + 1}`, options, run, sdk);
  run[HOOKS].set(name, [...sameName, { options, hook }]);
  return hook;
}

function makeHook(name: string, options: ResolvedConflictOptions, run: Run, sdk: HookSdk): pulumi.ErrorHook {
  const resolver = new ConflictResolver(options, {
    clock: systemClock,
    openClient: (service) =>
      new OperationsClient(clientOptions(service, options.client, pulumi.runtime.allConfig())),
  });
  run[INTERRUPTS] ??= new RunInterrupts();
  const interrupts = run[INTERRUPTS];
  const callback: pulumi.ErrorHookFunction = async (step) => {
    const log = new ResourceRowLog(step.urn);
    const isRetried = await interrupts.abortOnInterrupt((signal) =>
      resolver.shouldRetry(step, log.write, signal),
    );
    await log.delivered;
    return isRetried;
  };
  // The engine's call has no context: in an inline program of the Automation API it would see another run's configuration.
  const hook = new pulumi.ErrorHook(name, AsyncResource.bind(callback));
  requireCli(hook, run, sdk);
  return hook;
}

/** The hook's registration, on which the SDK waits before it registers a resource that has the hook. */
interface Registration {
  __registered: Promise<void>;
}

/** Fails the program with one error, before any resource that has a hook is registered, if the CLI is too old. */
function requireCli(hook: pulumi.ErrorHook, run: Run, sdk: HookSdk): void {
  const registration = hook as unknown as Registration;
  const registered = registration.__registered;
  if (run[CLI_CHECK] === undefined) {
    run[CLI_CHECK] = checkCli(sdk, registered);
    // Left unhandled on purpose: the SDK reports it, also if no resource has the hook.
    void run[CLI_CHECK].catch((error: unknown) => Promise.reject(error));
  }
  registered.catch(() => undefined);
  registration.__registered = run[CLI_CHECK].then(() => registered);
  registration.__registered.catch(() => undefined);
}

/** Writes to the row of a resource. */
class ResourceRowLog {
  /** Resolves once all lines have been delivered. */
  delivered: Promise<unknown> = Promise.resolve();
  readonly #resource: pulumi.Resource;

  constructor(urn: string) {
    // The SDK's log reads nothing but the URN.
    this.#resource = { urn: pulumi.output(urn) } as unknown as pulumi.Resource;
  }

  readonly write: ConflictLog = (kind, message) => {
    this.delivered =
      kind === "warning"
        ? pulumi.log.warn(`resolveConflicts: ${message}`, this.#resource)
        : pulumi.log.info(message, this.#resource, undefined, kind === "ephemeral");
  };
}

import {
  isIncompleteListError,
  isListRefusedError,
  isTargetError,
  type OperationOutcome,
  type OperationsClient,
} from "../client/index.js";
import type { Clock } from "../core/clock.js";
import { formatDuration } from "../core/duration.js";
import { describeFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import type { Result } from "../core/result.js";
import {
  type ProviderDefaults,
  type ResourceTarget,
  targetOfCreation,
  targetOfResource,
} from "../services/resourceTarget.js";
import { isConflict } from "./conflict.js";
import type { ResolvedConflictOptions } from "./conflictOptions.js";
import { type ConflictLog, ConflictProgress } from "./conflictProgress.js";

/** A step of the engine that failed, as Pulumi's error hooks receive it. */
export interface FailedStep {
  urn: string;
  /** Empty before the resource exists. */
  id: string;
  type: string;
  newInputs?: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
  oldOutputs?: Record<string, unknown>;
  /** `create`, `update` or `delete`. */
  failedOperation: string;
  /** The error of each attempt, the newest first. */
  errors: readonly string[];
}

export interface ResolverDependencies {
  clock: Pick<Clock, "monotonic" | "sleep">;
  /** Opens a client of a service. @throws TargetError */
  openClient(service: string): Pick<OperationsClient, "cancelAll" | "waitAll">;
}

/** Retries of one step. The engine itself would allow a hundred. */
const MAX_RETRIES = 3;

/** The pause before the retry of a step without a conflicting operation, in milliseconds. */
const PAUSE = 5_000;

/** The full name of a resource in a text, its project, and its location if it has one. */
const RESOURCE_NAME = /\bprojects\/([^\s/"',;]+)(?:\/locations\/([^\s/"',;]+))?\/[^\s"',;]+/g;

const POLICY_OPTIONS = { create: "onCreate", update: "onUpdate", delete: "onDelete" } as const;

const NO_RETRY = "resolveConflicts does not repeat the failed step.";
const RUN_LATER = "Run the same command again later.";

/** Ends the operations because of which a service refuses to create, update or delete resources. */
export class ConflictResolver {
  readonly #options: ResolvedConflictOptions;
  readonly #dependencies: ResolverDependencies;
  /** The steps that were retried although no operation was found. */
  readonly #retriedAfterPause = new Set<string>();

  constructor(options: ResolvedConflictOptions, dependencies: ResolverDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
  }

  /**
   * Decides whether a step that failed is tried again. Before that, the operations in flight on its resource end, if there
   * are any. For an error with another meaning nothing is sent and nothing is logged.
   */
  async shouldRetry(step: FailedStep, log: ConflictLog, signal: AbortSignal): Promise<boolean> {
    const { failedOperation, errors, urn } = step;
    if (!isConflict(errors[0] ?? "") || !isKnownOperation(failedOperation)) {
      return false;
    }
    if (errors.length > MAX_RETRIES) {
      log(
        "warning",
        `After ${MAX_RETRIES} retries, the service still refuses the request because of another operation. ${RUN_LATER}`,
      );
      return false;
    }
    const key = `${failedOperation} ${urn}`;
    if (errors.length === 1) {
      this.#retriedAfterPause.delete(key);
    }
    const found = targetOf(step);
    if (!found.ok) {
      const reason = `The operations on this resource can't be found: ${found.error}`;
      return this.#pause(key, reason, log, signal);
    }
    const ended = await this.#endOperations(found.value, failedOperation, log, signal);
    return ended === "none"
      ? this.#pause(key, `No running operation is known to work on ${found.value.target}`, log, signal)
      : ended === "all";
  }

  /** Ends the operations in flight on a target: all, not all, or there are none. */
  async #endOperations(
    { service, parent, target }: ResourceTarget,
    failedOperation: keyof typeof POLICY_OPTIONS,
    log: ConflictLog,
    signal: AbortSignal,
  ): Promise<"all" | "some" | "none"> {
    const { policies, timeout } = this.#options;
    const option = POLICY_OPTIONS[failedOperation];
    const policy = policies[option];
    const progress = new ConflictProgress(log, this.#dependencies.clock, policy);
    const unidentified: string[] = [];
    const selection = {
      parent,
      targets: [target],
      // Matches all. No other callback of a selection receives the listed operations.
      matching: (operation: Operation) => {
        progress.notice(operation);
        return true;
      },
      onUnidentified: ({ name }: { name: string }) => void unidentified.push(name),
    };
    const callOptions = { timeout, signal, onProgress: progress.report };
    let results: OperationOutcome[];
    try {
      const client = this.#dependencies.openClient(service);
      results = await (policy === "wait"
        ? client.waitAll(selection, callOptions)
        : client.cancelAll(selection, callOptions));
    } catch (error) {
      log("warning", listProblem(error, target, signal));
      return "some";
    }
    progress.showUnidentified(unidentified);
    progress.showSummary();
    const unended = progress.unended(target, results, timeout);
    if (unended !== undefined) {
      const cause = signal.aborted ? "Interrupted. " : "";
      const isRefused = policy !== "wait" && results.some(({ error }) => error !== undefined);
      const remedy = isRefused
        ? `Fix the cause, or set the option ${option} of resolveConflicts to "wait".`
        : RUN_LATER;
      log("warning", `${cause}${unended}. ${NO_RETRY} ${remedy}`);
      return "some";
    }
    return results.length === 0 ? "none" : "all";
  }

  /** Pauses before the one retry of a step for which no operation was found: it may have ended meanwhile. */
  async #pause(key: string, reason: string, log: ConflictLog, signal: AbortSignal): Promise<boolean> {
    if (this.#retriedAfterPause.has(key)) {
      log("warning", `${reason}. The service refused the one retry as well. ${RUN_LATER}`);
      return false;
    }
    this.#retriedAfterPause.add(key);
    log("ephemeral", `${reason}. Trying again in ${formatDuration(PAUSE)}`);
    await this.#dependencies.clock.sleep(PAUSE, signal);
    return !signal.aborted;
  }
}

/**
 * The operations that concern a step. The project and region of a resource that leaves them to its provider are those in the
 * resource's name in the error. Those of the `gcp:` configuration may belong to another provider, and their operations to
 * another resource.
 */
function targetOf(step: FailedStep): Result<ResourceTarget, string> {
  const { type, id, newInputs = {}, oldInputs = {}, oldOutputs = oldInputs, errors } = step;
  const find = (defaults?: ProviderDefaults): Result<ResourceTarget, string> =>
    step.failedOperation === "create"
      ? targetOfCreation({ type, properties: newInputs }, defaults)
      : targetOfResource({ type, id, properties: oldOutputs }, defaults);
  const found = find();
  if (found.ok || !find({ project: "-", region: "-" }).ok) {
    return found;
  }
  const named = new Map<string, Result<ResourceTarget, string>>();
  for (const [text, project, region] of (errors[0] ?? "").matchAll(RESOURCE_NAME)) {
    const ofProject = find({ project, region });
    if (ofProject.ok && ofProject.value.target === text.replace(/[.:]+$/, "")) {
      named.set(ofProject.value.target, ofProject);
    }
  }
  const [target, ...others] = named.values();
  return target !== undefined && others.length === 0
    ? target
    : {
        ok: false,
        error:
          "a hook can't see the project and region of the resource's provider, and the error does not name the resource. To name it, set project and location on the resource itself",
      };
}

function isKnownOperation(operation: string): operation is keyof typeof POLICY_OPTIONS {
  return Object.hasOwn(POLICY_OPTIONS, operation);
}

/** The reason why the operations are unknown and what to do, in sentences. @throws any other error */
function listProblem(error: unknown, target: string, signal: AbortSignal): string {
  if (signal.aborted) {
    return `Interrupted while this run listed the operations on ${target}. Nothing was cancelled. ${NO_RETRY} ${RUN_LATER}`;
  }
  if (isListRefusedError(error)) {
    return (
      `This run could not list the operations on ${target}: ${describeFailure(error.failure)}. ${NO_RETRY} resolveConflicts uses the ` +
      "credentials of the gcp: configuration or of the environment, not those of the resource's provider. To use other " +
      "credentials, set the option client of resolveConflicts."
    );
  }
  if (isIncompleteListError(error) || isTargetError(error)) {
    return `${error.message} ${NO_RETRY}`;
  }
  throw error;
}

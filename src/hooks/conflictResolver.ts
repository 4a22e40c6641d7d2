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
  providerDefaults(): ProviderDefaults;
}

/** Retries of one step. The engine itself would allow a hundred. */
const MAX_RETRIES = 3;

/** The pause before the retry of a step without a conflicting operation, in milliseconds. */
const PAUSE = 5_000;

const POLICY_OPTIONS = { create: "onCreate", update: "onUpdate", delete: "onDelete" } as const;

const STANDS = "The error stands.";
const TRY_LATER = `${STANDS} Run pulumi again later.`;

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
        `Refused again because of another operation, after ${MAX_RETRIES} retries. ${TRY_LATER}`,
      );
      return false;
    }
    const key = `${failedOperation} ${urn}`;
    if (errors.length === 1) {
      this.#retriedAfterPause.delete(key);
    }
    const found = this.#targetOf(step);
    if (!found.ok) {
      log("warning", `The operations on this resource can't be found: ${found.error}. ${STANDS}`);
      return false;
    }
    const ended = await this.#endOperations(found.value, failedOperation, log, signal);
    if (ended !== "none") {
      return ended === "all";
    }
    return this.#pause(key, found.value.target, log, signal);
  }

  #targetOf(step: FailedStep): Result<ResourceTarget, string> {
    const { type, id, newInputs = {}, oldInputs = {}, oldOutputs = oldInputs } = step;
    const defaults = this.#dependencies.providerDefaults();
    return step.failedOperation === "create"
      ? targetOfCreation({ type, properties: newInputs }, defaults)
      : targetOfResource({ type, id, properties: oldOutputs }, defaults);
  }

  /** Ends the operations in flight on a target: all, not all, or there are none. */
  async #endOperations(
    { service, parent, target }: ResourceTarget,
    failedOperation: keyof typeof POLICY_OPTIONS,
    log: ConflictLog,
    signal: AbortSignal,
  ): Promise<"all" | "some" | "none"> {
    const { policies, timeout } = this.#options;
    const policy = policies[POLICY_OPTIONS[failedOperation]];
    const progress = new ConflictProgress(log, this.#dependencies.clock, policy);
    const unidentified: string[] = [];
    const selection = {
      parent,
      targets: [target],
      matching: progress.notice,
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
      log("warning", `${listProblem(error, target, signal)} ${STANDS}`);
      return "some";
    }
    if (unidentified.length > 0) {
      log(
        "warning",
        `In flight, and left alone because they don't report whether they work on this resource: ${unidentified.join(", ")}`,
      );
    }
    const unended = progress.unended(results, timeout);
    if (unended !== undefined) {
      const cause = signal.aborted ? "Interrupted. " : "";
      log("warning", `${cause}Not every operation on ${target} has ended: ${unended}. ${TRY_LATER}`);
      return "some";
    }
    return results.length === 0 ? "none" : "all";
  }

  /** Pauses before the one retry of a step for which there is no operation: it may have ended meanwhile. */
  async #pause(key: string, target: string, log: ConflictLog, signal: AbortSignal): Promise<boolean> {
    if (this.#retriedAfterPause.has(key)) {
      log("warning", `No operation on ${target} is in flight, and a retry was refused as well. ${TRY_LATER}`);
      return false;
    }
    this.#retriedAfterPause.add(key);
    log("ephemeral", `no operation in flight on ${target}; trying again in ${formatDuration(PAUSE)}`);
    await this.#dependencies.clock.sleep(PAUSE, signal);
    return !signal.aborted;
  }
}

function isKnownOperation(operation: string): operation is keyof typeof POLICY_OPTIONS {
  return Object.hasOwn(POLICY_OPTIONS, operation);
}

/** The reason why the operations are unknown, in sentences. @throws any other error */
function listProblem(error: unknown, target: string, signal: AbortSignal): string {
  if (signal.aborted) {
    return `Interrupted while the operations on ${target} were listed. Nothing was cancelled.`;
  }
  if (isListRefusedError(error)) {
    return (
      `The operations on ${target} can't be listed: ${describeFailure(error.failure)}. resolveConflicts uses the ` +
      "credentials of the gcp: configuration or of the environment, not those of the resource's provider. To use " +
      "others, give its option client."
    );
  }
  if (isIncompleteListError(error) || isTargetError(error)) {
    return error.message;
  }
  throw error;
}

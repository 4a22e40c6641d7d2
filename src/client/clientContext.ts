import { randomUUID } from "node:crypto";
import type { CancelContext, CancelPlan } from "../core/cancel.js";
import { type Clock, systemClock } from "../core/clock.js";
import { Deadline } from "../core/deadline.js";
import { type OperationEvent, reportOutcome } from "../core/events.js";
import type { Outcome } from "../core/outcome.js";
import type { FirstPollLimits, WaitLimits } from "../core/polling.js";
import { cancelPlan } from "../google/cancelPlan.js";
import { ConnectionPool, cancelContext, type OpenService } from "../google/connectionPool.js";
import type { ServiceTarget } from "../google/service.js";
import { checkText, readName } from "./arguments.js";
import { OperationHistory } from "./history.js";
import {
  type CallOptions,
  type CancelOptions,
  type OperationProgress,
  type OperationsClientOptions,
  readOptions,
  readTimeout,
} from "./options.js";

/** Dependencies of a client. */
export interface ClientDependencies {
  clock: Clock;
  /** A number in [0, 1). */
  random(): number;
  /** Opens the service. */
  pool: ConnectionPool;
  /** A UUID, for a request that may have to be repeated. */
  newRequestId(): string;
}

/** The dependencies of every client outside tests. All clients of the process share the pool. */
export const defaultDependencies: ClientDependencies = {
  clock: systemClock,
  random: Math.random,
  pool: new ConnectionPool(),
  newRequestId: randomUUID,
};

const injectedDependencies = new WeakMap<object, ClientDependencies>();

/**
 * Returns options that make a client with other dependencies, for tests. The constructor has no parameter for them, because
 * the types of connections are not public.
 */
export function withDependencies(
  options: OperationsClientOptions,
  dependencies: ClientDependencies,
): OperationsClientOptions {
  const copy = { ...options };
  injectedDependencies.set(copy, dependencies);
  return copy;
}

function ignoreEvent(): void {}

/** One call about one operation. */
export interface OperationCall {
  name: string;
  context: CancelContext;
  /** Limits of the first poll of this operation. */
  firstPollLimits: FirstPollLimits;
  /** All limits of the call. */
  limits: WaitLimits;
  /** The plan for cancelling it. */
  plan(options: CancelOptions): CancelPlan;
}

/** The state that the calls of one client share. Makes the context of each call. */
export class ClientContext {
  readonly dependencies: ClientDependencies;
  readonly history: OperationHistory;
  readonly #target: ServiceTarget;

  /** @throws TargetError for options with which no service can be opened */
  constructor(options: OperationsClientOptions) {
    this.#target = readOptions(options);
    this.dependencies = injectedDependencies.get(options) ?? defaultDependencies;
    this.history = new OperationHistory(this.dependencies.clock);
  }

  /**
   * Opens the service for an operation's name (with or without `//host/`), a parent or a path: it decides the version, the
   * regional host and the quota project.
   *
   * @throws TargetError if no service can be opened, for example without a location that the endpoint needs
   */
  open(resourceName: string): OpenService {
    return this.dependencies.pool.open({ ...this.#target, resourceName });
  }

  /**
   * Prepares a call about an operation by its name, with or without `//host/`.
   *
   * @throws ArgumentError, TargetError
   */
  prepareCall(text: string, options: CallOptions, deadline: Deadline): OperationCall {
    checkText("name", text, "projects/p/locations/l/operations/operation-1");
    const { clock, random } = this.dependencies;
    const opened = this.open(text);
    const name = readName(text, opened.resolved);
    const reportProgress = this.reporter(name, options);
    const report = (event: OperationEvent): void => {
      this.history.recordEvent(name, event);
      reportProgress(
        event.kind === "ended"
          ? { ...event, outcome: this.history.withEarlierCancel(name, event.outcome) }
          : event,
      );
    };
    const firstPollLimits = {
      isFirstContact: !this.history.isServiceReached,
      ...this.history.visibility(name),
    };
    return {
      name,
      context: cancelContext(opened, { clock, random, report }),
      firstPollLimits,
      limits: { deadline, ...firstPollLimits, ...(options.signal && { signal: options.signal }) },
      plan: ({ whenCancelUnsupported = "wait" }) =>
        cancelPlan(opened.connection, name, whenCancelUnsupported === "wait" ? "wait" : "leave"),
    };
  }

  /** Reports and records the outcome of a call, and returns it as the caller sees it. */
  endCall({ context, name }: Pick<OperationCall, "context" | "name">, outcome: Outcome): Outcome {
    return this.history.recordOutcome(name, reportOutcome(context, name, outcome));
  }

  /** The deadline of a call that begins now. @throws ArgumentError */
  deadline(options: CallOptions, defaultTimeout: string): Deadline {
    return new Deadline(this.dependencies.clock, readTimeout(options, defaultTimeout));
  }

  /** Makes a subscriber that passes events to the caller's `onProgress`, under the name that the caller gave. */
  reporter(name: string, { onProgress }: CallOptions): (event: OperationEvent) => void {
    return onProgress === undefined
      ? ignoreEvent
      : (event) => onProgress({ ...event, name } satisfies OperationProgress);
  }
}

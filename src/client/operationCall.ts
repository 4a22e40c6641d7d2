import type { CancelContext, CancelPlan } from "../core/cancel.js";
import { Deadline } from "../core/deadline.js";
import type { OperationEvent } from "../core/events.js";
import type { WaitLimits } from "../core/polling.js";
import { pollByGet } from "../core/polling.js";
import { cancelPlan } from "../google/cancelPlan.js";
import type { ServiceTarget } from "../google/service.js";
import { checkText, readName } from "./arguments.js";
import { type CallOptions, type CancelOptions, type OperationProgress, readTimeout } from "./callOptions.js";
import type { ClientDependencies } from "./clientOptions.js";
import { type Connected, ConnectionPool } from "./connections.js";
import { OperationHistory } from "./history.js";

/** One call about one operation. */
export interface OperationCall {
  name: string;
  tools: CancelContext;
  limits: WaitLimits;
  /** For cancelling it. */
  plan(options: CancelOptions): CancelPlan;
}

/** What the calls of one client share, and what each of them is given to work with. */
export class ClientContext {
  readonly surroundings: ClientDependencies;
  readonly history: OperationHistory;
  readonly #connections: ConnectionPool;

  constructor(target: ServiceTarget, surroundings: ClientDependencies) {
    this.surroundings = surroundings;
    this.history = new OperationHistory(surroundings.clock);
    this.#connections = new ConnectionPool(target, surroundings.connect);
  }

  /** The service at the other end of a call about an operation, a parent or a path. @throws TargetError */
  connect(about: string): Connected {
    return this.#connections.about(about);
  }

  /**
   * A call about an operation by its name, with or without `//host/`.
   *
   * @throws ArgumentError, TargetError
   */
  open(text: string, options: CallOptions, deadline: Deadline): OperationCall {
    checkText("name", text, "projects/p/locations/l/operations/operation-1");
    const { clock, random } = this.surroundings;
    const { connection, resolved } = this.connect(text);
    const name = readName(text, resolved);
    const show = this.reporter(name, options);
    const report = (event: OperationEvent): void => {
      this.history.note(name, event);
      show(event.kind === "ended" ? { ...event, outcome: this.history.credit(name, event.outcome) } : event);
    };
    return {
      name,
      tools: { clock, random, report, service: connection, polls: pollByGet(connection, clock) },
      limits: {
        deadline,
        firstContact: !this.history.reached,
        ...(options.signal && { signal: options.signal }),
        ...this.history.visibility(name),
      },
      plan: ({ whenCancelUnsupported = "wait" }) =>
        cancelPlan(connection, name, whenCancelUnsupported === "wait" ? "wait" : "leave"),
    };
  }

  /** The limit of a call that begins now. @throws ArgumentError */
  deadline(options: CallOptions, whenLeftOut: string): Deadline {
    return new Deadline(this.surroundings.clock, readTimeout(options, whenLeftOut));
  }

  /** Tells the caller what happens, under the name that the caller knows. */
  reporter(name: string, { onProgress }: CallOptions): (event: OperationEvent) => void {
    return (event) => onProgress?.({ ...event, name } satisfies OperationProgress);
  }
}

import type { CancelPlan, CancelTools } from "../core/cancel.js";
import { Deadline } from "../core/deadline.js";
import type { OperationEvent } from "../core/events.js";
import type { WaitLimits } from "../core/polling.js";
import { watchByGetting } from "../core/polling.js";
import { cancelPlan } from "../google/cancelPlan.js";
import type { ServiceTarget } from "../google/service.js";
import { checkText, readName } from "./arguments.js";
import { type CallOptions, type CancelOptions, type OperationProgress, readTimeout } from "./callOptions.js";
import type { ClientSurroundings } from "./clientOptions.js";
import { type Connected, Connections } from "./connections.js";
import { Dealings } from "./history.js";

/** One call about one operation. */
export interface OperationCall {
  name: string;
  tools: CancelTools;
  limits: WaitLimits;
  /** For cancelling it. */
  plan(options: CancelOptions): CancelPlan;
}

/** What the calls of one client share, and what each of them is given to work with. */
export class Calls {
  readonly surroundings: ClientSurroundings;
  readonly dealings: Dealings;
  readonly #connections: Connections;

  constructor(target: ServiceTarget, surroundings: ClientSurroundings) {
    this.surroundings = surroundings;
    this.dealings = new Dealings(surroundings.clock);
    this.#connections = new Connections(target, surroundings.connect);
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
    const { connection, place } = this.connect(text);
    const name = readName(text, place);
    const show = this.reporter(name, options);
    const report = (event: OperationEvent): void => {
      this.dealings.note(name, event);
      show(event);
    };
    return {
      name,
      tools: { clock, random, report, service: connection, watch: watchByGetting(connection, clock) },
      limits: {
        deadline,
        firstContact: !this.dealings.reached,
        ...(options.signal && { signal: options.signal }),
        ...this.dealings.visibility(name),
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

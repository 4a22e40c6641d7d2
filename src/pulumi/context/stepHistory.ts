import type { OperationEvent } from "../../core/events.js";

/** The facts that the events of one step have shown. State and journal depend on them. */
export class StepHistory {
  readonly #cancelAcceptedAt = new Map<string, number>();
  #wasPolledInFlight = false;

  record(event: OperationEvent): void {
    if (event.kind === "polled") {
      this.#wasPolledInFlight ||= !event.operation.done;
    } else if (event.kind === "cancelAccepted" && !this.#cancelAcceptedAt.has(event.name)) {
      this.#cancelAcceptedAt.set(event.name, event.time);
    }
  }

  /**
   * True once a poll has shown an operation in flight. Not by name: a service may write the name in another way, with
   * a project's number for its ID.
   */
  get wasPolledInFlight(): boolean {
    return this.#wasPolledInFlight;
  }

  /** Time of the first accepted cancel request for an operation, in milliseconds since the epoch. */
  cancelAcceptedAt(name: string): number | undefined {
    return this.#cancelAcceptedAt.get(name);
  }
}

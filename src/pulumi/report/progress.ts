import type { Clock } from "../../core/clock.js";
import type { OperationEvent } from "../../core/events.js";
import type { RunningOperation } from "../../core/operation.js";
import { RowWriter } from "../../core/row.js";
import { readMetadata } from "../../google/json/metadata.js";
import { operationId } from "../../google/operationRow.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { ServiceText } from "./serviceText.js";

/** The percentage between two rows that counts as a change. */
const PERCENT_STEP = 25;

/** Shows the events of one step in the row of its resource. */
export class Progress {
  readonly #log: ResourceLog;
  readonly #text: ServiceText;
  readonly #rows: RowWriter;
  #operation: RunningOperation | undefined;
  /** The ID of the operation whose cancel was accepted: not every service shows that in its metadata. */
  #cancellingId: string | undefined;

  constructor(log: ResourceLog, clock: Clock, text: ServiceText) {
    this.#log = log;
    this.#text = text;
    this.#rows = new RowWriter((row) => log.write("ephemeral", row), clock);
  }

  readonly report = (event: OperationEvent): void => {
    switch (event.kind) {
      case "polled":
        if (!event.operation.done) {
          this.#operation = event.operation;
          this.#showOperation(event.operation);
        }
        return;
      case "cancelAccepted": {
        const id = operationId(event.name);
        const polled = this.#operation;
        this.#cancellingId = id;
        this.#showOperation(
          polled !== undefined && operationId(polled.name) === id ? polled : { name: event.name },
          Number.POSITIVE_INFINITY,
        );
        return;
      }
      case "cancelUnsupported": {
        const reason = event.failure === undefined ? event.reason : this.#text.failure(event.failure);
        const next = event.isAwaited
          ? '. This run waits until the operation ends (whenCancelUnsupported: "wait")'
          : "";
        this.#log.write("warning", `${this.#text.name(event.name)} can't be cancelled: ${reason}${next}`);
        return;
      }
      case "retrying":
        this.#rows.showFailure(event.failure.kind, event.retryIn, (next) =>
          this.#text.failure(event.failure, next),
        );
        return;
      case "cancelSent":
      case "ended":
        return;
    }
  };

  #showOperation(operation: Pick<RunningOperation, "name" | "metadata">, untilNext = 0): void {
    const { cancelRequested, progressPercent = 0 } = readMetadata(operation.metadata);
    const isCancelling = cancelRequested || operationId(operation.name) === this.#cancellingId;
    const state = isCancelling ? "cancelling" : "running";
    const step = Math.floor(progressPercent / PERCENT_STEP);
    this.#rows.show(`${state} ${step}`, this.#text.row(state, operation), untilNext);
  }
}

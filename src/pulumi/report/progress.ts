import type { Clock } from "../../core/clock.js";
import { formatDuration } from "../../core/duration.js";
import type { OperationEvent } from "../../core/events.js";
import type { RequestFailure } from "../../core/failure.js";
import type { RunningOperation } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { ResourceLog } from "../engine/logStream.js";
import { RowWriter } from "./row.js";
import { operationId, type ServiceText } from "./serviceText.js";

/** The percentage between two rows that counts as a change. */
const PERCENT_STEP = 25;

/** The time in which a retried request may succeed before a row shows its failure, in milliseconds. */
const RETRY_GRACE = 5_000;

/** Shows the events of one step in the row of its resource. */
export class Progress {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #text: ServiceText;
  readonly #rows: RowWriter;
  #operation: RunningOperation | undefined;
  /** The ID of the operation whose cancel was accepted: not every service shows that in its metadata. */
  #cancellingId: string | undefined;
  /** The time of the first of the failures in a row. */
  #failingSince: number | undefined;

  constructor(log: ResourceLog, clock: Clock, text: ServiceText) {
    this.#log = log;
    this.#text = text;
    this.#clock = clock;
    this.#rows = new RowWriter(log, clock);
  }

  readonly report = (event: OperationEvent): void => {
    switch (event.kind) {
      case "polled":
        this.#failingSince = undefined;
        if (!event.operation.done) {
          this.#operation = event.operation;
          this.#showOperation(event.operation);
        }
        return;
      case "cancelAccepted": {
        this.#failingSince = undefined;
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
        this.#log.write("warning", `${this.#text.name(event.name)} can't be cancelled: ${reason}`);
        return;
      }
      case "retrying":
        this.#showFailure(event.failure, event.retryIn);
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

  #showFailure(failure: RequestFailure, retryIn: number): void {
    const now = this.#clock.monotonic();
    this.#failingSince ??= now;
    if (now + retryIn - this.#failingSince >= RETRY_GRACE) {
      const pause = formatDuration(Math.ceil(retryIn / 1_000) * 1_000);
      this.#rows.show(failure.kind, this.#text.failure(failure, `trying again in ${pause}`), retryIn);
    }
  }
}

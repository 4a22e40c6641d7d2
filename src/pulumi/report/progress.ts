import type { Clock } from "../../core/clock.js";
import { formatDuration } from "../../core/duration.js";
import type { OperationEvent } from "../../core/events.js";
import type { RequestFailure } from "../../core/failure.js";
import type { RunningOperation } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { ResourceLog } from "../engine/logStream.js";
import { operationId, type ServiceText } from "./serviceText.js";

/** The shortest time between two rows, in milliseconds: without a terminal, each row is a line of the log. */
const CHANGE_INTERVAL = 10_000;

/** The same for rows that differ only in their details. */
const DETAIL_INTERVAL = 60_000;

/** The same for equal rows. */
const HEARTBEAT = 120_000;

/** The percentage between two rows that counts as a change. */
const PERCENT_STEP = 25;

/** The time in which a retried request may succeed before a row shows its failure, in milliseconds. */
const RETRY_GRACE = 5_000;

/** Decides when the events of one step become rows of its resource. The engine shows only the last row. */
export class Progress {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #text: ServiceText;
  #operation: RunningOperation | undefined;
  /** The ID of the operation whose cancel was accepted: not every service shows that in its metadata. */
  #cancellingId: string | undefined;
  /** The time of the first of the failures in a row. */
  #failingSince: number | undefined;
  #last = { change: "", row: "", at: Number.NEGATIVE_INFINITY };

  constructor(log: ResourceLog, clock: Clock, text: ServiceText) {
    this.#log = log;
    this.#text = text;
    this.#clock = clock;
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
        this.#last.at = Number.NEGATIVE_INFINITY;
        this.#showOperation(
          polled !== undefined && operationId(polled.name) === id ? polled : { name: event.name },
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

  #showOperation(operation: Pick<RunningOperation, "name" | "metadata">): void {
    const { cancelRequested, progressPercent = 0 } = readMetadata(operation.metadata);
    const isCancelling = cancelRequested || operationId(operation.name) === this.#cancellingId;
    const state = isCancelling ? "cancelling" : "running";
    const step = Math.floor(progressPercent / PERCENT_STEP);
    this.#show(`${state} ${step}`, this.#text.row(state, operation), 0);
  }

  #showFailure(failure: RequestFailure, retryIn: number): void {
    const now = this.#clock.monotonic();
    this.#failingSince ??= now;
    if (now + retryIn - this.#failingSince >= RETRY_GRACE) {
      const pause = formatDuration(Math.ceil(retryIn / 1_000) * 1_000);
      this.#show(failure.kind, this.#text.failure(failure, `trying again in ${pause}`), retryIn);
    }
  }

  /** @param untilNext the time until the next event, in milliseconds; 0 if it is unknown */
  #show(change: string, row: string, untilNext: number): void {
    const { change: lastChange, row: lastRow, at } = this.#last;
    const now = this.#clock.monotonic();
    const interval = change !== lastChange ? CHANGE_INTERVAL : row !== lastRow ? DETAIL_INTERVAL : HEARTBEAT;
    if (Math.max(now - at, untilNext) >= interval) {
      this.#last = { change, row, at: now };
      this.#log.write("ephemeral", row);
    }
  }
}

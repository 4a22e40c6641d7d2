import type { Clock } from "../../core/clock.js";
import { formatDuration } from "../../core/duration.js";
import type { OperationEvent } from "../../core/events.js";
import type { Operation } from "../../core/operation.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { ResourceLog } from "../engine/logStream.js";
import type { ServiceText } from "./serviceText.js";

/** The shortest time between two progress lines, in milliseconds: without a terminal each one is a line of the log. */
const MIN_INTERVAL = 10_000;

/** The longest time between two progress lines of a wait in which nothing changes, in milliseconds. */
const HEARTBEAT = 60_000;

/** The log lines of one step, as its events show it. They show changes at once but not too often, and a heartbeat. */
export class Progress {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #text: ServiceText;
  readonly #startedAt: number;
  #lastLine = "";
  #lastLineAt = Number.NEGATIVE_INFINITY;

  constructor(log: ResourceLog, clock: Clock, text: ServiceText) {
    this.#log = log;
    this.#text = text;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  readonly report = (event: OperationEvent): void => {
    switch (event.kind) {
      case "polled":
        if (!event.operation.done) {
          this.#show(this.#stateOf(event.operation));
        }
        return;
      case "cancelAccepted":
        this.#log.write("ephemeral", `cancel requested: ${this.#text.name(event.name)}`);
        return;
      case "cancelUnsupported": {
        const reason = event.failure === undefined ? event.reason : this.#text.failure(event.failure);
        this.#log.write("warning", `${this.#text.name(event.name)} can't be cancelled: ${reason}`);
        return;
      }
      case "retrying":
        this.#showRetry(this.#text.failure(event.failure), event.retryIn);
        return;
      case "cancelSent":
      case "ended":
        return;
    }
  };

  /** Shows a pause that is longer than the heartbeat at once, because no other line will follow for so long. */
  #showRetry(lastError: string, retryIn: number): void {
    if (retryIn > HEARTBEAT) {
      this.#write(`${lastError}; trying again in ${formatDuration(Math.round(retryIn / 1_000) * 1_000)}`);
    } else {
      this.#show(`${lastError}; trying again`);
    }
  }

  #show(text: string): void {
    const sinceLastLine = this.#clock.monotonic() - this.#lastLineAt;
    if (sinceLastLine >= MIN_INTERVAL && (text !== this.#lastLine || sinceLastLine >= HEARTBEAT)) {
      this.#write(text);
    }
  }

  #write(text: string): void {
    const now = this.#clock.monotonic();
    this.#lastLine = text;
    this.#lastLineAt = now;
    const elapsed = Math.round((now - this.#startedAt) / 1_000) * 1_000;
    this.#log.write("ephemeral", elapsed === 0 ? text : `${formatDuration(elapsed)}, ${text}`);
  }

  #stateOf(operation: Operation): string {
    const verb = readMetadata(operation.metadata).cancelRequested ? "being cancelled" : "running";
    return `${[verb, ...this.#text.progress(operation)].join(", ")}: ${this.#text.name(operation.name)}`;
  }
}

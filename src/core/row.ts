import type { Clock } from "./clock.js";
import { formatDuration } from "./duration.js";
import { oneLine } from "./text.js";

/** The parts of a resource's row in the engine's display, most important first: a terminal cuts off the end. */
export interface Row {
  /** The state in one word: `running`. */
  state: string;
  /** The percent or a counter: `40 %`, `12 of 40 ended`. */
  progress?: string | undefined;
  /** The verb and its target, relative to the parent: `export of clusters/orders`. */
  subject?: string | undefined;
  /** The state in the service's own words. It is left out if it repeats `state`. */
  stage?: string | undefined;
  /** The ID of the operation, in full. */
  id?: string | undefined;
}

/** The most characters before the ID. A terminal of 120 columns shows about 50 of them, one of 80 columns about 10. */
const MAX_LENGTH = 60;

/** Formats a row as one line without unprintable characters: `cancelling, 40 %, export of clusters/orders, operation-1`. */
export function formatRow({ state, progress, subject, stage, id }: Row): string {
  const ownStage = stage?.toLowerCase() === state.toLowerCase() ? undefined : stage;
  const beginning = joined([state, progress, subject, ownStage]);
  return joined([beginning.length > MAX_LENGTH ? `${beginning.slice(0, MAX_LENGTH - 1)}…` : beginning, id]);
}

function joined(parts: (string | undefined)[]): string {
  return parts
    .map((part = "") => oneLine(part))
    .filter((part) => part !== "")
    .join(", ");
}

/** The shortest time between two rows, in milliseconds: without a terminal, each row is a line of the log. */
const CHANGE_INTERVAL = 10_000;

/** The same for rows that differ only in their details. */
const DETAIL_INTERVAL = 60_000;

/** The same for equal rows. */
const HEARTBEAT = 120_000;

/** The time in which a retried request may succeed before a row shows its failure, in milliseconds. */
const RETRY_GRACE = 5_000;

/** Decides when a row is written. The engine shows the last row that was. */
export class RowWriter {
  readonly #write: (row: string) => void;
  readonly #clock: Pick<Clock, "monotonic">;
  #last = { change: "", row: "", at: Number.NEGATIVE_INFINITY };
  /** The time of the first of the failures in a row. */
  #failingSince: number | undefined;

  /** @param write writes a row in place of the last one */
  constructor(write: (row: string) => void, clock: Pick<Clock, "monotonic">) {
    this.#write = write;
    this.#clock = clock;
  }

  /**
   * Writes a row unless the last one is too recent.
   *
   * @param change the part of the row that counts as a change if it differs, such as the state
   * @param untilNext the time until the next row at the earliest, in milliseconds: a long one makes this row due now
   */
  show(change: string, row: string, untilNext = 0): void {
    this.#failingSince = undefined;
    this.#writeIfDue(change, row, untilNext);
  }

  /**
   * Writes a row about a failed request, if requests have been failing for a while.
   *
   * @param kind the kind of the failure
   * @param retryIn the time until the request is sent again, in milliseconds
   * @param rowWith makes the row, which has to contain the next step
   */
  showFailure(kind: string, retryIn: number, rowWith: (next: string) => string): void {
    const now = this.#clock.monotonic();
    this.#failingSince ??= now;
    if (now + retryIn - this.#failingSince >= RETRY_GRACE) {
      const pause = formatDuration(Math.ceil(retryIn / 1_000) * 1_000);
      this.#writeIfDue(kind, rowWith(`trying again in ${pause}`), retryIn);
    }
  }

  #writeIfDue(change: string, row: string, untilNext: number): void {
    const last = this.#last;
    const now = this.#clock.monotonic();
    const interval =
      change !== last.change ? CHANGE_INTERVAL : row !== last.row ? DETAIL_INTERVAL : HEARTBEAT;
    if (Math.max(now - last.at, untilNext) >= interval) {
      this.#last = { change, row, at: now };
      this.#write(row);
    }
  }
}

import type { Writable } from "node:stream";
import type { OperationProgress } from "../../client/options.js";
import type { Clock } from "../../core/clock.js";
import { formatDuration } from "../../core/duration.js";
import type { LiveArea } from "./liveArea.js";
import { rowParts, type TrackedOperation, trackEvent, trackedState } from "./operationTracker.js";
import { countText, keepBeginning, keepEnd } from "./shortText.js";

/** Milliseconds between two summaries without a terminal, if something changed, and if nothing did. */
const CHANGE_INTERVAL = 10_000;
const HEARTBEAT = 60_000;

const GAP = "  ";

/** The progress of a wait or a cancel: live rows on a terminal, a few lines elsewhere. */
export class ProgressOutput {
  readonly #area: LiveArea;
  readonly #stderr: Writable;
  readonly #clock: Clock;
  readonly #isQuiet: boolean;
  readonly #tracked: readonly TrackedOperation[];
  /** True if the operations are of several services. */
  readonly #hasServices: boolean;
  readonly #startedAt: number;
  #last = { text: "", at: Number.NEGATIVE_INFINITY };
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(
    area: LiveArea,
    stderr: Writable,
    clock: Clock,
    { tracked, isQuiet }: { tracked: readonly TrackedOperation[]; isQuiet: boolean },
  ) {
    this.#area = area;
    this.#stderr = stderr;
    this.#clock = clock;
    this.#isQuiet = isQuiet;
    this.#tracked = tracked;
    this.#hasServices = new Set(tracked.map(({ service }) => service)).size > 1;
    this.#startedAt = clock.monotonic();
  }

  /** Takes an event of an operation and shows what it changes. */
  event(tracked: TrackedOperation, event: OperationProgress): void {
    trackEvent(tracked, event);
    if (this.#isQuiet) {
      return;
    }
    if (this.#area.isLive) {
      this.#area.show(() => this.#rows());
      return;
    }
    this.#writeFailure(tracked);
    this.#writeSummary();
  }

  /** Writes a line of the result. */
  result(stdout: Writable, text: string): void {
    this.#area.writeAbove(stdout, text);
  }

  /** The operations in flight, those that are being cancelled first, and a summary. */
  #rows(): string[] {
    const inFlight = this.#tracked.filter(({ result }) => result === undefined);
    const shown = inFlight.slice(0, Math.max(1, this.#area.height - 2));
    const more = inFlight.length - shown.length;
    const elapsed = Math.floor((this.#clock.monotonic() - this.#startedAt) / 1_000) * 1_000;
    return [
      ...shown.map((tracked) => rowText(rowParts(tracked, this.#hasServices), this.#area.width)),
      ...(more > 0 ? [`… and ${more} more`] : []),
      `${this.summary()} (${formatDuration(elapsed)})`,
    ].map((line) => keepBeginning(line, this.#area.width));
  }

  /** The number of operations that have ended, and of the others by what is known about them. */
  summary(): string {
    const counts = new Map<string, number>();
    for (const tracked of this.#tracked) {
      const progress = progressWord(tracked);
      counts.set(progress, (counts.get(progress) ?? 0) + 1);
    }
    const others = ["cancelling", "still running", "not found", "refused"].filter((word) => counts.has(word));
    return [
      `${counts.get("ended") ?? 0} of ${countText(this.#tracked.length, "operation")} ended`,
      ...others.map((word) => `${counts.get(word)} ${word}`),
    ].join(", ");
  }

  #writeSummary(): void {
    const text = this.summary();
    const now = this.#clock.monotonic();
    if (now - this.#last.at >= (text === this.#last.text ? HEARTBEAT : CHANGE_INTERVAL)) {
      this.#last = { text, at: now };
      this.#stderr.write(`${text}\n`);
    }
  }

  #writeFailure({ fullName, retrying }: TrackedOperation): void {
    const now = this.#clock.monotonic();
    if (retrying !== undefined && now - this.#lastFailure >= HEARTBEAT) {
      this.#lastFailure = now;
      this.#stderr.write(`${fullName}: ${retrying}; trying again\n`);
    }
  }
}

/** The word under which an operation counts. `waiting` is the normal case, which isn't mentioned. */
function progressWord(tracked: TrackedOperation): string {
  const isCancelling = trackedState(tracked) === "CANCELLING";
  switch (tracked.result) {
    case undefined:
      return isCancelling ? "cancelling" : "waiting";
    case "running":
      return isCancelling ? "cancelling" : "still running";
    case "gone":
      return "not found";
    case "refused":
      return "refused";
    default:
      return "ended";
  }
}

/** The fewest columns in which the end of an ID tells operations apart. */
const MIN_ID_WIDTH = 10;

/** Joins the parts of a row. Of the last one, the ID, only the end stays if it doesn't fit. */
function rowText(parts: readonly string[], width: number): string {
  const beginning = parts.slice(0, -1).join(GAP);
  const rest = width - beginning.length - GAP.length;
  return rest < MIN_ID_WIDTH ? beginning : `${beginning}${GAP}${keepEnd(parts.at(-1) ?? "", rest)}`;
}

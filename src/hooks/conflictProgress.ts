import type { OperationOutcome, OperationProgress } from "../client/index.js";
import type { Clock } from "../core/clock.js";
import { describeFailure } from "../core/failure.js";
import type { Operation, RunningOperation } from "../core/operation.js";
import type { Outcome, RunningOutcome } from "../core/outcome.js";
import { excerpt } from "../core/text.js";
import { readMetadata } from "../google/json/metadata.js";
import type { ConflictPolicy } from "./conflictOptions.js";

/** `ephemeral`: shown in the resource's row while it lasts. */
export type ConflictLog = (kind: "info" | "warning" | "ephemeral", message: string) => void;

/** The shortest time between two lines of the row, in milliseconds: without a terminal each one is a line of the log. */
const MIN_INTERVAL = 10_000;

/** The longest time between two such lines while nothing changes, in milliseconds. */
const HEARTBEAT = 60_000;

/** Operations that are named; more are counted. */
const MAX_NAMED = 10;

/** The log lines about the operations that keep one resource from being changed. */
export class ConflictProgress {
  readonly #log: ConflictLog;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #policy: ConflictPolicy;
  readonly #verbs = new Map<string, string>();
  readonly #uncancellable = new Set<string>();
  #ended = 0;
  #lastLine = "";
  #lastLineAt = Number.NEGATIVE_INFINITY;

  constructor(log: ConflictLog, clock: Pick<Clock, "monotonic">, policy: ConflictPolicy) {
    this.#log = log;
    this.#clock = clock;
    this.#policy = policy;
  }

  /** Takes notice of the kind of a listed operation. */
  notice(operation: Operation): void {
    const { verb } = readMetadata(operation.metadata);
    if (verb !== undefined) {
      this.#verbs.set(operation.name, excerpt(verb));
    }
  }

  readonly report = (event: OperationProgress): void => {
    switch (event.kind) {
      case "polled":
        if (!event.operation.done) {
          this.#show(this.#stateOf(event.operation));
        }
        return;
      case "cancelSent":
        return;
      case "cancelAccepted":
        this.#show(`cancellation requested: ${this.#nameOf(event.name)}`);
        return;
      case "cancelUnsupported":
        this.#uncancellable.add(event.name);
        if (this.#uncancellable.size <= MAX_NAMED) {
          this.#log("info", `${this.#nameOf(event.name)} is not cancelled: ${event.reason}`);
        }
        return;
      case "retrying":
        this.#show(`${describeFailure(event.failure)}; trying again`);
        return;
      case "ended":
        this.#showOutcome(event.name, event.outcome);
        return;
    }
  };

  /** Names the operations in flight that report too little to be selected. */
  showUnidentified(names: readonly string[]): void {
    if (names.length > 0) {
      this.#log(
        "warning",
        `In flight, and left alone because they don't report whether they work on this resource: ${listText(names, ", ")}`,
      );
    }
  }

  /** Counts the operations that have ended, if not each has its own line. */
  showSummary(): void {
    if (this.#ended > MAX_NAMED) {
      this.#log("info", `${this.#ended} operations have ended`);
    }
  }

  /** Names the operations that have not ended, with the reason; `undefined` if all have. */
  unended(results: readonly OperationOutcome[], timeout: string): string | undefined {
    const texts = results.flatMap((result) => {
      const reason =
        result.error === undefined
          ? unendedReason(result.outcome, timeout)
          : describeFailure(result.error.failure);
      return reason === undefined ? [] : [`${this.#nameOf(result.name)}: ${reason}`];
    });
    return texts.length === 0 ? undefined : listText(texts, "; ");
  }

  #stateOf(operation: RunningOperation): string {
    const { progressPercent, cancelRequested } = readMetadata(operation.metadata);
    const isAwaited = this.#policy === "wait" || this.#uncancellable.has(operation.name);
    const state = cancelRequested ? "being cancelled" : isAwaited ? "waiting" : "cancelling";
    const percent = progressPercent === undefined ? "" : `, ${progressPercent} %`;
    return `${state}${percent}: ${this.#nameOf(operation.name)}`;
  }

  #nameOf(name: string): string {
    const verb = this.#verbs.get(name);
    return verb === undefined ? name : `${name} (${verb})`;
  }

  #showOutcome(name: string, outcome: Outcome): void {
    if (outcome.kind !== "running") {
      this.#ended += 1;
      if (this.#ended <= MAX_NAMED) {
        this.#log("info", `${this.#nameOf(name)} ${outcomeText(outcome)}`);
      } else {
        this.#show(`${this.#ended} operations have ended`);
      }
    }
  }

  #show(text: string): void {
    const now = this.#clock.monotonic();
    const sinceLastLine = now - this.#lastLineAt;
    if (sinceLastLine >= MIN_INTERVAL && (text !== this.#lastLine || sinceLastLine >= HEARTBEAT)) {
      this.#lastLine = text;
      this.#lastLineAt = now;
      this.#log("ephemeral", text);
    }
  }
}

/** The first texts of a list, and the number of the others. */
function listText(texts: readonly string[], separator: string): string {
  const more = texts.length > MAX_NAMED ? [`${texts.length - MAX_NAMED} more`] : [];
  return [...texts.slice(0, MAX_NAMED), ...more].join(separator);
}

function outcomeText(outcome: Exclude<Outcome, RunningOutcome>): string {
  switch (outcome.kind) {
    case "cancelled":
      return outcome.byUs ? "was cancelled" : "was cancelled, but not at the request of this run";
    case "completed":
      return outcome.cancelRequested
        ? "completed despite its cancellation: its effects exist"
        : "has completed";
    case "failed":
      return `ended with ${outcome.error.status}`;
    case "gone":
      return "was not found; how it ended is unknown";
  }
}

function unendedReason(outcome: Outcome, timeout: string): string | undefined {
  if (outcome.kind !== "running") {
    return undefined;
  }
  const { because, cancelRequested, failure } = outcome;
  return [
    cancelRequested ? "its cancellation is requested" : "it is running",
    ...(because === "deadline" ? [`no end within ${timeout} (timeout)`] : []),
    ...(failure === undefined ? [] : [describeFailure(failure)]),
  ].join(", ");
}

import type { OperationOutcome, OperationProgress } from "../client/index.js";
import type { Clock } from "../core/clock.js";
import { describeFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import type { Outcome, RunningOutcome } from "../core/outcome.js";
import { formatRow, RowWriter } from "../core/row.js";
import { excerpt } from "../core/text.js";
import { uncancelledText } from "../google/cancelPlan.js";
import { readMetadata } from "../google/json/metadata.js";
import { operationRow } from "../google/operationRow.js";
import type { ConflictPolicy } from "./conflictOptions.js";

/** `ephemeral`: shown in the resource's row while it lasts. */
export type ConflictLog = (kind: "info" | "warning" | "ephemeral", message: string) => void;

/** Operations that are named; more are counted. */
const MAX_NAMED = 10;

/** Shows the operations that keep one resource from being changed, in its row and its log. */
export class ConflictProgress {
  readonly #log: ConflictLog;
  readonly #rows: RowWriter;
  readonly #policy: ConflictPolicy;
  /** The operations as they were last seen. */
  readonly #operations = new Map<string, Operation>();
  readonly #cancelling = new Set<string>();
  readonly #uncancellable = new Set<string>();
  #ended = 0;

  constructor(log: ConflictLog, clock: Pick<Clock, "monotonic">, policy: ConflictPolicy) {
    this.#log = log;
    this.#rows = new RowWriter((row) => log("ephemeral", row), clock);
    this.#policy = policy;
  }

  /** Takes notice of a listed operation. */
  notice(operation: Operation): void {
    this.#operations.set(operation.name, operation);
  }

  readonly report = (event: OperationProgress): void => {
    switch (event.kind) {
      case "polled":
        if (!event.operation.done) {
          this.#operations.set(event.operation.name, event.operation);
          this.#showRow(event.operation);
        }
        return;
      case "cancelAccepted":
        this.#cancelling.add(event.name);
        this.#showRow(this.#operations.get(event.name) ?? { name: event.name }, Number.POSITIVE_INFINITY);
        return;
      case "cancelUnsupported":
        this.#uncancellable.add(event.name);
        if (this.#uncancellable.size <= MAX_NAMED) {
          this.#log(
            "info",
            `${this.#nameOf(event.name)} ${uncancelledText(event.reason)}. This run waits until the operation ends`,
          );
        }
        return;
      case "retrying":
        this.#rows.showFailure(event.failure.kind, event.retryIn, (next) =>
          describeFailure(event.failure, next),
        );
        return;
      case "cancelSent":
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
        "These operations are running. resolveConflicts neither cancels them nor waits for them, because they do not report " +
          `which resource they work on: ${listText(names, ", ")}`,
      );
    }
  }

  /** Counts the operations that have ended, if not each has its own line. */
  showSummary(): void {
    if (this.#ended > MAX_NAMED) {
      this.#log("info", `${this.#ended} operations have ended`);
    }
  }

  /** Names the operations that have not ended, with their states, without a full stop; `undefined` if all have. */
  unended(target: string, results: readonly OperationOutcome[], timeout: string): string | undefined {
    const texts = results.flatMap((result) => this.#unendedText(result));
    if (texts.length === 0) {
      return undefined;
    }
    const verb = texts.length === 1 ? "has" : "have";
    const isTimedOut = results.some(
      ({ outcome }) => outcome?.kind === "running" && outcome.because === "deadline",
    );
    const limit = isTimedOut ? ` within ${timeout} (option timeout)` : "";
    return `${texts.length} of ${results.length} operations on ${target} ${verb} not ended${limit}: ${listText(texts, "; ")}`;
  }

  #unendedText({ name, outcome, error }: OperationOutcome): string[] {
    if (error !== undefined) {
      const state = error.state.replaceAll(name, this.#nameOf(name));
      return [`${state}: ${describeFailure(error.failure)}`];
    }
    if (outcome.kind !== "running") {
      return [];
    }
    const state = this.#cancelling.has(name)
      ? "cancel request accepted"
      : this.#policy === "wait"
        ? "running"
        : "no cancel request confirmed";
    const { failure } = outcome;
    const last = failure === undefined ? "" : `, ${describeFailure(failure)}`;
    return [`${this.#nameOf(name)}: ${state}${last}`];
  }

  #showRow(operation: Pick<Operation, "name" | "metadata">, untilNext = 0): void {
    const { cancelRequested } = readMetadata(operation.metadata);
    const isAwaited = this.#policy === "wait" || this.#uncancellable.has(operation.name);
    const state = isAwaited && !cancelRequested ? "waiting" : "cancelling";
    this.#rows.show(state, formatRow(operationRow(state, operation)), untilNext);
  }

  #nameOf(name: string): string {
    const { verb } = readMetadata(this.#operations.get(name)?.metadata);
    return verb === undefined ? name : `${name} (${excerpt(verb)})`;
  }

  #showOutcome(name: string, outcome: Outcome): void {
    if (outcome.kind !== "running") {
      this.#ended += 1;
      if (this.#ended <= MAX_NAMED) {
        this.#log("info", `${this.#nameOf(name)} ${outcomeText(outcome)}`);
      } else {
        const row = formatRow({
          state: this.#policy === "wait" ? "waiting" : "cancelling",
          progress: `${this.#ended} ended`,
        });
        this.#rows.show(row, row);
      }
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
      return `was cancelled${outcome.byUs ? "" : ", but not by a cancel request of this run"}`;
    case "completed":
      return outcome.cancelRequested
        ? "completed despite the cancel request. The effects of the operation remain"
        : "completed";
    case "failed":
      return `failed with ${outcome.error.status} (code ${outcome.error.code})`;
    case "gone":
      return "was not found, so its outcome is unknown";
  }
}

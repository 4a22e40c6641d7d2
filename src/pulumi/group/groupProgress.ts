import type { Clock } from "../../core/clock.js";
import type { OperationEvent } from "../../core/events.js";
import type { RunningOperation } from "../../core/operation.js";
import type { Outcome, RunningOutcome } from "../../core/outcome.js";
import { formatRow, RowWriter } from "../../core/row.js";
import { uncancelledText } from "../../google/cancelPlan.js";
import type { ResourceLog } from "../engine/logStream.js";
import { leftRunningText, remainingEffects } from "../operation/deleteResult.js";
import type { ServiceText } from "../report/serviceText.js";
import type { DeclaredGroup } from "../state/groupState.js";

/** Operations that get a line of their own in the log; more are counted. */
const MAX_LINES = 20;

const UNIDENTIFIED =
  "This run neither cancels it nor waits for it, because the operation does not report which resource it works on";

/** The log lines of a group's delete: a row that counts, and one line for each of the first operations that end. */
export class GroupProgress {
  readonly #log: ResourceLog;
  readonly #rows: RowWriter;
  readonly #text: ServiceText;
  readonly #group: DeclaredGroup;
  #total = 0;
  #cancelsAccepted = 0;
  readonly #counts = new Map<Outcome["kind"], number>();
  readonly #unidentified = new Set<string>();
  #uncancellable = 0;
  #leftRunning = 0;

  constructor(log: ResourceLog, clock: Clock, text: ServiceText, group: DeclaredGroup) {
    this.#log = log;
    this.#rows = new RowWriter((row) => log.write("ephemeral", row), clock);
    this.#text = text;
    this.#group = group;
  }

  /** The number of operations that were selected so far. */
  get total(): number {
    return this.#total;
  }

  /** The state of the group's operations in words. */
  get state(): string {
    const { selection, isNameSecret } = this.#group;
    const isSecretOrNamed = isNameSecret || selection.kind === "names";
    const operations = isSecretOrNamed ? "operations" : `operations below ${selection.parent}`;
    return `${this.#ended()} of ${this.#total} ${operations} ended, cancel requests accepted: ${this.#cancelsAccepted}`;
  }

  /** Adds operations whose end is awaited from now on. */
  expect(operations: number): void {
    this.#total += operations;
    this.#showRow();
  }

  /** Says that a selection includes none of the operations in flight. */
  showNoneSelected(inFlight: number): void {
    this.#log.write(
      "info",
      `no operation in flight matches the group; in flight below its parent: ${inFlight}`,
    );
  }

  /** Names each operation once that reports too little to be selected. */
  showUnidentified(operations: readonly RunningOperation[]): void {
    const added = operations.filter(({ name }) => !this.#unidentified.has(name));
    for (const { name } of added) {
      this.#unidentified.add(name);
      if (this.#unidentified.size <= MAX_LINES) {
        this.#log.write("warning", `${this.#text.name(name)} is running. ${UNIDENTIFIED}`);
      }
    }
    const more = this.#unidentified.size - MAX_LINES;
    if (added.length > 0 && more > 0) {
      this.#log.write(
        "warning",
        `${more} more operations are running and do not report their resource either`,
      );
    }
  }

  report(event: OperationEvent): void {
    switch (event.kind) {
      case "polled":
        this.#showRow();
        return;
      case "cancelSent":
        return;
      case "cancelAccepted":
        this.#cancelsAccepted += 1;
        this.#showRow();
        return;
      case "cancelUnsupported": {
        this.#uncancellable += 1;
        if (this.#uncancellable <= MAX_LINES) {
          const reason = event.failure === undefined ? event.reason : this.#text.failure(event.failure);
          const next = event.isAwaited ? ". This run waits until the operation ends" : "";
          this.#log.write(
            "warning",
            `${this.#text.name(event.name)} ${uncancelledText(event.reason, reason)}${next}`,
          );
        }
        return;
      }
      case "retrying":
        this.#rows.showFailure(event.failure.kind, event.retryIn, (next) =>
          this.#text.failure(event.failure, next),
        );
        return;
      case "ended":
        this.#showOutcome(event.name, event.outcome);
        this.#showRow();
        return;
    }
  }

  /** Counts the operations by outcome, if not each has its own line. */
  showSummary(): void {
    if (this.#ended() > MAX_LINES) {
      const counts = [...this.#counts].map(
        ([kind, count]) => `${count} ${kind === "gone" ? "not found" : kind}`,
      );
      this.#log.write("info", `${this.#ended()} operations have ended: ${counts.join(", ")}`);
    }
  }

  #ended(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  #showRow(): void {
    const state = this.#group.settings.onDelete === "wait" ? "waiting" : "cancelling";
    const row =
      this.#total === 0
        ? formatRow({ state: "listing operations" })
        : formatRow({ state, progress: `${this.#ended()} of ${this.#total} ended` });
    this.#rows.show(row, row);
  }

  #showOutcome(name: string, outcome: Outcome): void {
    if (outcome.kind === "running") {
      this.#showLeftRunning(name, outcome);
      return;
    }
    this.#counts.set(outcome.kind, (this.#counts.get(outcome.kind) ?? 0) + 1);
    if (this.#ended() <= MAX_LINES) {
      const kind = outcome.kind === "completed" && outcome.cancelRequested ? "warning" : "info";
      this.#log.write(kind, `${this.#text.name(name)} ${this.#outcomeText(outcome)}`);
    }
  }

  /** Shows that an operation is left running because the settings say so. */
  #showLeftRunning(name: string, { because }: RunningOutcome): void {
    const { whenCancelUnsupported } = this.#group.settings;
    const isUncancellable = because === "cancelUnsupported" && whenCancelUnsupported === "abandon";
    if (because !== "abandoned" && !isUncancellable) {
      return;
    }
    this.#leftRunning += 1;
    if (this.#leftRunning <= MAX_LINES) {
      this.#log.write(
        "warning",
        leftRunningText(this.#text.name(name), isUncancellable ? because : "cancelRequested"),
      );
    }
  }

  #outcomeText(outcome: Exclude<Outcome, { kind: "running" }>): string {
    switch (outcome.kind) {
      case "cancelled": {
        const by = outcome.byUs ? "" : ", but not by a cancel request of this group";
        return `was cancelled${by}${remainingEffects(this.#text, outcome.operation)}`;
      }
      case "completed":
        return outcome.cancelRequested
          ? "completed despite the cancel request. The effects of the operation remain"
          : "completed without being cancelled";
      case "failed":
        return `failed with ${this.#text.error(outcome.error)}${remainingEffects(this.#text, outcome.operation)}`;
      case "gone":
        return "was not found, so its outcome is unknown";
    }
  }
}

import type { Writable } from "node:stream";
import type { OperationProgress } from "../../client/options.js";
import { describeFailure } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import type { Outcome } from "../../core/outcome.js";
import { partialEffectsOf, readMetadata } from "../../google/json/metadata.js";
import type { FindProblem, FoundOperation } from "../selection/foundOperation.js";
import { type TrackedOperation, trackedState } from "./operationTracker.js";
import { type OperationState, stateOf } from "./shownState.js";

/** Writes JSON lines: one object for each event. events.schema.json describes them. */
export class JsonLines {
  readonly #stream: Writable;
  readonly #now: () => number;

  /** @param now the wall time, in milliseconds */
  constructor(stream: Writable, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  /** A list returned an operation. */
  listed(found: FoundOperation): void {
    this.#write("listed", found.fullName, { service: found.service, ...foundFields(found) });
  }

  /** A GET returned an operation. The line has everything that the service returned. */
  described(found: FoundOperation): void {
    const { metadata } = found.operation;
    const result = found.operation.done ? found.operation.result : { kind: "none" as const };
    this.#write("described", found.fullName, {
      service: found.service,
      ...foundFields(found),
      metadata,
      ...(result.kind === "error" && { error: result.error }),
      ...(result.kind === "response" && { response: result.response }),
    });
  }

  /** An event of a wait or a cancel. */
  progress(tracked: TrackedOperation, event: OperationProgress): void {
    this.#write(event.kind, tracked.fullName, progressFields(event, tracked), event.time);
  }

  /** The service refused a request about an operation for good. */
  refused(name: string, message: string): void {
    this.#write("refused", name, { state: "UNKNOWN", message });
  }

  /** A part of the result is missing. */
  problem({ kind, service, name = "", message }: FindProblem): void {
    this.#write("problem", name, { state: "UNKNOWN", problem: kind, service, message });
  }

  /** @param time in milliseconds since the epoch */
  #write(event: string, name: string, fields: LineFields, time = this.#now()): void {
    this.#stream.write(`${JSON.stringify({ time: new Date(time).toISOString(), event, name, ...fields })}\n`);
  }
}

interface LineFields {
  state: OperationState;
  [key: string]: unknown;
}

function progressFields(event: OperationProgress, tracked: TrackedOperation): LineFields {
  const { isCancelAccepted } = tracked;
  switch (event.kind) {
    case "polled":
      return operationFields(event.operation, isCancelAccepted);
    case "cancelSent":
      return { state: trackedState(tracked) };
    case "cancelAccepted":
      return { state: "CANCELLING" };
    case "cancelUnsupported":
      return { state: "RUNNING", message: event.reason };
    case "retrying":
      return { state: "UNKNOWN", message: describeFailure(event.failure), retryIn: event.retryIn };
    case "ended":
      return outcomeFields(event.outcome, isCancelAccepted);
  }
}

function foundFields({ operation, cancel, deletesTarget }: FoundOperation) {
  return {
    ...operationFields(operation, false),
    cancellable: cancel,
    ...(deletesTarget && { deletesTarget }),
  };
}

function operationFields(operation: Operation, isCancelAccepted: boolean) {
  const { verb, target, startTime, endTime, progressPercent, counters, stage } = readMetadata(
    operation.metadata,
  );
  return {
    state: stateOf(operation, isCancelAccepted),
    verb,
    target,
    startTime,
    endTime,
    progressPercent,
    counters,
    stage,
  };
}

function outcomeFields(outcome: Outcome, isCancelAccepted: boolean) {
  const { kind, operation } = outcome;
  const state: OperationState =
    kind === "gone" ? "GONE" : operation === undefined ? "UNKNOWN" : stateOf(operation, isCancelAccepted);
  return {
    ...(operation !== undefined && operationFields(operation, isCancelAccepted)),
    state,
    outcome: {
      kind,
      ...("byUs" in outcome && { byUs: outcome.byUs }),
      ...("cancelRequested" in outcome && { cancelRequested: outcome.cancelRequested }),
      ...("because" in outcome && { because: outcome.because }),
      ...("error" in outcome && { error: outcome.error }),
      ...("lastError" in outcome && { lastError: outcome.lastError }),
      partialEffects: operation?.done ? partialEffectsOf(operation.metadata) : undefined,
    },
  };
}

import type { OperationProgress } from "../../client/options.js";
import { describeFailure } from "../../core/failure.js";
import type { Operation } from "../../core/operation.js";
import type { Outcome } from "../../core/outcome.js";
import { oneLine } from "../../core/text.js";
import { readMetadata } from "../../google/json/metadata.js";
import { operationId } from "../../google/operationRow.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import { doneText } from "./shortText.js";
import { type OperationState, stateOf } from "./shownState.js";

/** An operation that a command waits for, as far as the run has seen it. */
export interface TrackedOperation {
  service: string;
  /** Without the host. */
  name: string;
  fullName: string;
  /** The operation in the latest response: of the list, or of a poll. */
  operation?: Operation;
  /** True if the service accepted a cancel request of this run. One that is only sent may never have arrived. */
  isCancelAccepted: boolean;
  /** The reason why it can't be cancelled. */
  unsupported?: string;
  /** The last failure, until a request succeeds. */
  retrying?: string;
  /** The final report about it; absent while the command waits. It may still run after `running` and `refused`. */
  result?: Outcome["kind"] | "refused";
}

/** An operation of which this run has seen nothing yet, or one that a list returned. */
export function trackedOperation(
  service: string,
  name: string,
  fullName: string,
  found?: FoundOperation,
): TrackedOperation {
  return {
    service,
    name,
    fullName,
    ...(found !== undefined && { operation: found.operation }),
    isCancelAccepted: false,
  };
}

/** Updates an operation by an event. */
export function trackEvent(tracked: TrackedOperation, event: OperationProgress): void {
  delete tracked.retrying;
  switch (event.kind) {
    case "polled":
      tracked.operation = event.operation;
      return;
    case "cancelSent":
      return;
    case "cancelAccepted":
      tracked.isCancelAccepted = true;
      return;
    case "cancelUnsupported":
      tracked.unsupported = event.reason;
      return;
    case "retrying":
      tracked.retrying = describeFailure(event.failure);
      return;
    case "ended":
      tracked.result = event.outcome.kind;
      if (event.outcome.operation !== undefined) {
        tracked.operation = event.outcome.operation;
      }
  }
}

/** The state of an operation, as far as the run has seen it. */
export function trackedState({ operation, isCancelAccepted }: TrackedOperation): OperationState {
  return operation === undefined
    ? isCancelAccepted
      ? "CANCELLING"
      : "UNKNOWN"
    : stateOf(operation, isCancelAccepted);
}

/** The parts of an operation's row: state, progress, perhaps its service, work, and last the ID at the end of its name. */
export function rowParts(tracked: TrackedOperation, showsService: boolean): string[] {
  const { operation, retrying, name, service } = tracked;
  const report = readMetadata(operation?.metadata);
  const { verb, target } = report;
  const parent = name.replace(/\/operations\/[^/]*$/, "/");
  const shownTarget = target?.startsWith(parent) ? target.slice(parent.length) : target;
  const work = [verb, shownTarget].filter((part) => part !== undefined).join(" of ");
  return [
    trackedState(tracked).toLowerCase().padEnd(10),
    (doneText(report) ?? "").padStart(4),
    ...(showsService ? [service] : []),
    ...(retrying === undefined ? [] : [`retrying: ${retrying}`]),
    ...(work === "" ? [] : [oneLine(work)]),
    operationId(name),
  ];
}

import type { JsonObject } from "../../core/json.js";
import { CANCELLED } from "../../core/operation.js";
import type { StartDefinition } from "../services/serviceDefinition.js";
import type { Ending, ResolvedBehaviour } from "./behaviour.js";

/** Everything that is kept of an operation. What it is at a moment follows from {@link snapshotOf}. */
export interface OperationRecord {
  /** 1 for the first that was started; the order of lists. */
  readonly sequence: number;
  readonly service: string;
  /** The API version it was started with; its metadata speaks of it. */
  readonly version: string;
  readonly start: StartDefinition;
  readonly name: string;
  /** The resource it works on. */
  readonly target: string;
  /** The body of the start request. */
  readonly body: JsonObject;
  readonly behaviour: ResolvedBehaviour;
  /** Milliseconds on the emulator's clock; negative for one that is older than the emulator. */
  readonly startedAt: number;
  /** When a cancel was first answered with 200 while the operation was in flight. */
  cancelRequestedAt?: number;
  /** The record was deleted, or the caller made the emulator forget it. */
  dropped: boolean;
}

/** Where an operation stands. */
export type OperationPhase = "RUNNING" | "CANCELLING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** What an operation is at one moment. */
export type OperationSnapshot = {
  phase: OperationPhase;
  /** A look at it brings it; otherwise 404. */
  visible: boolean;
  /** Its record has been dropped, for ever. */
  gone: boolean;
  /** 0 to 1. Stands still once a cancel has been honoured. */
  progress: number;
} & ({ done: false } | { done: true; endedAt: number; ending: Ending | "cancelled" });

/** When and how the operation ends, as far as is known now: a cancel may still come. */
export function endOf({ behaviour, startedAt, cancelRequestedAt }: OperationRecord): {
  endedAt: number;
  ending: Ending | "cancelled";
} {
  const ownEnd = startedAt + (behaviour.doneAtStart ? 0 : behaviour.operationTime);
  const honoured = behaviour.cancel === "honour" && cancelRequestedAt !== undefined;
  const cancelEnd = honoured ? cancelRequestedAt + behaviour.cancelTime : Number.POSITIVE_INFINITY;
  return cancelEnd <= ownEnd
    ? { endedAt: cancelEnd, ending: behaviour.endsWhenCancelled }
    : { endedAt: ownEnd, ending: behaviour.ends };
}

/** What the operation is at that moment. No timers: a thousand operations cost nothing while nobody looks. */
export function snapshotOf(record: OperationRecord, now: number): OperationSnapshot {
  const { behaviour, startedAt } = record;
  const honouredAt = behaviour.cancel === "honour" ? record.cancelRequestedAt : undefined;
  const { endedAt, ending } = endOf(record);
  const done = now >= endedAt;
  const gone = record.dropped || (done && now >= endedAt + behaviour.goneAfter);
  const facts = {
    visible: !gone && now >= startedAt + behaviour.visibleAfter,
    gone,
    progress: progressOf(record, Math.min(now, honouredAt ?? now)),
  };
  return done
    ? { ...facts, done, endedAt, ending, phase: phaseAfter(ending) }
    : { ...facts, done, phase: honouredAt === undefined ? "RUNNING" : "CANCELLING" };
}

function progressOf({ behaviour, startedAt }: OperationRecord, at: number): number {
  if (behaviour.progress === "none") {
    return 0;
  }
  const whole = behaviour.doneAtStart ? 0 : behaviour.operationTime;
  return whole > 0 ? Math.min(1, Math.max(0, (at - startedAt) / whole)) : 1;
}

function phaseAfter(ending: Ending | "cancelled"): OperationPhase {
  if (ending === "cancelled") {
    return "CANCELLED";
  }
  if (typeof ending === "string") {
    return "SUCCEEDED";
  }
  return ending.fail.code === CANCELLED ? "CANCELLED" : "FAILED";
}

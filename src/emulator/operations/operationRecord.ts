import type { JsonObject } from "../../core/json.js";
import { CANCELLED } from "../../core/operation.js";
import type { Ending, ResolvedBehaviour } from "./behaviour.js";
import type { EmulatorClock } from "./emulatorClock.js";

/** The stored data of an operation. {@link snapshotOf} computes its state at a given time. */
export interface OperationRecord {
  /** 1 for the operation that was started first; lists are in this order. */
  readonly sequence: number;
  readonly service: string;
  /** The API version of the start request; the metadata uses it. */
  readonly version: string;
  /** The method that started it, as Google's clients call it: "exportCluster". */
  readonly method: string;
  /** `verb` in its metadata: "export". */
  readonly verb: string;
  readonly name: string;
  /** The resource that it works on. */
  readonly target: string;
  /** The body of the start request. */
  readonly body: JsonObject;
  readonly behaviour: ResolvedBehaviour;
  /** Its response when it has succeeded: an Any. */
  readonly response: (view: OperationView) => JsonObject;
  /** Milliseconds on the emulator's clock; negative for an operation that is older than the emulator. */
  readonly startedAt: number;
  /** The time of the first cancel that was answered with 200 while the operation was in flight. */
  cancelRequestedAt?: number;
  /** The record was deleted, or `forget` dropped it. */
  dropped: boolean;
}

/** The state of an operation. */
export type OperationPhase = "RUNNING" | "CANCELLING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** An operation's state at one time. */
export type OperationSnapshot = {
  phase: OperationPhase;
  /** True if GET returns it; otherwise GET answers 404. */
  visible: boolean;
  /** True if its record has been dropped, permanently. */
  gone: boolean;
  /** From 0 to 1. It stops growing when a cancel has been honoured. */
  progress: number;
} & ({ done: false } | { done: true; endedAt: number; ending: Ending | "cancelled" });

/** An operation at one time, with everything that a service's JSON needs. */
export interface OperationView {
  readonly record: OperationRecord;
  readonly snapshot: OperationSnapshot;
  /** Formats a time of the emulator's clock in RFC 3339, with that many fractional digits. */
  timestamp(at: number, digits: 3 | 6 | 9): string;
  /** The time of the view, on the emulator's clock. */
  readonly now: number;
}

/** Views an operation as it is now. */
export function viewOperation(record: OperationRecord, clock: EmulatorClock): OperationView {
  const now = clock.now();
  return {
    record,
    snapshot: snapshotOf(record, now),
    now,
    timestamp: (at, digits) => {
      const text = new Date(clock.epoch + at).toISOString().slice(0, -1);
      return `${text}${"0".repeat(digits - 3)}Z`;
    },
  };
}

/** The time and kind of the operation's end, unless a later cancel changes it. */
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

/** Computes an operation's state at a time. It needs no timers, so idle operations cost nothing. */
export function snapshotOf(record: OperationRecord, now: number): OperationSnapshot {
  const { behaviour, startedAt } = record;
  const honouredAt = behaviour.cancel === "honour" ? record.cancelRequestedAt : undefined;
  const { endedAt, ending } = endOf(record);
  const done = now >= endedAt;
  const gone = record.dropped || (done && now >= endedAt + behaviour.goneAfter);
  const shared = {
    visible: !gone && now >= startedAt + behaviour.visibleAfter,
    gone,
    progress: progressOf(record, Math.min(now, honouredAt ?? now)),
  };
  return done
    ? { ...shared, done, endedAt, ending, phase: phaseAfter(ending) }
    : { ...shared, done, phase: honouredAt === undefined ? "RUNNING" : "CANCELLING" };
}

function progressOf({ behaviour, startedAt }: OperationRecord, at: number): number {
  if (behaviour.progress === "none") {
    return 0;
  }
  const duration = behaviour.doneAtStart ? 0 : behaviour.operationTime;
  return duration > 0 ? Math.min(1, Math.max(0, (at - startedAt) / duration)) : 1;
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

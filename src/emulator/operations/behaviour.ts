import { parseDuration } from "../../core/duration.js";
import type { JsonObject } from "../../core/json.js";

/** A duration: in Go's form ("90s", "1h30m") or as a number of milliseconds. */
export type DurationLike = string | number;

/** The error that an operation ends with: a google.rpc.Status, so `code` is a gRPC number (13 is INTERNAL). */
export interface OperationFailure {
  code: number;
  message: string;
  details?: JsonObject[];
}

/**
 * The end of an operation. "without result" is `done: true` with neither error nor response: the proto allows it
 * and real services send it.
 */
export type Ending = "succeed" | "without result" | { fail: OperationFailure };

/**
 * The service's treatment of a cancel request:
 * - "honour": 200, and the operation ends as cancelled after `cancelTime`, unless its own end comes first
 * - "ignore": 200, and the operation continues; metadata that has a field for it shows that cancellation was
 *   requested
 * - "unimplemented": 501 UNIMPLEMENTED
 * - "reject": 400 FAILED_PRECONDITION
 * - "forbid": 403 PERMISSION_DENIED, as for an account that may get operations but not cancel them
 */
export type CancelPolicy = "honour" | "ignore" | "unimplemented" | "reject" | "forbid";

/** The behaviour of an operation. Everything is optional; the emulator's options have the defaults. */
export interface Behaviour {
  /** Time from the start to the operation's own end. Default: the emulator's `operationTime`. */
  operationTime?: DurationLike;
  /** Time from an honoured cancel to its effect. Default: the emulator's `cancelTime`. */
  cancelTime?: DurationLike;
  /** Default "honour". */
  cancel?: CancelPolicy;
  /** Time after the start in which cancels are accepted; later ones are answered as with "reject". Default: unlimited. */
  cancellableFor?: DurationLike;
  /**
   * Answer to the cancel of an operation that has ended: 200 without effect ("accept", the default), or 400
   * FAILED_PRECONDITION ("reject"). The proto leaves it open, and services differ.
   */
  cancelAfterEnd?: "accept" | "reject";
  /** The operation's own end. Default "succeed". */
  ends?: Ending;
  /** The end after an honoured cancel. Default "cancelled": an error with code 1, as the proto says. */
  endsWhenCancelled?: "cancelled" | Ending;
  /** The answer to the start already shows the operation done. */
  doneAtStart?: boolean;
  /** Time after the start in which GET answers 404, as a lagging replica does. Default: none. */
  visibleAfter?: DurationLike;
  /** Time from the end until the record is dropped and GET answers 404; 0 drops it at the end. Default: never. */
  goneAfter?: DurationLike;
  /**
   * Time before the end in which the metadata already shows the end (endTime, a final state) while `done` is
   * still false. Only `done` counts. Default: none.
   */
  metadataEndsEarly?: DurationLike;
  /** The growth of counters and percentages in the metadata over time. Default "linear". */
  progress?: "linear" | "none";
  /**
   * Answer to a start while another operation on the same target is in flight: "accept" (the default) starts a
   * second one, "refuse" answers 409 ABORTED, as services do that allow one operation at a time (AIP-151).
   */
  whileBusy?: "accept" | "refuse";
}

/** The starts that a rule applies to. A property that is left out matches everything. */
export interface StartMatch {
  /** The service's key: "alloydb". */
  service?: string;
  /** The method that starts the operation, as Google's clients call it: "exportCluster", "exportEntities". */
  method?: string;
  /** A part of the name of the resource that the operation works on. */
  target?: string;
  /** Only the n-th start that matches the other properties, counted from 1 since the rule was added. */
  nth?: number;
}

/**
 * A behaviour for some of the operations that start from now on. If several rules match a start, the last rule
 * that has a property decides that property.
 */
export interface BehaviourRule extends Behaviour {
  match?: StartMatch;
}

type DurationProperty =
  | "operationTime"
  | "cancelTime"
  | "cancellableFor"
  | "visibleAfter"
  | "goneAfter"
  | "metadataEndsEarly";

/** A behaviour with every default filled in; times in milliseconds, `Infinity` for never. */
export type ResolvedBehaviour = Record<DurationProperty, number> &
  Required<Omit<Behaviour, DurationProperty>>;

/** Fills in the defaults. @throws DurationError, RangeError for an invalid duration. */
export function resolveBehaviour(
  behaviour: Behaviour,
  defaults: { operationTime: number; cancelTime: number },
): ResolvedBehaviour {
  return {
    operationTime: toMilliseconds(behaviour.operationTime, defaults.operationTime),
    cancelTime: toMilliseconds(behaviour.cancelTime, defaults.cancelTime),
    cancel: behaviour.cancel ?? "honour",
    cancellableFor: toMilliseconds(behaviour.cancellableFor, Number.POSITIVE_INFINITY),
    cancelAfterEnd: behaviour.cancelAfterEnd ?? "accept",
    ends: behaviour.ends ?? "succeed",
    endsWhenCancelled: behaviour.endsWhenCancelled ?? "cancelled",
    doneAtStart: behaviour.doneAtStart ?? false,
    visibleAfter: toMilliseconds(behaviour.visibleAfter, 0),
    goneAfter: toMilliseconds(behaviour.goneAfter, Number.POSITIVE_INFINITY),
    metadataEndsEarly: toMilliseconds(behaviour.metadataEndsEarly, 0),
    progress: behaviour.progress ?? "linear",
    whileBusy: behaviour.whileBusy ?? "accept",
  };
}

/** Converts a {@link DurationLike} to milliseconds. @throws DurationError, RangeError */
export function toMilliseconds(duration: DurationLike | undefined, defaultValue: number): number {
  if (duration === undefined) {
    return defaultValue;
  }
  if (typeof duration === "string") {
    return parseDuration(duration);
  }
  if (!(duration >= 0)) {
    throw new RangeError(
      `${duration} is not a duration. Give a number of milliseconds, 0 or more, or a text such as "90s".`,
    );
  }
  return duration;
}

/** The start that rules are matched against. */
interface StartKey {
  service: string;
  method: string;
  target: string;
}

/** The behaviour rules, each with the number of starts that it has matched. */
export class BehaviourRules {
  #rules: { rule: BehaviourRule; matched: number }[] = [];

  /** @throws DurationError, RangeError for an invalid duration: here, and not later at a start. */
  add(rule: BehaviourRule): void {
    resolveBehaviour(rule, { operationTime: 0, cancelTime: 0 });
    this.#rules.push({ rule, matched: 0 });
  }

  /** The behaviour of an operation that starts now: each property from the last rule that matches. */
  behaviourOf(start: StartKey): Behaviour {
    const merged: Behaviour = {};
    for (const entry of this.#rules) {
      const { match, ...behaviour } = entry.rule;
      if (matches(match ?? {}, start)) {
        entry.matched += 1;
        if (match?.nth === undefined || match.nth === entry.matched) {
          Object.assign(merged, behaviour);
        }
      }
    }
    return merged;
  }

  clear(): void {
    this.#rules = [];
  }
}

function matches(match: StartMatch, start: StartKey): boolean {
  return (
    (match.service === undefined || match.service === start.service) &&
    (match.method === undefined || match.method === start.method) &&
    (match.target === undefined || start.target.includes(match.target))
  );
}

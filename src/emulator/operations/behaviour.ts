import { parseDuration } from "../../core/duration.js";
import type { JsonObject } from "../../core/json.js";

/** A stretch of time: a Go duration ("90s", "1h30m") or a number of milliseconds. */
export type DurationLike = string | number;

/** The error that an operation ends with: a google.rpc.Status, so `code` is a gRPC number (13 is INTERNAL). */
export interface OperationFailure {
  code: number;
  message: string;
  details?: JsonObject[];
}

/**
 * How an operation ends. "without result" is `done: true` with neither error nor response, which the proto
 * allows and real services send.
 */
export type Ending = "succeed" | "without result" | { fail: OperationFailure };

/**
 * What the service makes of a cancel request:
 * - "honour": 200, and the operation ends as cancelled after `cancelTime`, unless its own end comes first
 * - "ignore": 200, and the operation goes on as if nothing had been asked; where the service's metadata has a
 *   field for it, it says that cancellation was requested
 * - "unimplemented": 501 UNIMPLEMENTED
 * - "reject": 400 FAILED_PRECONDITION
 * - "forbid": 403 PERMISSION_DENIED, as for an account that may look at operations but not cancel them
 */
export type CancelPolicy = "honour" | "ignore" | "unimplemented" | "reject" | "forbid";

/** How an operation behaves. Everything is optional; what is left out is as the emulator's options say. */
export interface Behaviour {
  /** From the start to the operation's own end. Default: the emulator's `operationTime`. */
  operationTime?: DurationLike;
  /** From an honoured cancel to its effect. Default: the emulator's `cancelTime`. */
  cancelTime?: DurationLike;
  /** Default "honour". */
  cancel?: CancelPolicy;
  /** How long after the start a cancel is taken at all; later ones are answered as by "reject". Default: always. */
  cancellableFor?: DurationLike;
  /**
   * What a cancel of an operation that has ended brings: 200 without effect ("accept", the default), or 400
   * FAILED_PRECONDITION ("reject"). The proto leaves it open; services are known to do either.
   */
  cancelAfterEnd?: "accept" | "reject";
  /** The operation's own end. Default "succeed". */
  ends?: Ending;
  /** The end that an honoured cancel leads to. Default "cancelled": an error with code 1, as the proto says. */
  endsWhenCancelled?: "cancelled" | Ending;
  /** The answer to the start already shows the operation done. */
  doneAtStart?: boolean;
  /** How long after the start a look at the operation brings 404, as from a replica that lags. Default: not. */
  visibleAfter?: DurationLike;
  /** How long after the end its record is dropped, so that looks bring 404; 0 drops it at the end. Default: kept. */
  goneAfter?: DurationLike;
  /**
   * How long before the end the metadata already speaks as if it had come (endTime, a final state), while
   * `done` is still false. Only `done` counts. Default: not.
   */
  metadataEndsEarly?: DurationLike;
  /** Whether counters and percentages in the metadata grow with time. Default "linear". */
  progress?: "linear" | "none";
  /**
   * What a start brings while another operation on the same target is in flight: "accept" (the default) starts
   * it beside the other, "refuse" answers 409 ABORTED, as services do that allow one operation at a time (AIP-151).
   */
  whileBusy?: "accept" | "refuse";
}

/** Which starts a rule is about. What is left out matches everything. */
export interface StartMatch {
  /** The service's key: "alloydb". */
  service?: string;
  /** The method that starts the operation, as Google's clients call it: "exportCluster", "exportEntities". */
  method?: string;
  /** A part of the name of the resource that the operation works on. */
  target?: string;
  /** Only the n-th start that fits the rest, counted from 1 and from when the rule was made. */
  nth?: number;
}

/**
 * A behaviour for some of the operations started from now on. Where several rules match a start, for each
 * property the last rule that mentions it wins.
 */
export interface BehaviourRule extends Behaviour {
  match?: StartMatch;
}

type TimeOfBehaviour =
  | "operationTime"
  | "cancelTime"
  | "cancellableFor"
  | "visibleAfter"
  | "goneAfter"
  | "metadataEndsEarly";

/** A behaviour with every default filled in; times in milliseconds, `Infinity` for never. */
export type ResolvedBehaviour = Record<TimeOfBehaviour, number> & Required<Omit<Behaviour, TimeOfBehaviour>>;

/** Fills in the defaults. @throws DurationError, RangeError for a time that is none. */
export function resolveBehaviour(
  behaviour: Behaviour,
  defaults: { operationTime: number; cancelTime: number },
): ResolvedBehaviour {
  return {
    operationTime: milliseconds(behaviour.operationTime, defaults.operationTime),
    cancelTime: milliseconds(behaviour.cancelTime, defaults.cancelTime),
    cancel: behaviour.cancel ?? "honour",
    cancellableFor: milliseconds(behaviour.cancellableFor, Number.POSITIVE_INFINITY),
    cancelAfterEnd: behaviour.cancelAfterEnd ?? "accept",
    ends: behaviour.ends ?? "succeed",
    endsWhenCancelled: behaviour.endsWhenCancelled ?? "cancelled",
    doneAtStart: behaviour.doneAtStart ?? false,
    visibleAfter: milliseconds(behaviour.visibleAfter, 0),
    goneAfter: milliseconds(behaviour.goneAfter, Number.POSITIVE_INFINITY),
    metadataEndsEarly: milliseconds(behaviour.metadataEndsEarly, 0),
    progress: behaviour.progress ?? "linear",
    whileBusy: behaviour.whileBusy ?? "accept",
  };
}

/** A {@link DurationLike} in milliseconds. @throws DurationError, RangeError */
export function milliseconds(duration: DurationLike | undefined, whenLeftOut: number): number {
  if (duration === undefined) {
    return whenLeftOut;
  }
  if (typeof duration === "string") {
    return parseDuration(duration);
  }
  if (!(duration >= 0)) {
    throw new RangeError(
      `${duration} is not a time: give milliseconds from 0 up, or a duration such as "90s".`,
    );
  }
  return duration;
}

/** What a rule is held against. */
export interface StartFacts {
  service: string;
  method: string;
  target: string;
}

/** The behaviours that were asked for, and how many starts each has seen. */
export class BehaviourRules {
  #rules: { rule: BehaviourRule; seen: number }[] = [];

  /** @throws DurationError, RangeError for a time that is none: here, and not in the middle of a start. */
  add(rule: BehaviourRule): void {
    resolveBehaviour(rule, { operationTime: 0, cancelTime: 0 });
    this.#rules.push({ rule, seen: 0 });
  }

  /** The behaviour of an operation that starts now: of every property, the last fitting rule's. */
  behaviourOf(facts: StartFacts): Behaviour {
    const merged: Behaviour = {};
    for (const entry of this.#rules) {
      const { match, ...behaviour } = entry.rule;
      if (fits(match ?? {}, facts)) {
        entry.seen += 1;
        if (match?.nth === undefined || match.nth === entry.seen) {
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

function fits(match: StartMatch, facts: StartFacts): boolean {
  return (
    (match.service === undefined || match.service === facts.service) &&
    (match.method === undefined || match.method === facts.method) &&
    (match.target === undefined || facts.target.includes(match.target))
  );
}

import type { RequestKind } from "../http/requestLog.js";
import { type SeededRandom, seededRandom } from "../operations/seededRandom.js";
import type { EmulatedFault, FaultMatch, FaultOccurrence, FaultRule } from "./faultRule.js";

/** A fault other than a delay. */
export type DecisiveFault = Exclude<EmulatedFault, { kind: "delay" }>;

/** What is to go wrong with one request. */
export interface FailureClass {
  /** Milliseconds to wait before the request is carried out, and between that and the answer. */
  delayBefore: number;
  delayAfter: number;
  fault?: DecisiveFault;
}

interface RequestFacts {
  service: string | undefined;
  kind: RequestKind;
  path: string;
}

/** The fault rules, and how many requests each has seen. */
export class FaultInjector {
  readonly #seed: number;
  #rules: { rule: FaultRule; seen: number; random: SeededRandom }[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Each rule draws from random numbers of its own, so that rules don't change each other's luck.
   *
   * @throws RangeError for a number that makes no sense.
   */
  add(rule: FaultRule): void {
    checkRule(rule);
    this.#rules.push({ rule, seen: 0, random: seededRandom(this.#seed + 7919 * (this.#rules.length + 1)) });
  }

  verdictOn(request: RequestFacts): FailureClass {
    const verdict: FailureClass = { delayBefore: 0, delayAfter: 0 };
    for (const entry of this.#rules) {
      const { match, when, fault } = entry.rule;
      if (!fits(match ?? {}, request)) {
        continue;
      }
      entry.seen += 1;
      if (!occurs(when ?? "always", entry.seen, entry.random)) {
        continue;
      }
      if (fault.kind === "delay") {
        verdict[fault.effect === "after" ? "delayAfter" : "delayBefore"] += fault.milliseconds;
      } else {
        verdict.fault = fault;
      }
    }
    return verdict;
  }

  clear(): void {
    this.#rules = [];
  }
}

function fits(match: FaultMatch, request: RequestFacts): boolean {
  const kinds = typeof match.kind === "string" ? [match.kind] : match.kind;
  return (
    (match.service === undefined || match.service === request.service) &&
    (kinds === undefined || kinds.includes(request.kind)) &&
    (match.path === undefined || request.path.includes(match.path))
  );
}

function occurs(when: FaultOccurrence, count: number, random: SeededRandom): boolean {
  if (when === "always") {
    return true;
  }
  if ("nth" in when) {
    return count === when.nth;
  }
  if ("probability" in when) {
    return random.fraction() < when.probability;
  }
  return count >= when.from && count <= (when.to ?? Number.POSITIVE_INFINITY);
}

function checkRule({ when, fault }: FaultRule): void {
  if (
    typeof when === "object" &&
    "probability" in when &&
    !(when.probability >= 0 && when.probability <= 1)
  ) {
    throw new RangeError(`when.probability: ${when.probability} is not between 0 and 1.`);
  }
  if (fault.kind === "delay" && !(fault.milliseconds >= 0)) {
    throw new RangeError(`fault.milliseconds: ${fault.milliseconds} is not a time of 0 or more.`);
  }
  if ("status" in fault && !isHttpStatus(fault.status ?? 200)) {
    throw new RangeError(`fault.status: ${fault.status} is no HTTP status of 200 to 599.`);
  }
}

function isHttpStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

import type { RequestKind } from "../http/requestLog.js";
import { type SeededRandom, seededRandom } from "../operations/seededRandom.js";
import type { EmulatedFault, FaultMatch, FaultOccurrence, FaultRule } from "./faultRule.js";

/** A fault that replaces or breaks the answer: any but a delay. */
export type AnswerFault = Exclude<EmulatedFault, { kind: "delay" }>;

/** The faults of one request. */
export interface InjectedFaults {
  /** Milliseconds to wait before the request is handled, and between that and the answer. */
  delayBefore: number;
  delayAfter: number;
  fault?: AnswerFault;
}

/** The request that rules are matched against. */
interface FaultTarget {
  service: string | undefined;
  kind: RequestKind;
  path: string;
}

/** The fault rules, each with the number of requests that it has matched. */
export class FaultInjector {
  readonly #seed: number;
  #rules: { rule: FaultRule; matched: number; random: SeededRandom }[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Adds a rule. Each rule has its own random numbers, so that rules don't influence each other.
   *
   * @throws RangeError for a number that is out of range.
   */
  add(rule: FaultRule): void {
    checkRule(rule);
    this.#rules.push({
      rule,
      matched: 0,
      random: seededRandom(this.#seed + 7919 * (this.#rules.length + 1)),
    });
  }

  faultsFor(request: FaultTarget): InjectedFaults {
    const injected: InjectedFaults = { delayBefore: 0, delayAfter: 0 };
    for (const entry of this.#rules) {
      const { match, when, fault } = entry.rule;
      if (!matches(match ?? {}, request)) {
        continue;
      }
      entry.matched += 1;
      if (!occurs(when ?? "always", entry.matched, entry.random)) {
        continue;
      }
      if (fault.kind === "delay") {
        injected[fault.effect === "after" ? "delayAfter" : "delayBefore"] += fault.milliseconds;
      } else {
        injected.fault = fault;
      }
    }
    return injected;
  }

  clear(): void {
    this.#rules = [];
  }
}

function matches(match: FaultMatch, request: FaultTarget): boolean {
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
    throw new RangeError(`fault.milliseconds: ${fault.milliseconds} is not a number of 0 or more.`);
  }
  if ("status" in fault && !isHttpStatus(fault.status ?? 200)) {
    throw new RangeError(`fault.status: ${fault.status} is not an HTTP status from 200 to 599.`);
  }
}

function isHttpStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

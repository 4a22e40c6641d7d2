import { type Behaviour, type BehaviourRule, resolveBehaviour, type StartMatch } from "./behaviour.js";

/** What a rule is held against. */
export interface StartFacts {
  service: string;
  method: string;
  target: string;
}

/** The behaviours that were asked for, and how many starts each has seen. */
export class BehaviourBook {
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

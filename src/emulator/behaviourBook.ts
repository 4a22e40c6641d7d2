import type { Behaviour, BehaviourRule, StartMatch } from "./behaviour.js";

/** What a rule is held against. */
export interface StartFacts {
  service: string;
  method: string;
  target: string;
}

/** The behaviours that were asked for, and how many starts each has seen. */
export class BehaviourBook {
  #rules: { rule: BehaviourRule; seen: number }[] = [];

  add(rule: BehaviourRule): void {
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

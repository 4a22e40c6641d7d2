import type { Conversation } from "./wire.js";

/** What the package promises, and whether the wire shows that it was kept. */
export interface Promised {
  what: string;
  /** Empty when it was kept. */
  violations: string[];
}

/** What the demo brought about. */
export interface DemoFacts {
  /** Every operation, in the order of the starts. */
  talks: readonly Conversation[];
  /** Services whose operations the program starts. */
  services: readonly string[];
  /** The service whose operation the second `up` replaces. */
  replaced: string;
  /** Types of the resources that are in the state after `destroy`. */
  left: readonly string[];
}

export function checkPromises(facts: DemoFacts): Promised[] {
  return [
    { what: "up started one operation in each of the five services", violations: starts(facts) },
    {
      what: "the replacement started the new operation after GetOperation had said that the old one is done",
      violations: replacement(facts),
    },
    {
      what: "every operation was cancelled, and looked at until GetOperation said done",
      violations: facts.talks.flatMap(cancelledAndAwaited),
    },
    {
      what: "every operation ended as CANCELLED",
      violations: facts.talks
        .filter(({ operation }) => operation.state !== "CANCELLED")
        .map(({ operation }) => `${operation.name} is ${operation.state}`),
    },
    {
      what: "nothing is left in the state",
      violations: facts.left.map((type) => `a ${type} is left`),
    },
  ];
}

function starts({ talks, services, replaced }: DemoFacts): string[] {
  return services.flatMap((service) => {
    const expected = service === replaced ? 2 : 1;
    const started = talks.filter(({ operation }) => operation.service === service).length;
    return started === expected ? [] : [`${service}: ${started} operations started, not ${expected}`];
  });
}

function replacement({ talks, replaced }: DemoFacts): string[] {
  const [old, next] = talks.filter(({ operation }) => operation.service === replaced);
  const end = old?.events.findLast(({ meaning }) => meaning === "done")?.request.sequence;
  const start = next?.events.find(({ meaning }) => meaning === "started")?.request.sequence;
  if (end === undefined || start === undefined) {
    return ["there was no end of an old operation, or no start of a new one"];
  }
  return end < start ? [] : [`the start was request ${start}, the end was seen by request ${end}`];
}

function cancelledAndAwaited({ operation, events }: Conversation): string[] {
  const cancels = events.filter(({ meaning }) => meaning === "cancel acknowledged").length;
  const problems: string[] = [];
  if (cancels !== 1) {
    problems.push(`${operation.name}: ${cancels} cancels, not 1`);
  }
  if (events.at(-1)?.meaning !== "done") {
    problems.push(`${operation.name}: nobody saw its end`);
  }
  return problems;
}

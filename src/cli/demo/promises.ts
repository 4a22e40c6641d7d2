import type { Conversation } from "./demoRequests.js";

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
  /** Types of the resources that were in the state before `destroy`. */
  held: readonly string[];
  /** Types of the resources that are in the state after `destroy`. */
  left: readonly string[];
}

/** Holds the promises against the wire. One about which nothing was seen is not kept. */
export function checkPromises(facts: DemoFacts): Promised[] {
  const { talks } = facts;
  const ofEach = (check: (talk: Conversation) => string[]): string[] =>
    talks.length === 0 ? ["there was no operation"] : talks.flatMap(check);
  return [
    { what: "up started one operation in each of the five services", violations: starts(facts) },
    {
      what: "the replacement started anew after GetOperation had said done",
      violations: replacement(facts),
    },
    {
      what: "each was cancelled once, and looked at until GetOperation said done",
      violations: ofEach(cancelledAndAwaited),
    },
    { what: "each ended as CANCELLED, says GetOperation", violations: ofEach(endedAsCancelled) },
    { what: "destroy left nothing in the state", violations: leftovers(facts) },
  ];
}

function starts({ talks, services, replaced }: DemoFacts): string[] {
  if (services.length === 0) {
    return ["there was no service"];
  }
  return services.flatMap((service) => {
    const expected = service === replaced ? 2 : 1;
    const started = talks
      .filter(({ operation }) => operation.service === service)
      .flatMap(({ events }) => events)
      .filter(({ meaning }) => meaning === "started").length;
    return started === expected ? [] : [`${service}: ${started} operations started, not ${expected}`];
  });
}

function replacement({ talks, replaced }: DemoFacts): string[] {
  const [old, next] = talks.filter(({ operation }) => operation.service === replaced);
  const end = old?.ending?.at;
  const start = next?.events.find(({ meaning }) => meaning === "started")?.request.at;
  if (end === undefined || start === undefined) {
    return ["there was no end of an old operation, or no start of a new one"];
  }
  return start >= end
    ? []
    : [`the new one was started ${Math.ceil(end - start)} ms before GetOperation said done`];
}

function cancelledAndAwaited({ operation, events }: Conversation): string[] {
  const cancels = events.filter(({ meaning }) => meaning === "cancel acknowledged").length;
  const problems: string[] = [];
  if (cancels !== 1) {
    problems.push(`${operation.name}: ${cancels} cancels, not 1`);
  }
  if (events.at(-1)?.meaning !== "done") {
    problems.push(`${operation.name}: ${UNSEEN}`);
  }
  return problems;
}

function endedAsCancelled({ operation, ending }: Conversation): string[] {
  const state = ending?.state ?? UNSEEN;
  return state === "CANCELLED" ? [] : [`${operation.name}: ${state}`];
}

const UNSEEN = "GetOperation never said done";

function leftovers({ held, left }: DemoFacts): string[] {
  return held.length === 0
    ? ["there was nothing in it before either"]
    : left.map((type) => `a ${type} is left`);
}

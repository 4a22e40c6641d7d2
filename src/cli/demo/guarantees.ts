import type { OperationRequests } from "./demoRequests.js";

/** A guarantee of the package, and its violations in the demo. */
export interface GuaranteeCheck {
  guarantee: string;
  /** Empty if the guarantee was kept. */
  violations: string[];
}

/** The results of the demo's commands. */
export interface DemoResults {
  /** All operations with their requests, in the order of their starts. */
  operations: readonly OperationRequests[];
  /** The services in which the program starts operations. */
  services: readonly string[];
  /** The service whose operation the second `up` replaces. */
  replaced: string;
  /** Types of the resources in the state before `destroy`. */
  typesBefore: readonly string[];
  /** Types of the resources in the state after `destroy`. */
  typesAfter: readonly string[];
}

/** Checks the guarantees against the requests. A guarantee without any evidence counts as broken. */
export function checkGuarantees(results: DemoResults): GuaranteeCheck[] {
  const { operations } = results;
  const ofEach = (check: (one: OperationRequests) => string[]): string[] =>
    operations.length === 0 ? ["no operation was started"] : operations.flatMap(check);
  return [
    { guarantee: "up started one operation in each of the five services", violations: starts(results) },
    {
      guarantee: "the replacement started only after GetOperation returned done",
      violations: replacement(results),
    },
    {
      guarantee: "each was cancelled once and polled until GetOperation returned done",
      violations: ofEach(cancelledAndAwaited),
    },
    { guarantee: "each ended as CANCELLED", violations: ofEach(endedAsCancelled) },
    { guarantee: "destroy left no resource in the state", violations: leftovers(results) },
  ];
}

function starts({ operations, services, replaced }: DemoResults): string[] {
  if (services.length === 0) {
    return ["the program uses no service"];
  }
  return services.flatMap((service) => {
    const expected = service === replaced ? 2 : 1;
    const started = operations
      .filter(({ operation }) => operation.service === service)
      .flatMap(({ requests }) => requests)
      .filter(({ label }) => label === "started").length;
    return started === expected ? [] : [`${service}: ${started} operations started, not ${expected}`];
  });
}

function replacement({ operations, replaced }: DemoResults): string[] {
  const [old, next] = operations.filter(({ operation }) => operation.service === replaced);
  const end = old?.end?.at;
  const start = next?.requests.find(({ label }) => label === "started")?.request.at;
  if (end === undefined || start === undefined) {
    return ["the old operation did not end, or no new one was started"];
  }
  return start >= end
    ? []
    : [`the new operation was started ${Math.ceil(end - start)} ms before GetOperation returned done`];
}

function cancelledAndAwaited({ operation, requests }: OperationRequests): string[] {
  const cancels = requests.filter(({ label }) => label === "cancel acknowledged").length;
  const problems: string[] = [];
  if (cancels !== 1) {
    problems.push(`${operation.name}: ${cancels} cancels, not 1`);
  }
  if (requests.at(-1)?.label !== "done") {
    problems.push(`${operation.name}: ${NEVER_DONE}`);
  }
  return problems;
}

function endedAsCancelled({ operation, end }: OperationRequests): string[] {
  const state = end?.state ?? NEVER_DONE;
  return state === "CANCELLED" ? [] : [`${operation.name}: ${state}`];
}

const NEVER_DONE = "GetOperation never returned done";

function leftovers({ typesBefore, typesAfter }: DemoResults): string[] {
  return typesBefore.length === 0
    ? ["the state had no resource before destroy"]
    : typesAfter.map((type) => `a ${type} is left`);
}

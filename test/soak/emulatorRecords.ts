import type { EmulatedOperation, Emulator, RecordedRequest } from "pulumi-gcp-lro/emulator";
import { parentOf, type ScenarioResult } from "./clientScenarios.js";
import { FAILURE } from "./operationPlan.js";
import { type EmulatorRecord, outcomeProblem } from "./reportedOutcome.js";

/** The emulator's records of a run. Each scenario has a location of its own. */
export class EmulatorRecords {
  readonly #operations: ReadonlyMap<string, EmulatedOperation[]>;
  readonly #polls: ReadonlyMap<string, RecordedRequest[]>;
  readonly #starts: ReadonlyMap<string, RecordedRequest[]>;

  constructor({ operations, requests }: Emulator) {
    this.#operations = groupedBy(operations, ({ target }) => locationOf(target));
    this.#polls = groupedBy(
      requests.filter(({ kind, answer }) => kind === "get" && answer !== undefined),
      ({ operation = "" }) => operation,
    );
    this.#starts = groupedBy(
      requests.filter(({ kind }) => kind === "start" || kind === "list"),
      ({ path }) => locationOf(path),
    );
  }

  /** The problems of a scenario, one line each: a wrong outcome, a second start, an unreported start. */
  problemsOf(result: ScenarioResult | Error, index: number): string[] {
    const location = locationOf(parentOf(index));
    const title = `Scenario ${index}`;
    if (result instanceof Error) {
      return [`${title}: ${result.stack ?? result.message}`];
    }
    const problems: string[] = [];
    const [operation, ...others] = this.#operations.get(location) ?? [];
    if (operation === undefined || others.length > 0) {
      return [`${title}: ${others.length + (operation ? 1 : 0)} operations in place of one`];
    }
    const polls = (this.#polls.get(operation.name) ?? []).flatMap(({ answer }) => answer ?? []);
    const record: EmulatorRecord = { operation, polls, code: FAILURE };
    for (const reported of result.outcomes) {
      const problem =
        reported.operation === operation.name
          ? outcomeProblem(reported, record)
          : `${reported.operation} is another's`;
      problems.push(...(problem === undefined ? [] : [`${title}: ${problem}`]));
    }
    const lastOutcome = result.outcomes.at(-1)?.outcome;
    if (lastOutcome === undefined || !result.allowed.includes(lastOutcome)) {
      problems.push(`${title}: the last outcome was ${lastOutcome}, not ${result.allowed.join(" or ")}`);
    }
    const starts = this.#starts.get(location) ?? [];
    const uncertain = starts.filter((request, at) => isUncertain(request) && !isRepeatable(starts[at]));
    if (uncertain.length !== result.uncertainStarts) {
      problems.push(
        `${title}: ${uncertain.length} uncertain starts, ${result.uncertainStarts} were reported`,
      );
    }
    if (uncertain.some((request) => starts[starts.indexOf(request) + 1]?.kind === "start")) {
      problems.push(`${title}: a start was sent again although it may have happened`);
    }
    return problems;
  }
}

/** Checks for a request ID: a start with one can be sent again. */
function isRepeatable(request: RecordedRequest | undefined): boolean {
  return request?.query.requestId !== undefined;
}

/** Checks for a start whose response doesn't show whether an operation was started. */
function isUncertain({ kind, status, fault }: RecordedRequest): boolean {
  return (
    kind === "start" &&
    (typeof status !== "number" ||
      status >= 500 ||
      (status === 200 && fault !== undefined && fault !== "delay"))
  );
}

/** `l0001` of `/alloydb/v1beta/projects/p/locations/l0001/…`. */
function locationOf(path: string): string {
  return /\/locations\/([^/]+)/.exec(path)?.[1] ?? "";
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) {
      groups.set(keyOf(one), [one]);
    } else {
      group.push(one);
    }
  }
  return groups;
}

import type { EmulatedOperation, Emulator, RecordedRequest } from "pulumi-gcp-lro/emulator";
import { type Truth, untruth } from "./claims.js";
import { parentOf, type Told } from "./clientStories.js";
import { FAILURE } from "./operationPlan.js";

/** What happened in a run, by the emulator's records. Each story has a location of its own. */
export class EmulatorRecords {
  readonly #operations: ReadonlyMap<string, EmulatedOperation[]>;
  readonly #looks: ReadonlyMap<string, RecordedRequest[]>;
  readonly #starts: ReadonlyMap<string, RecordedRequest[]>;

  constructor({ operations, requests }: Emulator) {
    this.#operations = groupedBy(operations, ({ target }) => placeOf(target));
    this.#looks = groupedBy(
      requests.filter(({ kind, answer }) => kind === "get" && answer !== undefined),
      ({ operation = "" }) => operation,
    );
    this.#starts = groupedBy(
      requests.filter(({ kind }) => kind === "start" || kind === "list"),
      ({ path }) => placeOf(path),
    );
  }

  /** What is wrong with a story, one line each: untrue claims, a wrong end, a second start, one that wasn't told. */
  problemsOf(told: Told | Error, index: number): string[] {
    const place = placeOf(parentOf(index));
    const title = `Story ${index}`;
    if (told instanceof Error) {
      return [`${title}: ${told.stack ?? told.message}`];
    }
    const problems: string[] = [];
    const [operation, ...others] = this.#operations.get(place) ?? [];
    if (operation === undefined || others.length > 0) {
      return [`${title}: ${others.length + (operation ? 1 : 0)} operations in place of one`];
    }
    const looks = (this.#looks.get(operation.name) ?? []).flatMap(({ answer }) => answer ?? []);
    const truth: Truth = { operation, looks, code: FAILURE };
    for (const claim of told.claims) {
      const problem =
        claim.operation === operation.name ? untruth(claim, truth) : `${claim.operation} is another's`;
      problems.push(...(problem === undefined ? [] : [`${title}: ${problem}`]));
    }
    const last = told.claims.at(-1)?.says;
    if (last === undefined || !told.may.includes(last)) {
      problems.push(`${title}: the last word was ${last}, not ${told.may.join(" or ")}`);
    }
    const asked = this.#starts.get(place) ?? [];
    const uncertain = asked.filter((request, at) => isUncertain(request) && !isRepeatable(asked[at]));
    if (uncertain.length !== told.uncertainStarts) {
      problems.push(`${title}: ${uncertain.length} uncertain starts, ${told.uncertainStarts} were told`);
    }
    if (uncertain.some((request) => asked[asked.indexOf(request) + 1]?.kind === "start")) {
      problems.push(`${title}: a start was sent again although it may have happened`);
    }
    return problems;
  }
}

/** A start that carries a request id: sent again, it starts nothing anew. */
function isRepeatable(request: RecordedRequest | undefined): boolean {
  return request?.query.requestId !== undefined;
}

/** Whether nobody can tell from the answer if something was started. */
function isUncertain({ kind, status, fault }: RecordedRequest): boolean {
  return (
    kind === "start" &&
    (typeof status !== "number" ||
      status >= 500 ||
      (status === 200 && fault !== undefined && fault !== "delay"))
  );
}

/** `l0001` of `/alloydb/v1beta/projects/p/locations/l0001/…`. */
function placeOf(path: string): string {
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

import { formatDuration } from "../core/duration.js";
import { describeFailure, type RequestFailure } from "../core/failure.js";
import { excerpt, firstOf } from "../core/text.js";

/** The pages that were read of an incomplete list, and the reason. */
export interface IncompleteList {
  /** The parent of the listed operations. */
  parent: string;
  /** The number of pages that were read; all operations on them were listed. */
  pages: number;
  /** The limit that cut the list short: its time limit, or the most pages to read. Or `unreachable` locations. */
  because: "deadline" | "pageLimit" | "unreachable";
  /** The time limit, in milliseconds. */
  timeout: number;
  /** The failure of the last request, if failures took the time. */
  failure?: RequestFailure;
  /** The locations that the service could not reach, as it names them. All pages were read. */
  unreachable?: readonly string[];
}

/** The error of an incomplete list of operations: there may be more operations than were listed. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
  readonly list: IncompleteList;

  /** @param consequence the consequence and the next step, in full sentences */
  constructor(list: IncompleteList, consequence = "") {
    super(
      `The list of the operations below ${list.parent || "the service"} is incomplete: ${incompletenessOf(list)} ` +
        `There may be more operations. ${consequence}`.trimEnd(),
    );
    this.list = list;
  }
}

function incompletenessOf({ pages, because, timeout, failure, unreachable = [] }: IncompleteList): string {
  if (because === "unreachable") {
    return `the service could not reach ${locationsText(unreachable)}.`;
  }
  const read = pages === 1 ? "1 page" : `${pages} pages`;
  const lastError = failure === undefined ? "" : ` The last request failed: ${describeFailure(failure)}.`;
  return because === "deadline"
    ? `${pages === 0 ? "no page" : `only ${read}`} arrived within ${formatDuration(timeout)}.${lastError}`
    : `only the first ${read} were read.${lastError}`;
}

/** Locations that a message names; more are counted. */
const MAX_LOCATIONS = 5;

/** Names the first few locations. */
export function locationsText(locations: readonly string[]): string {
  return firstOf(
    locations.map((location) => excerpt(location)),
    MAX_LOCATIONS,
  );
}

/** True for this error, also of another copy of this package. */
export function isIncompleteListError(error: unknown): error is IncompleteListError {
  return error instanceof Error && error.name === "IncompleteListError";
}

/** The error of a list of operations that was refused, or can't be read to its end: its operations are unknown. */
export class ListRefusedError extends Error {
  override readonly name = "ListRefusedError";
  /** The parent of the operations to list. */
  readonly parent: string;
  readonly failure: RequestFailure;

  constructor(parent: string, failure: RequestFailure) {
    super(
      `The operations below ${parent || "the service"} could not be listed: ${describeFailure(failure)}.`,
    );
    this.parent = parent;
    this.failure = failure;
  }
}

/** True for this error, also of another copy of this package. */
export function isListRefusedError(error: unknown): error is ListRefusedError {
  return error instanceof Error && error.name === "ListRefusedError";
}

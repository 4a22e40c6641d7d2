import { formatDuration } from "../core/duration.js";
import { describeFailure, type RequestFailure } from "../core/failure.js";

/** The pages that were read of a list that was cut short, and the reason. */
export interface IncompleteList {
  /** The parent of the listed operations. */
  parent: string;
  /** The number of pages that were read; all operations on them were listed. */
  pages: number;
  /** The limit that cut the list short: its time limit, or the most pages to read. */
  because: "deadline" | "pageLimit";
  /** The time limit, in milliseconds. */
  timeout: number;
  /** The failure of the last request, if failures took the time. */
  failure?: RequestFailure;
}

/** The error of a list of operations that was cut short: there may be more operations than were listed. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
  readonly list: IncompleteList;

  /** @param consequence the consequence and the next step, in full sentences */
  constructor(list: IncompleteList, consequence = "") {
    const { parent, pages, because, timeout, failure } = list;
    const limit = because === "deadline" ? `its time limit of ${formatDuration(timeout)}` : "its page limit";
    const read = pages === 1 ? "1 page" : `${pages} pages`;
    const lastError = failure === undefined ? "" : ` The last failure: ${describeFailure(failure)}.`;
    super(
      `The list of the operations below ${parent || "the service"} is incomplete: it stopped after ${read} at ${limit}.${lastError} ` +
        `There may be more operations. ${consequence}`.trimEnd(),
    );
    this.list = list;
  }
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
    super(`${describeFailure(failure)}. The operations below ${parent} are unknown.`);
    this.parent = parent;
    this.failure = failure;
  }
}

/** True for this error, also of another copy of this package. */
export function isListRefusedError(error: unknown): error is ListRefusedError {
  return error instanceof Error && error.name === "ListRefusedError";
}

import { formatDuration } from "../core/duration.js";
import { describeFailure, type RequestFailure } from "../core/failure.js";

/** The extent of a list that was cut short, and the reason. */
export interface IncompleteList {
  /** Below which the operations were listed. */
  parent: string;
  /** Pages that were read. All operations on them were listed. */
  pages: number;
  /** The time limit of the whole list, or the most pages that were to be read. */
  because: "deadline" | "pageLimit";
  /** The time limit, in milliseconds. */
  timeout: number;
  /** In place of the last answer, if trouble took the time. */
  failure?: RequestFailure;
}

/** A list of operations was cut short: there may be more than were listed. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
  readonly list: IncompleteList;

  /** @param consequence what this means and what to do next, in whole sentences */
  constructor(list: IncompleteList, consequence = "") {
    const { parent, pages, because, timeout, failure } = list;
    const limit = because === "deadline" ? `its time limit of ${formatDuration(timeout)}` : "its page limit";
    const read = pages === 1 ? "1 page" : `${pages} pages`;
    const lastError = failure === undefined ? "" : ` The last trouble: ${describeFailure(failure)}.`;
    super(
      `The list of the operations below ${parent || "the service"} was cut short after ${read} by ${limit}.${lastError} ` +
        `There may be more operations. ${consequence}`.trimEnd(),
    );
    this.list = list;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isIncompleteListError(error: unknown): error is IncompleteListError {
  return error instanceof Error && error.name === "IncompleteListError";
}

/** A list of operations was refused, or can't be followed to its end: what it would hold is unknown. */
export class ListRefusedError extends Error {
  override readonly name = "ListRefusedError";
  /** Below which the operations were to be listed. */
  readonly parent: string;
  readonly failure: RequestFailure;

  constructor(parent: string, failure: RequestFailure) {
    super(`${describeFailure(failure)}. Which operations there are below ${parent} is unknown.`);
    this.parent = parent;
    this.failure = failure;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isListRefusedError(error: unknown): error is ListRefusedError {
  return error instanceof Error && error.name === "ListRefusedError";
}

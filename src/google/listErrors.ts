import { formatDuration } from "../core/duration.js";
import { type Fault, faultText } from "../core/failure.js";

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
  fault?: Fault;
}

/** A list of operations was cut short: there may be more than were listed. */
export class IncompleteListError extends Error {
  override readonly name = "IncompleteListError";
  readonly list: IncompleteList;

  /** @param consequence what this means and what to do next, in whole sentences */
  constructor(list: IncompleteList, consequence = "") {
    const { parent, pages, because, timeout, fault } = list;
    const limit = because === "deadline" ? `its time limit of ${formatDuration(timeout)}` : "its page limit";
    const read = pages === 1 ? "1 page" : `${pages} pages`;
    const trouble = fault === undefined ? "" : ` The last trouble: ${faultText(fault)}.`;
    super(
      `The list of the operations below ${parent || "the service"} was cut short after ${read} by ${limit}.${trouble} ` +
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
  readonly fault: Fault;

  constructor(parent: string, fault: Fault) {
    super(`${faultText(fault)}. Which operations there are below ${parent} is unknown.`);
    this.parent = parent;
    this.fault = fault;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isListRefusedError(error: unknown): error is ListRefusedError {
  return error instanceof Error && error.name === "ListRefusedError";
}

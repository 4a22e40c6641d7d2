import type { Fault } from "../../core/fault.js";
import { faultText } from "../../core/faultText.js";

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

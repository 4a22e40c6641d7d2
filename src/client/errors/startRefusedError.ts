import type { Fault } from "../../core/fault.js";
import { faultText } from "../../core/faultText.js";

/** No operation was started, by none of the tries. Starting it again later is safe. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  /** Of the last try. */
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`No operation was started. ${faultText(fault)}`);
    this.fault = fault;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isStartRefusedError(error: unknown): error is StartRefusedError {
  return error instanceof Error && error.name === "StartRefusedError";
}

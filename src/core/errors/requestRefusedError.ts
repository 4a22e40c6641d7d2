import type { Fault } from "../fault.js";
import { faultText } from "../faultText.js";

/** A request about an operation was refused for good: repeating it can't help. */
export class RequestRefusedError extends Error {
  override readonly name = "RequestRefusedError";
  readonly fault: Fault;
  /** The operation that the request was about. */
  readonly operationName: string;
  /** The state of the operation and what to do next, in whole sentences. */
  readonly consequence: string;

  constructor(operationName: string, fault: Fault, consequence: string) {
    super(`${faultText(fault)}. ${consequence}`);
    this.operationName = operationName;
    this.consequence = consequence;
    this.fault = fault;
  }
}

/** Recognises the error also when it comes from another copy of this package. */
export function isRequestRefusedError(error: unknown): error is RequestRefusedError {
  return error instanceof Error && error.name === "RequestRefusedError";
}

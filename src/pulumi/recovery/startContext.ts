import type { Deadline } from "../../core/deadline.js";
import type { Operation } from "../../core/operation.js";
import type { StartRequest } from "../../google/startRequest.js";
import type { OperationContext } from "../context/operationContext.js";
import type { InputPart } from "../state/operationState.js";

/** A start to be made for a resource whose state holds no operation. */
export interface StartContext {
  context: OperationContext;
  part: InputPart;
  request: StartRequest;
  /** Digest of the arguments that decide which operation is started: equal digests ask for the same operation. */
  requestDigest: string;
  deadline: Deadline;
  /** A UUID. */
  newRequestId(): string;
}

/** The operation of a resource that is being created. */
export interface AcquiredOperation {
  operation: Operation;
  /** When it was started or adopted, in milliseconds since the epoch. */
  since: number;
  /** Whether GetOperation has returned it. */
  seen: boolean;
}

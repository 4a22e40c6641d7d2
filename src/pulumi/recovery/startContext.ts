import type { Operation } from "../../core/operation.js";
import type { StartRequest } from "../../google/startRequest.js";
import type { OperationContext } from "../context/operationContext.js";

/** A start to be made for a resource whose state holds no operation. */
export interface StartContext {
  context: OperationContext;
  urn: string;
  request: StartRequest;
  /** Digest of the arguments that decide which operation is started: equal digests ask for the same operation. */
  requestDigest: string;
}

/** The operation of a resource that is being created. */
export interface AcquiredOperation {
  operation: Operation;
  /** Time of its start or adoption, in milliseconds since the epoch. */
  acquiredAt: number;
  /** True once GetOperation has returned it. */
  wasReturned: boolean;
}

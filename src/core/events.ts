import type { Fault } from "./fault.js";
import type { Operation } from "./operation.js";

/** What happens while an operation is waited for or cancelled, for whoever shows progress. */
export type OperationEvent =
  | { kind: "seen"; operation: Operation }
  | { kind: "cancelAccepted"; name: string }
  /** `reason` may contain the service's words. */
  | { kind: "cancelUnsupported"; name: string; reason: string }
  | { kind: "trouble"; name: string; fault: Fault; retryIn: number };

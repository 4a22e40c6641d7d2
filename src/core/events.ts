import type { RequestFailure } from "./failure.js";
import type { Operation } from "./operation.js";

/** What happens while an operation is waited for or cancelled, for whoever shows progress. */
export type OperationEvent =
  | { kind: "seen"; operation: Operation }
  | { kind: "cancelAccepted"; name: string }
  /** `failure`: the answer that the reason repeats, if the service's words are the reason. */
  | { kind: "cancelUnsupported"; name: string; reason: string; failure?: RequestFailure }
  | { kind: "retrying"; name: string; failure: RequestFailure; retryIn: number };

/**
 * The treatment of an operation that is in flight, by a delete.
 *
 * - `cancelAndWait`: requests the cancellation, then waits until GetOperation reports that the operation has ended.
 *   After a delete that succeeded, nothing runs any more.
 * - `cancel`: requests the cancellation and continues. The request was accepted; the end of the operation is unknown.
 * - `wait`: waits for the natural end of the operation. Nothing is cancelled.
 * - `abandon`: neither cancels nor waits. The operation continues, unattended.
 */
export type OnDelete = "cancelAndWait" | "cancel" | "wait" | "abandon";

/**
 * The effect of Ctrl-C or SIGTERM on an operation that create or update waits for: request its cancellation, or leave it
 * running for the next `pulumi up` to wait for.
 */
export type OnInterrupt = "cancel" | "leave";

/**
 * The treatment of an operation that can't be cancelled, by a delete: the service answers UNIMPLEMENTED or has no route.
 * `wait` for its natural end, `fail` and keep it in the state, or `abandon` it with a warning.
 */
export type WhenCancelUnsupported = "wait" | "fail" | "abandon";

/**
 * The treatment of an operation that completed although its cancellation was requested: `accept` that with a warning,
 * `fail` once so that you can check the side effects, or `undo` it with a compensating request.
 *
 * It is only about completion. The delete doesn't undo an operation that completed before it, or that was cancelled or
 * failed. A completion that an `up` with `waitFor: "done"` has accepted is never undone, even after a cancellation
 * request.
 */
export type WhenCompletedDespiteCancel = "accept" | "fail" | "undo";

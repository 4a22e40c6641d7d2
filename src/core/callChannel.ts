import { tracingChannel } from "node:diagnostics_channel";
import type { EventContext } from "./events.js";
import type { Outcome } from "./outcome.js";

/** A call that waits for an operation, cancels it, or does both, as its channel publishes it. */
export interface CallMessage {
  readonly call: "wait" | "cancel" | "cancelAndWait";
  /** The name of the operation. */
  readonly name: string;
  readonly clock: EventContext["clock"];
  /** Present at the end of a call that doesn't throw. */
  readonly result?: Outcome;
  /** Present at the end of a call that throws. */
  readonly error?: unknown;
}

/** The channel of calls. Without subscribers, publishing costs less than a microsecond. */
export const callChannel = tracingChannel<unknown, CallMessage>("pulumi-gcp-lro:call");

/** Runs a call about an operation, and publishes its begin and its end. */
export function traceCall(
  call: CallMessage["call"],
  { clock }: EventContext,
  name: string,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  return callChannel.tracePromise(run, { call, name, clock });
}

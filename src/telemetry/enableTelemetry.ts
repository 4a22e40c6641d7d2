import type { TracingChannel } from "node:diagnostics_channel";
import { callChannel } from "../core/callChannel.js";
import { requestChannel } from "../google/requestChannel.js";
import { stepChannel } from "../pulumi/stepChannel.js";
import { Recorder, type TelemetryOptions } from "./recorder.js";

let disable: (() => void) | undefined;

/**
 * Reports this package's requests, waits and cancellations as OpenTelemetry spans and metrics, to the SDK that the process
 * registers. Call it once; a second call has no effect.
 *
 * @returns a function that ends the reports
 */
export function enableTelemetry(options: TelemetryOptions = {}): () => void {
  disable ??= subscribe(new Recorder(options));
  return disable;
}

function subscribe(recorder: Recorder): () => void {
  stepChannel.start.bindStore(recorder.steps, (message) => recorder.beginStep(message));
  const unsubscribe = [
    onEvent(stepChannel, "asyncEnd", (message) => recorder.endStep(message)),
    onEvent(callChannel, "start", (message) => recorder.beginCall(message)),
    onEvent(callChannel, "asyncEnd", (message) => recorder.endCall(message)),
    onEvent(requestChannel, "start", (message) => recorder.beginRequest(message)),
    onEvent(requestChannel, "asyncEnd", (message) => recorder.endRequest(message)),
    () => stepChannel.start.unbindStore(recorder.steps),
  ];
  return () => {
    for (const end of unsubscribe) {
      end();
    }
    recorder.close();
    disable = undefined;
  };
}

/** Subscribes to one event of a channel. Returns a function that unsubscribes. */
function onEvent<Message extends object>(
  channel: TracingChannel<unknown, Message>,
  event: "start" | "asyncEnd",
  listener: (message: Message) => void,
): () => void {
  const subscriber = (message: unknown): void => listener(message as Message);
  channel[event].subscribe(subscriber);
  return () => channel[event].unsubscribe(subscriber);
}

import { subscribe } from "node:diagnostics_channel";

/** Published by Node's HTTP/2 server for every request that arrives (Node 22.17, 24.2 and later). */
const CHANNEL = "http2.server.stream.start";

/** The method that the engine calls after Ctrl-C. */
const CANCEL_PATH = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Calls `onCancel` when the engine asks its plugins to cancel: the first Ctrl-C or SIGTERM of `pulumi up` and
 * `pulumi destroy`. The dynamic-provider server answers that request without calling a provider, so it is detected where
 * it arrives. The engine waits for the steps in flight and saves their results. It also sends the request at the end of
 * every run, when nothing is in flight.
 */
export function onEngineCancel(onCancel: () => void): void {
  subscribe(CHANNEL, (message) => {
    if (pathOf(message) === CANCEL_PATH) {
      onCancel();
    }
  });
}

function pathOf(message: unknown): unknown {
  const headers = (message as { headers?: Record<string, unknown> } | null)?.headers;
  return headers?.[":path"];
}

/** A warning for versions of Node.js that don't publish the engine's request, so that the first Ctrl-C has no effect. */
export function interruptWarning(nodeVersion: string): string | undefined {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, "").split(".").map(Number);
  const isDetected = major === 22 ? minor >= 17 : major === 24 ? minor >= 2 : major > 24;
  return isDetected
    ? undefined
    : `With Node.js ${nodeVersion}, this package does not detect the first Ctrl-C and continues to wait. To cancel the ` +
        "operation, press Ctrl-C twice. To avoid this in later runs, use Node.js 22.17 or later in 22.x, or 24.2 or later.";
}

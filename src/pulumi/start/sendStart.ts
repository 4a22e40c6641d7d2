import type { Deadline } from "../../core/deadline.js";
import { type StartResult, startOperation } from "../../google/startOperation.js";
import type { StartRequest } from "../../google/startRequest.js";
import { ResourceFailure } from "../resourceFailure.js";
import type { Step } from "../step.js";

/**
 * Sends a resource's start request.
 *
 * @throws ResourceFailure where the step was interrupted before it
 */
export async function sendStart(
  step: Step,
  request: StartRequest,
  requestId: string,
  deadline: Deadline,
): Promise<StartResult> {
  assertNotInterrupted(step);
  const { tools, connection, signal, log } = step;
  step.note({ kind: "starting", path: request.path });
  const sayWhatIsAwaited = (): void =>
    log.write(
      "ephemeral",
      `interrupted; the start of ${request.path} is let finish, since only its answer tells the operation's name`,
    );
  signal.addEventListener("abort", sayWhatIsAwaited, { once: true });
  const limits = { deadline, signal };
  return startOperation({ ...tools, connection }, request, requestId, limits).finally(() =>
    signal.removeEventListener("abort", sayWhatIsAwaited),
  );
}

/** @throws ResourceFailure that says that nothing was started */
export function assertNotInterrupted({ signal }: Step): void {
  if (signal.aborted) {
    throw new ResourceFailure("Interrupted before the start; nothing was started.");
  }
}

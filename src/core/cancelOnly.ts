import { beginCancel, type CancelPlan, finishCancel } from "./canceller.js";
import type { CancelTools } from "./cancelRequest.js";
import { RequestRefusedError } from "./errors/requestRefusedError.js";
import type { Outcome } from "./outcome.js";
import type { WaitLimits } from "./sighting.js";

/**
 * Asks an operation to be cancelled and goes on: GET, cancel. Accepted, it is `running`, `abandoned`. One that
 * has ended already is sent no cancel; one that can't be cancelled is dealt with as the plan says. To go on, an
 * acknowledgement is needed: that a request may have been accepted is not enough.
 *
 * @throws RequestRefusedError when the service refuses for good; never for what the operation did
 */
export async function cancelOnly(
  tools: CancelTools,
  name: string,
  plan: CancelPlan,
  limits: WaitLimits,
): Promise<Outcome> {
  const start = await beginCancel(tools, name, plan, limits);
  if (start.kind === "cancelling" && start.unacknowledged !== undefined) {
    throw new RequestRefusedError(
      name,
      start.unacknowledged,
      `${name} is still running; an earlier cancel request may have reached it.`,
    );
  }
  return start.kind === "cancelling"
    ? { kind: "running", because: "abandoned", cancelRequested: true, operation: start.operation }
    : finishCancel(tools, name, start, plan, limits);
}

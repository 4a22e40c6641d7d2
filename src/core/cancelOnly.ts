import { beginCancel, type CancelPlan, finishCancel } from "./canceller.js";
import type { CancelTools } from "./cancelRequest.js";
import type { Outcome } from "./outcome.js";
import type { WaitLimits } from "./sighting.js";

/**
 * Asks an operation to be cancelled and goes on: GET, cancel. Accepted, it is `running`, `abandoned`. One that
 * has ended already is sent no cancel; one that can't be cancelled is dealt with as the plan says.
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
  return start.kind === "cancelling"
    ? { kind: "running", because: "abandoned", cancelRequested: true, operation: start.operation }
    : finishCancel(tools, name, start, plan, limits);
}

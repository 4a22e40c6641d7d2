import { cancelAndWait } from "../../core/canceller.js";
import { isRequestRefusedError } from "../../core/errors/requestRefusedError.js";
import type { Outcome } from "../../core/outcome.js";
import { cancelPlan } from "../../google/cancelPlan.js";
import type { NamedStart } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { ResourceFailure } from "../resourceFailure.js";
import { endText } from "./candidates.js";
import type { WantedStart } from "./wantedStart.js";

/**
 * Waits for the end of an operation that an interrupted run has asked to be cancelled and could not save, as its
 * replacement would: a new one must not run into it.
 *
 * @throws ResourceFailure when it has not ended; nothing is started then, and the next `up` goes on
 */
export async function endCancelled(
  { step, deadline }: WantedStart,
  { operationName }: NamedStart,
  cancelledAt: number,
): Promise<void> {
  const { log, connection, tools, signal } = step;
  const which = `${operationName}, which an interrupted run asked to be cancelled at ${moment(cancelledAt)},`;
  log.write("info", `${which} is still in flight; a new one is started once it has ended`);
  let outcome: Outcome;
  try {
    const plan = cancelPlan(connection, operationName, "wait");
    outcome = await cancelAndWait(tools, operationName, plan, { deadline, signal });
  } catch (error) {
    throw isRequestRefusedError(error)
      ? new ResourceFailure(
          `${error.message} Nothing was started; run \`pulumi up\` again once that is solved.`,
        )
      : error;
  }
  switch (outcome.kind) {
    case "running": {
      const why = outcome.because === "interrupted" ? "before the interrupt" : "within timeouts.create";
      const trouble = outcome.trouble === undefined ? "" : ` The last answer: ${outcome.trouble}.`;
      throw new ResourceFailure(
        `${which} has not ended ${why}.${trouble} Nothing was started; run \`pulumi up\` again to go on.`,
      );
    }
    case "gone":
      log.write("info", `${operationName} is no longer known to the service; a new one is started`);
      return;
    case "completed":
      log.write(
        "warning",
        `${operationName} completed although it was asked to be cancelled: its effects exist`,
      );
      return;
    case "cancelled":
    case "failed":
      log.write("info", `${operationName} ${endText(outcome.operation)}; a new one is started`);
      return;
  }
}

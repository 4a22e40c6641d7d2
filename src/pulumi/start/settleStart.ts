import type { StartBook } from "../journal/startBook.js";
import type { StartEntry } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import type { SavedState } from "../savedState.js";
import type { Surroundings } from "../step.js";
import { HOW_TO_ADOPT, HOW_TO_END } from "./candidates.js";

/**
 * Notes which operation a resource's state holds, and warns of an earlier start of this machine that is in no
 * state: another folder or machine has started the resource since.
 */
export async function settleStart(
  { log }: Pick<Surroundings, "log">,
  starts: StartBook,
  saved: SavedState,
): Promise<void> {
  const forgotten = await starts.settle(saved);
  if (forgotten === undefined || isTold(forgotten)) {
    return;
  }
  const resourceLog = log(saved.urn);
  resourceLog.write("warning", forgottenText(forgotten, saved));
  await resourceLog.flush();
}

function isTold(entry: StartEntry): boolean {
  return entry.kind === "intent" && entry.toldBy !== undefined;
}

function forgottenText(entry: StartEntry, { outputs }: SavedState): string {
  const since = moment(entry.since);
  if (entry.kind === "intent") {
    return (
      `an earlier run on this machine was about to start an operation for this resource at ${since}, and the state ` +
      `now holds ${outputs.operationName}: whether the other one runs is unknown. Look for it with GET ${entry.listUrl}`
    );
  }
  return (
    `${entry.operationName}, which an earlier run on this machine started at ${since} for this resource, is in no ` +
    `state: it now holds ${outputs.operationName}. If the other one still runs, ${HOW_TO_ADOPT}; ${HOW_TO_END}`
  );
}

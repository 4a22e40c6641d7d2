import { Deadline } from "../../core/deadline.js";
import { sight } from "../../core/sighting.js";
import type { StartEntry } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { openVisibility } from "../visibility.js";
import { HOW_TO_ADOPT } from "./candidates.js";
import type { WantedStart } from "./wantedStart.js";

/** How long a look that decides nothing may take, in milliseconds. */
const LOOK_LIMIT = 10_000;

/**
 * Warns of what an earlier run has started for the resource by another request, if it may still be running. It is
 * not cancelled: on the journal's word alone nothing is.
 */
export async function warnOfOtherStart(wanted: WantedStart, entry: StartEntry): Promise<void> {
  const { log, connection } = wanted.step;
  const at = moment(entry.since);
  if (entry.kind === "intent") {
    if (entry.toldBy === undefined) {
      log.write(
        "warning",
        `an earlier run intended another start for this resource at ${at}; whether it runs is unknown. ` +
          `Look for it with GET ${entry.listUrl}`,
      );
    }
    return;
  }
  const { operationName } = entry;
  const standing = await standingOf(wanted, operationName, entry.since);
  if (standing !== undefined) {
    log.write(
      "warning",
      `${operationName}, which an earlier run started at ${at} for this resource by another request, ${standing}. ` +
        `To have it, ${HOW_TO_ADOPT}; to end it, send POST ${connection.baseUrl}/${connection.apiVersion}/${operationName}:cancel`,
    );
  }
}

/** Where an operation of an earlier run stands, as the end of a sentence; `undefined` where it has ended. */
export async function standingOf(
  { step }: WantedStart,
  operationName: string,
  since: number,
): Promise<string | undefined> {
  const sighting = await sight(step.tools, operationName, 0, {
    deadline: new Deadline(step.clock, LOOK_LIMIT),
    signal: step.signal,
    ...openVisibility(step.clock, { seen: false, since }),
  });
  switch (sighting.kind) {
    case "seen":
      return sighting.operation.done ? undefined : "is still running";
    case "missing":
      return "is no longer known to the service, so whether it has ended is unknown";
    case "refused":
    case "stopped":
      return "may still be running: it can't be looked at";
  }
}

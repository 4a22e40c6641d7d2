import type { StartEntry } from "../journal/startEntry.js";
import { warnOfStartElsewhere } from "./startElsewhere.js";
import { warnOfUnusablePage } from "./unusablePage.js";
import type { WantedStart } from "./wantedStart.js";

/**
 * The entry of an earlier start of the resource, where it can be gone on from. Of one that can't, the user is told:
 * what it has begun may still be running beside the operation that is started now.
 */
export async function recallStart(wanted: WantedStart): Promise<StartEntry | undefined> {
  const { step, part } = wanted;
  const recollection = await step.starts.recall(part.urn, step.seat);
  switch (recollection.kind) {
    case "none":
      return undefined;
    case "here":
      return recollection.entry;
    case "elsewhere":
      await warnOfStartElsewhere(wanted, recollection.start);
      break;
    case "unusable":
      warnOfUnusablePage(wanted, recollection.flaw);
      break;
  }
  // The page is about to be replaced: what it knew has to be out before.
  await step.log.flush();
  return undefined;
}

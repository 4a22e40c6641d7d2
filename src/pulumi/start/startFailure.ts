import { formatDuration } from "../../core/duration.js";
import { faultText } from "../../core/faultText.js";
import { isBusyFault } from "../../core/startVerdict.js";
import type { FoundOperations } from "../../google/operationSearch.js";
import type { RefusedStart, UncertainStart } from "../../google/startOperation.js";
import { moment } from "../moment.js";
import { ResourceFailure } from "../resourceFailure.js";
import { candidatesText, findingsText, HOW_TO_ADOPT, howToLook } from "./candidates.js";
import { searchInTheWay } from "./startSearch.js";
import type { WantedStart } from "./wantedStart.js";

/** Why nothing was started; with what is in the way, where the service says that something is. */
export async function refusedStart(
  wanted: WantedStart,
  { fault, elapsed }: RefusedStart,
): Promise<ResourceFailure> {
  const tried = elapsed < 1_000 ? "" : ` (tried for ${formatDuration(Math.round(elapsed / 1_000) * 1_000)})`;
  const inTheWay = isBusyFault(fault) ? await searchInTheWay(wanted).catch(() => []) : [];
  const others =
    inTheWay.length === 0
      ? ""
      : `. In flight there: ${candidatesText(inTheWay)}. Wait for its end and run \`pulumi up\` again; or ${HOW_TO_ADOPT}.`;
  return new ResourceFailure(`No operation was started${tried}: ${faultText(fault)}${others}`);
}

/** What may be running without a name, what is known of it, and what to do. */
export function uncertainStart(
  { fault, since, requestId, listUrl }: UncertainStart,
  found: FoundOperations,
): ResourceFailure {
  const repetition =
    requestId === undefined
      ? "It was not sent again, since that could start a second one. "
      : `Every try carried the same request id, ${requestId}, so that at most one was started. `;
  return new ResourceFailure(
    `An operation may have been started at ${moment(since)}, but its name is not known: ` +
      `${faultText(fault)}. ${repetition}${findingsText(found)}` +
      `${howToLook(listUrl)}; ` +
      "if it is not, run `pulumi up` again.",
  );
}

import type { RecordedStart } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { HOW_TO_ADOPT, howToEnd } from "./candidates.js";
import { standingOf } from "./otherStart.js";
import { isNameOfService, type WantedStart } from "./wantedStart.js";

/** So many are looked at and told of; more are counted. */
const MOST_TOLD = 5;

/**
 * Warns of what killed runs have started by the same request for resources of which this run knows nothing: one
 * may be this very resource under its earlier name. It may as well come later in this run, so nothing is done about
 * it, and this is told only after the start, when the program's other resources are mostly known.
 */
export async function warnOfStrayStarts(wanted: WantedStart): Promise<void> {
  const { step, part, fingerprint } = wanted;
  if (part.urn === "" || !step.isHeard()) {
    return;
  }
  const { strays } = step.starts;
  strays.meet(part.urn);
  const starts = await strays.like({ urn: part.urn, endpoint: step.seat.endpoint, fingerprint });
  const unheld = starts.filter(({ entry }) => !step.starts.holders.isHeld(entry));
  await Promise.all(unheld.slice(0, MOST_TOLD).map((start) => warnOf(wanted, start)));
  warnOfMore(wanted, unheld.slice(MOST_TOLD));
  if (unheld.length > 0) {
    await step.log.flush();
  }
}

async function warnOf(wanted: WantedStart, start: RecordedStart): Promise<void> {
  const { log, connection } = wanted.step;
  const { entry, apiVersion } = start;
  const at = moment(entry.since);
  const owner = `the resource "${nameIn(entry.urn)}"`;
  const condition = "If that resource was renamed or removed, nothing takes it over";
  if (entry.kind === "intent") {
    log.write(
      "warning",
      `an earlier run intended the same start for ${owner} at ${at}; whether it runs is unknown. ` +
        `${condition}: look for it with GET ${entry.listUrl}; if it is there, ${HOW_TO_ADOPT}`,
    );
    return;
  }
  const { operationName, since } = entry;
  const standing = isNameOfService(wanted, operationName)
    ? await standingOf(wanted, operationName, since)
    : "may still be running: it was not looked at";
  if (standing !== undefined && isStray(wanted, start)) {
    log.write(
      "warning",
      `${operationName}, which an earlier run started at ${at} by the same request for ${owner}, ${standing}. ` +
        `${condition}: to have it here, ${HOW_TO_ADOPT}; ` +
        howToEnd(connection, operationName, apiVersion),
    );
  }
}

function warnOfMore(wanted: WantedStart, more: readonly RecordedStart[]): void {
  const { log, connection } = wanted.step;
  const count = more.filter((start) => isStray(wanted, start)).length;
  if (count > 0) {
    log.write(
      "warning",
      `earlier runs have made the same start for more resources of which this run knows nothing (${count}); what it ` +
        `began was not looked at. Look for it with GET ${connection.listUrl(wanted.request.path)}`,
    );
  }
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`; the name may have `::` in it. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Also after a while in which the program may have come to the resource. */
function isStray({ step }: WantedStart, { entry }: RecordedStart): boolean {
  return !step.starts.strays.isMet(entry.urn) && !step.starts.holders.isHeld(entry);
}

import type { NamedStart, RecordedStart } from "../journal/startEntry.js";
import { moment } from "../moment.js";
import { HOW_TO_ADOPT, HOW_TO_END, howToEnd, howToLook } from "./candidates.js";
import { standingOf } from "./otherStart.js";
import { isNameOfService, type WantedStart } from "./wantedStart.js";

/**
 * Warns of what an earlier run has started for the resource under another endpoint, service or version of the API.
 * It is neither taken over nor cancelled, and another endpoint is not even asked: only the resource's own settings
 * say where requests go.
 */
export async function warnOfStartElsewhere(wanted: WantedStart, start: RecordedStart): Promise<void> {
  const { log, seat } = wanted.step;
  const { entry, apiVersion } = start;
  const at = moment(entry.since);
  const there = `${entry.endpoint}/${apiVersion}`;
  const here = `${seat.endpoint}/${seat.apiVersion}`;
  if (entry.kind === "intent") {
    if (entry.toldBy === undefined) {
      log.write(
        "warning",
        `an earlier run intended a start for this resource at ${at} under ${there}; whether it runs is unknown, ` +
          `and under ${here} nothing is taken over. ` +
          howToLook(entry.listUrl, howToHave(wanted, start)),
      );
    }
    return;
  }
  const standing = await standingElsewhere(wanted, entry);
  if (standing !== undefined) {
    log.write(
      "warning",
      `${entry.operationName}, which an earlier run started at ${at} for this resource under ${there}, ${standing}. ` +
        `Under ${here} it is not taken over. To have it, ${howToHave(wanted, start)}; ` +
        howToEndThere(wanted, entry, apiVersion),
    );
  }
}

/** Undefined where it has ended. */
async function standingElsewhere(wanted: WantedStart, entry: NamedStart): Promise<string | undefined> {
  const isAskable =
    entry.endpoint === wanted.step.seat.endpoint && isNameOfService(wanted, entry.operationName);
  return isAskable
    ? standingOf(wanted, entry.operationName, entry.since)
    : "may still be running: it was not looked at there";
}

/** With the settings that it was started with, since elsewhere it may not be known. */
function howToHave({ step }: WantedStart, { entry, apiVersion }: RecordedStart): string {
  const endpoint = entry.endpoint === step.seat.endpoint ? [] : ["`service` or `endpoint`"];
  const version = apiVersion === step.seat.apiVersion ? [] : [`apiVersion: "${apiVersion}"`];
  return `${HOW_TO_ADOPT}, with ${[...endpoint, ...version].join(" and ")} as it was`;
}

/** Which service is at another endpoint is not known. */
function howToEndThere({ step }: WantedStart, entry: NamedStart, apiVersion: string): string {
  return entry.endpoint === step.seat.endpoint
    ? howToEnd(step.connection, entry.operationName, apiVersion)
    : HOW_TO_END;
}

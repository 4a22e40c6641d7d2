import type { PageFlaw } from "../journal/journal.js";
import { moment } from "../moment.js";
import { howToLook } from "./candidates.js";
import type { WantedStart } from "./wantedStart.js";

const FLAWS: Record<PageFlaw["reason"], string> = {
  damaged: "it is damaged",
  later: "a later release of pulumi-gcp-lro wrote it",
  foreign: "somebody else owns it or its folder, or may write there",
  unreadable: "it can't be read",
};

/** Warns that the journal has a page about the resource which can't be used. Nothing in it is believed. */
export function warnOfUnusablePage({ step, request }: WantedStart, flaw: PageFlaw): void {
  const { log, connection } = step;
  const file = flaw.file === undefined ? "" : `, ${flaw.file}`;
  const written = flaw.writtenAt === undefined ? "" : ` (last written at ${moment(flaw.writtenAt)})`;
  log.write(
    "warning",
    `the note of an earlier start of this resource${file}${written} can't be used: ${FLAWS[flaw.reason]}. ` +
      "Whether an operation of an earlier run is still running is unknown. " +
      howToLook(connection.listUrl(request.path)),
  );
}

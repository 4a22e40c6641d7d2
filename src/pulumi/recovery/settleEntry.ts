import { moment } from "../moment.js";
import type { SavedState } from "../savedState.js";
import { ServiceText } from "../serviceText.js";
import type { Surroundings } from "../step.js";
import type { SendingEntry, StartedEntry } from "./journal.js";

/**
 * Removes the entry of a start once a state is seen to hold its operation. An older entry about another start is
 * reported first: another machine has created the resource since, so that no create will.
 */
export async function settleEntry(
  { journal, log }: Pick<Surroundings, "journal" | "log">,
  saved: SavedState,
): Promise<void> {
  const { urn, outputs, since } = saved;
  const entry = await journal.read(urn);
  if (entry === undefined || entry.status === "cancelling") {
    return;
  }
  const isHeld = entry.status !== "sending" && entry.name === outputs.operationName;
  if (!isHeld && entry.time > since) {
    return;
  }
  if (!isHeld && entry.status !== "returned") {
    const resourceLog = log(urn);
    resourceLog.write("warning", otherStartText(entry, saved));
    await resourceLog.flush();
  }
  await journal.remove(urn);
}

function otherStartText(entry: SendingEntry | StartedEntry, saved: SavedState): string {
  const text = new ServiceText(saved);
  const other =
    entry.status === "sending"
      ? `sent a start for this resource at ${moment(entry.time)} and did not save its response`
      : `started ${text.name(entry.name)} for this resource at ${moment(entry.time)}`;
  return (
    `An earlier run on this machine ${other}; the state now holds ${text.name(saved.outputs.operationName)}. The other ` +
    `operation may still be running at ${entry.endpoint} (${entry.apiVersion}).`
  );
}

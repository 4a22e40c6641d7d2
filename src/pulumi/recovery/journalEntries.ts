import type { Dependencies } from "../context/dependencies.js";
import type { OperationContext } from "../context/operationContext.js";
import type { JournalEntry, SendingEntry, StartedEntry } from "../journal/journal.js";
import { ServiceText } from "../report/serviceText.js";
import type { SavedOperation } from "../state/operationState.js";
import { formatTimestamp } from "../state/timestamp.js";

/**
 * Records the end of a create that started an operation. A connected engine saves the result of create; otherwise the
 * entry keeps the name, and when the cancel was accepted, for the next create.
 */
export async function recordReturn(context: OperationContext, urn: string, name: string): Promise<void> {
  const entry = await context.journal.read(urn);
  if (entry?.status !== "started" || entry.name !== name) {
    return;
  }
  const cancelRequestedAt = context.cancelAcceptedAt(name);
  if (context.isEngineConnected()) {
    await context.journal.write(urn, { ...entry, status: "returned" });
  } else if (cancelRequestedAt !== undefined) {
    await context.journal.write(urn, { ...entry, cancelRequestedAt: Math.round(cancelRequestedAt) });
  }
}

/**
 * Removes the entry of a start once a state is seen to hold its operation. An older entry about another start is
 * reported first: another machine has created the resource since, so that no create will.
 *
 * @returns the entry that remains, if there is one
 */
export async function settleEntry(
  { journal, log }: Pick<Dependencies, "journal" | "log">,
  saved: SavedOperation,
): Promise<JournalEntry | undefined> {
  const { urn, outputs, acquiredAt } = saved;
  const entry = await journal.read(urn);
  const isHeld = entry !== undefined && entry.status !== "sending" && entry.name === outputs.operationName;
  if (entry === undefined || (entry.status === "cancelling" && isHeld)) {
    return entry;
  }
  if (!isHeld && entry.time > acquiredAt) {
    return entry;
  }
  if (!isHeld && (entry.status === "sending" || entry.status === "started")) {
    const resourceLog = log(urn);
    resourceLog.write("warning", otherStartText(entry, saved));
    await resourceLog.flush();
  }
  await journal.remove(urn);
  return undefined;
}

function otherStartText(entry: SendingEntry | StartedEntry, saved: SavedOperation): string {
  const text = new ServiceText(saved);
  const other =
    entry.status === "sending"
      ? `sent a start for this resource at ${formatTimestamp(entry.time)} and did not save its response`
      : `started ${text.name(entry.name)} for this resource at ${formatTimestamp(entry.time)}`;
  return (
    `An earlier run on this machine ${other}; the state now holds ${text.name(saved.outputs.operationName)}. The other ` +
    `operation may still be running at ${entry.endpoint} (${entry.apiVersion}).`
  );
}

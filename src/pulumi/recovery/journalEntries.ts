import type { Dependencies, OperationContext } from "../context/operationContext.js";
import type {
  CancellingEntry,
  Journal,
  JournalEntry,
  SendingEntry,
  StartedEntry,
} from "../journal/journal.js";
import { ServiceText } from "../report/serviceText.js";
import type { SavedOperation } from "../state/operationState.js";
import { formatTimestamp } from "../state/timestamp.js";

/**
 * Records the end of a create that started an operation. A connected engine saves what create returns; otherwise the
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
  const { urn, outputs, since } = saved;
  const entry = await journal.read(urn);
  const isHeld = entry !== undefined && entry.status !== "sending" && entry.name === outputs.operationName;
  if (entry === undefined || (entry.status === "cancelling" && isHeld)) {
    return entry;
  }
  if (!isHeld && entry.time > since) {
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

/** A step of a delete that records when the service first accepts its cancel, before anything else is awaited. */
export function recordingCancel(context: OperationContext, saved: SavedOperation): OperationContext {
  return {
    ...context,
    tools: {
      ...context.tools,
      service: {
        async cancel(name, limits) {
          const reply = await context.tools.service.cancel(name, limits);
          if (reply.ok) {
            await recordCancel(context, saved);
          }
          return reply;
        },
      },
    },
  };
}

/** Records that the service has accepted the cancel of a delete, unless an earlier time is recorded. */
export async function recordCancel(
  { journal, address, clock }: OperationContext,
  { urn, outputs }: SavedOperation,
  time = clock.wall(),
): Promise<void> {
  if ((await journal.read(urn)) === undefined) {
    const { operationName: name } = outputs;
    await journal.write(urn, { status: "cancelling", ...address, name, time: Math.round(time) });
  }
}

/** The record of a delete's cancel, if the entry is about this operation. */
export function cancelEntryIn(
  entry: JournalEntry | undefined,
  operationName: string,
): CancellingEntry | undefined {
  return entry?.status === "cancelling" && entry.name === operationName ? entry : undefined;
}

/**
 * Removes the record of a delete's cancel: the delete has succeeded, or its result has been reported or accepted.
 *
 * @returns whether there was one
 */
export async function removeCancelEntry(
  journal: Journal,
  { urn, outputs }: Pick<SavedOperation, "urn" | "outputs">,
): Promise<boolean> {
  const isRecorded = cancelEntryIn(await journal.read(urn), outputs.operationName) !== undefined;
  if (isRecorded) {
    await journal.remove(urn);
  }
  return isRecorded;
}

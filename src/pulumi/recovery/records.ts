import { moment } from "../moment.js";
import type { SavedState } from "../savedState.js";
import { ServiceText } from "../serviceText.js";
import type { Step, Surroundings } from "../step.js";
import type { Journal, JournalEntry, SendingEntry, StartedEntry } from "./journal.js";

/**
 * Records the end of a create that started an operation. A connected engine saves what create returns; otherwise the
 * entry keeps the name, and when the cancel was accepted, for the next create.
 */
export async function recordReturn(step: Step, urn: string, name: string): Promise<void> {
  const entry = await step.journal.read(urn);
  if (entry?.status !== "started" || entry.name !== name) {
    return;
  }
  const cancelRequestedAt = step.cancelAcceptedAt(name);
  if (step.isHeard()) {
    await step.journal.write(urn, { ...entry, status: "returned" });
  } else if (cancelRequestedAt !== undefined) {
    await step.journal.write(urn, { ...entry, cancelRequestedAt: Math.round(cancelRequestedAt) });
  }
}

/**
 * Removes the entry of a start once a state is seen to hold its operation. An older entry about another start is
 * reported first: another machine has created the resource since, so that no create will.
 *
 * @returns the entry that remains, if there is one
 */
export async function settleEntry(
  { journal, log }: Pick<Surroundings, "journal" | "log">,
  saved: SavedState,
): Promise<JournalEntry | undefined> {
  const { urn, outputs, since } = saved;
  const entry = await journal.read(urn);
  if (entry === undefined || entry.status === "cancelling") {
    return entry;
  }
  const isHeld = entry.status !== "sending" && entry.name === outputs.operationName;
  if (!isHeld && entry.time > since) {
    return entry;
  }
  if (!isHeld && entry.status !== "returned") {
    const resourceLog = log(urn);
    resourceLog.write("warning", otherStartText(entry, saved));
    await resourceLog.flush();
  }
  await journal.remove(urn);
  return undefined;
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

/** A step of a delete that records when the service first accepts its cancel, before anything else is awaited. */
export function recordingCancel(step: Step, { urn }: SavedState): Step {
  return {
    ...step,
    tools: {
      ...step.tools,
      service: {
        async cancel(name, limits) {
          const reply = await step.tools.service.cancel(name, limits);
          if (reply.ok && (await step.journal.read(urn)) === undefined) {
            const time = Math.round(step.clock.wall());
            await step.journal.write(urn, { status: "cancelling", ...step.seat, name, time });
          }
          return reply;
        },
      },
    },
  };
}

/** When the cancel of a delete that did not succeed was first accepted, in milliseconds since the epoch. */
export async function cancelEntryTime(
  journal: Journal,
  { urn, outputs }: Pick<SavedState, "urn" | "outputs">,
): Promise<number | undefined> {
  return cancelTimeIn(await journal.read(urn), outputs.operationName);
}

/** The time of the first accepted cancel, if the entry is about the cancel of an operation. */
export function cancelTimeIn(entry: JournalEntry | undefined, operationName: string): number | undefined {
  return entry?.status === "cancelling" && entry.name === operationName ? entry.time : undefined;
}

/** Removes the record of a delete's cancel: the delete has succeeded, or its result has been reported or accepted. */
export async function removeCancelEntry(
  journal: Journal,
  saved: Pick<SavedState, "urn" | "outputs">,
): Promise<void> {
  if ((await cancelEntryTime(journal, saved)) !== undefined) {
    await journal.remove(saved.urn);
  }
}

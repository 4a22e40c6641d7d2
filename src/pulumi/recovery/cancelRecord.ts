import type { Dependencies } from "../context/dependencies.js";
import type {
  CancellingEntry,
  Journal,
  JournalEntry,
  SendingEntry,
  StartedEntry,
} from "../journal/journal.js";
import { ServiceText } from "../report/serviceText.js";
import type { SavedOperation } from "../state/operationState.js";
import type { ServiceAddress } from "../state/outputs.js";
import { formatTimestamp } from "../state/timestamp.js";

/** The cancel requests of earlier runs for one operation. Times are in milliseconds since the epoch. */
export interface CancelHistory {
  /** Time of the cancel of an interrupted `up`, from the state; 0 if the state doesn't hold the time. */
  upRequestedAt?: number;
  /** Time of the cancel of a delete that did not succeed, from the journal. */
  deleteRequestedAt?: number;
  /** True once a delete has failed because the operation completed despite the cancel. */
  isReported?: boolean;
}

/** Checks whether an earlier run of this package has requested the cancellation. */
export function wasCancelRequested({ upRequestedAt, deleteRequestedAt }: CancelHistory): boolean {
  return upRequestedAt !== undefined || deleteRequestedAt !== undefined;
}

/** Settles the journal's entry of a resource, and opens the record of its operation's cancellation. */
export async function openCancelRecord(
  dependencies: Pick<Dependencies, "journal" | "log">,
  saved: SavedOperation,
): Promise<CancelRecord> {
  return new CancelRecord(dependencies.journal, saved, await settleEntry(dependencies, saved));
}

/**
 * The journal's record of the cancellation of one operation. Each change reads the entry again, because two deletes of
 * one URN may run at the same time (of a resource and of its replaced copy). Another entry of the resource is never
 * overwritten or removed.
 */
export class CancelRecord {
  /** The history at the time when the record was opened. */
  readonly history: CancelHistory;
  readonly #journal: Journal;
  readonly #urn: string;
  readonly #name: string;

  /** @param entry the journal's entry of the resource */
  constructor(journal: Journal, saved: SavedOperation, entry: JournalEntry | undefined) {
    this.#journal = journal;
    this.#urn = saved.urn;
    this.#name = saved.outputs.operationName;
    const { cancelRequestedAt } = saved;
    this.history = {
      ...(cancelRequestedAt !== undefined && { upRequestedAt: cancelRequestedAt }),
      ...(this.#isOwn(entry) && {
        deleteRequestedAt: entry.time,
        isReported: entry.isReported === true,
      }),
    };
  }

  /** Checks whether the next run knows of the cancellation, because the state or the journal holds it. */
  async isKept(): Promise<boolean> {
    return this.history.upRequestedAt !== undefined || this.#isOwn(await this.#journal.read(this.#urn));
  }

  /** Records the first accepted cancel request, unless the resource has an entry. */
  async accepted(time: number, address: ServiceAddress): Promise<void> {
    if ((await this.#journal.read(this.#urn)) === undefined) {
      const entry = { status: "cancelling", ...address, name: this.#name, time: Math.round(time) } as const;
      await this.#journal.write(this.#urn, entry);
    }
  }

  /**
   * Records that this delete reports the completion by its failure, so that the next delete succeeds. After a cancel by
   * an `up`, every delete finds the cancel in the state, so that only an entry can hold that it was reported. Otherwise
   * no entry is needed any more.
   *
   * @returns true if the next delete will succeed
   */
  async report(time: number, address: ServiceAddress): Promise<boolean> {
    if (this.history.upRequestedAt === undefined) {
      await this.remove();
      return true;
    }
    const entry = await this.#journal.read(this.#urn);
    return (
      (entry === undefined || this.#isOwn(entry)) &&
      (await this.#journal.write(this.#urn, {
        status: "cancelling",
        ...address,
        name: this.#name,
        time: Math.round(time),
        isReported: true,
      }))
    );
  }

  /**
   * Removes the record: the delete has succeeded, or its result has been reported or accepted.
   *
   * @returns true if there was one
   */
  async remove(): Promise<boolean> {
    const isOwn = this.#isOwn(await this.#journal.read(this.#urn));
    if (isOwn) {
      await this.#journal.remove(this.#urn);
    }
    return isOwn;
  }

  /** Checks whether an entry is about this operation's cancellation. */
  #isOwn(entry: JournalEntry | undefined): entry is CancellingEntry {
    return entry?.status === "cancelling" && entry.name === this.#name;
  }
}

/**
 * Removes the entry of a start once a state holds its operation. An older entry about another start is
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
  const isInState = entry !== undefined && entry.status !== "sending" && entry.name === outputs.operationName;
  if (entry === undefined || (entry.status === "cancelling" && isInState)) {
    return entry;
  }
  if (!isInState && entry.time > acquiredAt) {
    return entry;
  }
  if (!isInState && (entry.status === "sending" || entry.status === "started")) {
    const resourceLog = log(urn);
    resourceLog.write("warning", otherStartText(entry, saved));
    await resourceLog.flush();
  }
  await journal.remove(urn);
  return undefined;
}

function otherStartText(entry: SendingEntry | StartedEntry, saved: SavedOperation): string {
  const text = new ServiceText(saved);
  const time = formatTimestamp(entry.time);
  const [start, operation] =
    entry.status === "sending"
      ? [
          `prepared a start request for this resource at ${time}. That run may have sent the request. It saved no response`,
          "An operation that the request started",
        ]
      : [`started ${text.name(entry.name)} for this resource at ${time}`, text.name(entry.name)];
  return (
    `An earlier run on this machine ${start}. The state now contains ${text.name(saved.outputs.operationName)}. ` +
    `${operation} may still be running at ${entry.endpoint} (${entry.apiVersion}). To cancel it, for example with gcp-lro cancel, use that endpoint and version.`
  );
}

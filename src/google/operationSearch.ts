import type { Clock } from "../core/clock.js";
import { Deadline } from "../core/deadline.js";
import type { OperationEvent } from "../core/events.js";
import type { Operation } from "../core/operation.js";
import { listOperations } from "./listOperations.js";
import type { ServiceConnection } from "./serviceConnection.js";

/** How many pages of a list are read in search of one operation. */
const MOST_PAGES = 10;

/** More than most services give without being asked; those with less to give say so by the page. */
const PAGE_SIZE = 500;

/** What a search needs from outside. */
export interface SearchTools {
  clock: Clock;
  connection: Pick<ServiceConnection, "list" | "listParent" | "baseUrl" | "apiVersion">;
  /** A number in [0, 1). */
  random(): number;
  report(event: OperationEvent): void;
}

/** What was found of what is listed. */
export interface FoundOperations {
  operations: Operation[];
  /** Why there may be more of them: the list could not be read, or not to its end. Absent: it was. */
  gap?: string;
}

/**
 * The operations that are listed near the path of a start, as far as they are of interest. No filter is sent,
 * since services ignore or refuse what they don't know; what isn't listed may exist all the same (Datastore lists
 * pending ones only).
 *
 * @param time milliseconds that the reading of all pages may take
 * @throws the signal's reason once it aborts
 */
export async function searchOperations(
  tools: SearchTools,
  path: string,
  isOfInterest: (operation: Operation) => boolean,
  { time, signal }: { time: number; signal?: AbortSignal },
): Promise<FoundOperations> {
  const operations: Operation[] = [];
  const limits = {
    deadline: new Deadline(tools.clock, time),
    mostPages: MOST_PAGES,
    ...(signal && { signal }),
  };
  let gap: string | undefined;
  try {
    const parent = tools.connection.listParent(path);
    for await (const operation of listOperations(tools, parent, { pageSize: PAGE_SIZE }, limits)) {
      if (isOfInterest(operation)) {
        operations.push(operation);
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    gap = error instanceof Error ? error.message : String(error);
  }
  return { operations, ...(gap !== undefined && { gap }) };
}

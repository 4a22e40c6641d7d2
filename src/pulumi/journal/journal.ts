import type { JsonObject } from "../../core/json.js";

/**
 * What this machine remembers for a later run: small pages of JSON, one a key. The state is the truth; the
 * journal covers the moments in which a killed run could not save it.
 *
 * It is a courtesy that never stops or misleads a run: what can't be read, wasn't written by this user or isn't
 * a page is `undefined`, and what can't be written is passed over. No method rejects.
 */
export interface Journal {
  read(key: string): Promise<JsonObject | undefined>;
  /** Replaces the page as a whole, or not at all. Holds no secrets: digests, names, ids and times. */
  write(key: string, page: JsonObject): Promise<void>;
  remove(key: string): Promise<void>;
  /** Some hundred pages, whatever their keys, where the journal can tell. */
  all?(): Promise<JsonObject[]>;
}

/** The journal of a place that remembers nothing. */
export const noJournal: Journal = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

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
  /** Some thousand pages, whatever their keys, where the journal can tell. */
  all?(): Promise<JsonObject[]>;
  /** Why the page of a key can't be read although there is one, where the journal can tell. */
  flaw?(key: string): Promise<PageFlaw | undefined>;
}

/**
 * Why a page tells nothing. Nothing of its content is believed then.
 *
 * - `damaged`: it is in no form that this package writes.
 * - `later`: a later release wrote it, in a form of its own.
 * - `foreign`: somebody else owns it or its folder, or may write there.
 * - `unreadable`: this user may not read it.
 */
export interface PageFlaw {
  reason: "damaged" | "later" | "foreign" | "unreadable";
  /** Where it is, for a journal on the disk. */
  file?: string;
  /** Of its last change, in milliseconds since the epoch. */
  writtenAt?: number;
}

/** The journal of a place that remembers nothing. */
export const noJournal: Journal = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { isUsableName } from "../../google/names/operationName.js";
import { pathProblem } from "../../google/names/resourceName.js";
import { isTimestamp } from "../state/timestamp.js";

/**
 * One small entry per resource about its last start or delete. The state is the truth; an entry covers the time in
 * which a killed run could not save it. It holds digests, names, IDs and times, never an argument.
 *
 * No method rejects: a run continues without the journal when the disk fails.
 */
export interface Journal {
  /** The entry of a resource; `undefined` if there is none, or none that can be used. */
  read(urn: string): Promise<JournalEntry | undefined>;
  /** Replaces the entry of a resource. Returns true if it was written. */
  write(urn: string, entry: JournalEntry): Promise<boolean>;
  remove(urn: string): Promise<void>;
}

export type JournalEntry = SendingEntry | StartedEntry | CancellingEntry;

interface EntryBase {
  /** Base URL that the requests went to. */
  endpoint: string;
  apiVersion: string;
  /** Milliseconds since the epoch. */
  time: number;
}

/** A start is about to be sent. `time` is the time of its first attempt. */
export interface SendingEntry extends EntryBase {
  status: "sending";
  /** Digest of the arguments that decide which operation is started. */
  requestDigest: string;
  /** Present if the service makes one operation of repeated starts with the same ID (AIP-155). */
  requestId?: string;
}

/**
 * The response to the start had the operation's name. `returned`: create has returned it to a connected engine, which
 * saves it; a later create never adopts it.
 */
export interface StartedEntry extends EntryBase {
  status: "started" | "returned";
  requestDigest: string;
  name: string;
  /** Time at which the service accepted the cancel of a run whose engine was gone. */
  cancelRequestedAt?: number;
}

/** The service has accepted the cancel of a delete. `time` is the time of the first acceptance. */
export interface CancellingEntry extends EntryBase {
  status: "cancelling";
  name: string;
  /** True once a delete has failed because the operation completed despite the cancel. */
  isReported?: true;
}

/** Reads an entry that an earlier run has written; `undefined` for anything else. */
export function readEntry(value: JsonValue | undefined): JournalEntry | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const base = readBase(value);
  const { status, requestDigest, requestId, name, cancelRequestedAt, isReported } = value;
  if (base === undefined) {
    return undefined;
  }
  if (status === "cancelling" && isOperationName(name)) {
    return { status, ...base, name, ...(isReported === true && { isReported }) };
  }
  if (typeof requestDigest !== "string") {
    return undefined;
  }
  if (status === "sending") {
    return { status, ...base, requestDigest, ...(isRequestId(requestId) && { requestId }) };
  }
  if ((status === "started" || status === "returned") && isOperationName(name)) {
    const cancel = isTimestamp(cancelRequestedAt) ? { cancelRequestedAt } : {};
    return { status, ...base, requestDigest, name, ...cancel };
  }
  return undefined;
}

function readBase({ endpoint, apiVersion, time }: JsonObject): EntryBase | undefined {
  const isEndpoint = typeof endpoint === "string" && /^https?:\/\/[!-~]+$/.test(endpoint);
  const isVersion = typeof apiVersion === "string" && pathProblem(apiVersion) === undefined;
  return isEndpoint && isVersion && isTimestamp(time) ? { endpoint, apiVersion, time } : undefined;
}

function isOperationName(value: JsonValue | undefined): value is string {
  return typeof value === "string" && isUsableName(value);
}

function isRequestId(value: JsonValue | undefined): value is string {
  return typeof value === "string" && /^[!-~]{1,128}$/.test(value);
}

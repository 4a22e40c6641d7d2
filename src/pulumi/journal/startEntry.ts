import type { JsonObject } from "../../core/json.js";
import { isUsableName } from "../../google/operationName.js";
import { isMoment } from "../moment.js";

/** Of the form that is written. Entries of any other are ignored. */
const VERSION = 1;

/**
 * What is remembered of a resource's last start until the state is seen to hold its operation. No secrets: of
 * the request only a digest.
 *
 * - `intent`: it was about to be sent.
 * - `named`: it was answered with the operation's name.
 */
export type StartEntry = IntendedStart | NamedStart;

interface StartEntryFacts {
  urn: string;
  /** Where requests went: scheme, host and possibly a path. */
  endpoint: string;
  /** Of the inputs that say which operation it is. */
  fingerprint: string;
  /** When it was first about to be sent, in milliseconds since the epoch. */
  since: number;
}

export interface IntendedStart extends StartEntryFacts {
  kind: "intent";
  /** Where the service takes one for the request (AIP-155). */
  requestId?: string;
  /** Where the operations are listed among which it would be. */
  listUrl: string;
  /** Operations of the same resource that it can't be: they were known before. */
  earlier: string[];
  /** The run whose user was told that the start was not answered, and what to look for. */
  toldBy?: string;
}

export interface NamedStart extends StartEntryFacts {
  kind: "named";
  operationName: string;
  /** When our own cancel was accepted, because the step that waited for it was interrupted. */
  cancelledAt?: number;
}

export function writeEntry(entry: StartEntry): JsonObject {
  return { version: VERSION, ...entry } as unknown as JsonObject;
}

/**
 * Reads a page of the journal; `undefined` for one that isn't the start of this resource at this place, or has
 * anything in it that no entry would have. Names are judged like any from outside.
 */
export function readEntry(page: JsonObject, urn: string, endpoint: string): StartEntry | undefined {
  const facts = readFacts(page);
  return facts?.urn === urn && facts.endpoint === endpoint
    ? (readNamed(page, facts) ?? readIntent(page, facts))
    : undefined;
}

/** The operation that a page of the journal speaks for, whichever resource's it is. */
export function readHolding(
  page: JsonObject,
): { urn: string; endpoint: string; operationName: string } | undefined {
  const facts = readFacts(page);
  const named = facts && readNamed(page, facts);
  return named && { urn: named.urn, endpoint: named.endpoint, operationName: named.operationName };
}

function readFacts({ version, urn, endpoint, fingerprint, since }: JsonObject): StartEntryFacts | undefined {
  return version === VERSION &&
    typeof urn === "string" &&
    typeof endpoint === "string" &&
    typeof fingerprint === "string" &&
    isMoment(since)
    ? { urn, endpoint, fingerprint, since }
    : undefined;
}

function readNamed(
  { kind, operationName, cancelledAt }: JsonObject,
  facts: StartEntryFacts,
): NamedStart | undefined {
  return kind === "named" && typeof operationName === "string" && isUsableName(operationName)
    ? { ...facts, kind, operationName, ...(isMoment(cancelledAt) && { cancelledAt }) }
    : undefined;
}

function readIntent(
  { kind, requestId, listUrl, earlier, toldBy }: JsonObject,
  facts: StartEntryFacts,
): IntendedStart | undefined {
  if (kind !== "intent" || typeof listUrl !== "string" || !/^https?:\/\/[!-~]+$/.test(listUrl)) {
    return undefined;
  }
  return {
    ...facts,
    kind,
    listUrl,
    earlier: (Array.isArray(earlier) ? earlier : []).filter((name) => typeof name === "string"),
    ...(typeof requestId === "string" && /^[!-~]{1,128}$/.test(requestId) && { requestId }),
    ...(typeof toldBy === "string" && { toldBy }),
  };
}

import type { JsonObject, JsonValue } from "../../core/json.js";
import { isUsableName } from "../../google/operationName.js";
import { pathProblem } from "../../google/resourcePath.js";
import { isMoment } from "../moment.js";

/** Of the form that is written. Entries of any other are ignored. */
const VERSION = 1;

/** More than any version of a service's API is long. */
const LONGEST_VERSION = 100;

const URL_TEXT = /^https?:\/\/[!-~]+$/;

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
  /** The create that started it waits for its end, and has not returned: surely no state holds it yet. */
  awaited?: true;
}

/** An entry together with what its endpoint leaves open. */
export interface RecordedStart {
  entry: StartEntry;
  apiVersion: string;
  /** Stands for what tells the program's state from others with the same URNs. */
  place: string;
}

export function writeEntry({ entry, ...where }: RecordedStart): JsonObject {
  return { version: VERSION, ...entry, ...where } as unknown as JsonObject;
}

/**
 * Reads a page of the journal; `undefined` for one that has anything in it that no entry would have. Names are
 * judged like any from outside.
 */
export function readEntry(page: JsonObject): RecordedStart | undefined {
  const { apiVersion, place } = page;
  const facts = readFacts(page);
  const entry = facts && (readNamed(page, facts) ?? readIntent(page, facts));
  const isRecord = entry !== undefined && isVersionText(apiVersion) && typeof place === "string";
  return isRecord ? { entry, apiVersion, place } : undefined;
}

/** Whether a page was written by a later release, in a form of its own. */
export function isOfLaterRelease({ version }: JsonObject): boolean {
  return typeof version === "number" && version > VERSION;
}

function isVersionText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.length <= LONGEST_VERSION && pathProblem(value) === undefined;
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
    URL_TEXT.test(endpoint) &&
    typeof fingerprint === "string" &&
    isMoment(since)
    ? { urn, endpoint, fingerprint, since }
    : undefined;
}

function readNamed(
  { kind, operationName, cancelledAt, awaited }: JsonObject,
  facts: StartEntryFacts,
): NamedStart | undefined {
  return kind === "named" && typeof operationName === "string" && isUsableName(operationName)
    ? {
        ...facts,
        kind,
        operationName,
        ...(isMoment(cancelledAt) && { cancelledAt }),
        ...(awaited === true && { awaited }),
      }
    : undefined;
}

function readIntent(
  { kind, requestId, listUrl, earlier, toldBy }: JsonObject,
  facts: StartEntryFacts,
): IntendedStart | undefined {
  if (kind !== "intent" || typeof listUrl !== "string" || !URL_TEXT.test(listUrl)) {
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

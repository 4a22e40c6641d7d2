import type { Result } from "../../core/result.js";
import { looksLikeVersion } from "../catalog/apiVersion.js";

/** Segments of valid characters. Most texts are such a path, and need no closer look. */
const PLAIN_PATH = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]+(?:\/[A-Za-z0-9\-._~!$&'()*+,;=:@]+)*$/;

/** A segment that may be one of those that are refused. */
const SPECIAL_SEGMENT = /(?:^|\/)(?:\.|undefined)/;

/**
 * Returns the problem of a text that is to become part of a request's path, in a sentence with the remedy. A URL parser or
 * a server must not interpret it as more than part of a name: another host, a query, a parent folder, an encoded separator.
 *
 * Resource names consist of RFC 3986's `pchar` without percent-encoding, so that a name goes into a URL literally and
 * means the same on both sides: `(default)`, `=`, `~`, `+`, `@`, `:` are all fine.
 */
export function pathProblem(text: string): string | undefined {
  if (PLAIN_PATH.test(text) && !SPECIAL_SEGMENT.test(text)) {
    return undefined;
  }
  if (text === "") {
    return "It is empty.";
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return "It is a URL. Give only the part after the API version.";
  }
  const invalid = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/u.exec(text)?.[0];
  if (invalid !== undefined) {
    return characterProblem(invalid);
  }
  if (text.startsWith("/")) {
    return "It must not begin with a slash.";
  }
  const segments = text.split("/");
  if (segments.includes("")) {
    return "It must not have an empty segment (two slashes in a row, or a slash at the end).";
  }
  if (segments.some((segment) => segment === "." || segment === "..")) {
    return 'It must not have a segment "." or "..".';
  }
  if (segments.some((segment) => segment.split(":")[0] === "undefined")) {
    return 'It has a segment "undefined": a value that the program inserts is missing.';
  }
  return undefined;
}

function characterProblem(character: string): string {
  switch (character) {
    case "%":
      return "It must not contain percent-encoding (%). Write the characters themselves.";
    case "?":
      return "It must not contain a query (?).";
    case "#":
      return "It must not contain a fragment (#).";
    case "\\":
      return "It must not contain a backslash. Separate segments with /.";
    default:
      return `It must not contain ${characterName(character)}.`;
  }
}

function characterName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
    return `a control character (${number})`;
  }
  if (/\s/.test(character)) {
    return `white space (${number})`;
  }
  return code < 0x7f ? character : `the character ${number}`;
}

/** Quotes a user's text for a message: on one line, shortened, without control characters. */
export function quoted(text: string): string {
  const json = JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
  return json.replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, "\u{fffd}");
}

/**
 * Reads the path of a request as a user gives it, relative to endpoint and API version:
 * `projects/p/locations/l/clusters/c:export`. The value can be put into a URL literally; the error is a sentence.
 */
export function readRequestPath(text: string): Result<string, string> {
  const problem = requestPathProblem(text);
  return problem === undefined
    ? { ok: true, value: text }
    : { ok: false, error: `${quoted(text)} can't be used as a request's path. ${problem}` };
}

/** The problem of a request's path, in a sentence with the remedy; `undefined` if there is none. */
export function requestPathProblem(text: string): string | undefined {
  return pathProblem(text) ?? versionProblem(text);
}

/** The problem of a name or path that begins with an API version: the URL would contain two. */
export function versionProblem(path: string): string | undefined {
  const [first = ""] = path.split("/");
  return looksLikeVersion(first)
    ? `It must not begin with an API version. Remove ${first}/ and set apiVersion instead.`
    : undefined;
}

/** The problem of a name below which operations are listed, in sentences; `undefined` if there is none. */
export function parentProblem(parent: string): string | undefined {
  const problem =
    pathProblem(parent) ??
    (/(?:^|\/)operations$/.test(parent) ? "It must not end with /operations." : undefined);
  return problem && `${quoted(parent)} can't be used as a parent. ${problem}`;
}

/** A full resource name (AIP-122), `//alloydb.googleapis.com/projects/…`, in its parts; any other text is a name. */
export function splitFullName(text: string): { host?: string; name: string } {
  const [, host, name] = /^\/\/([^/]*)\/(.*)$/s.exec(text) ?? [];
  return host === undefined || name === undefined ? { name: text } : { host, name };
}

/**
 * Finds the location in an operation's name or in a request's path; some services have a host for each location.
 * `-`, which means all locations, is not one. The location is safe to become part of a host name.
 */
export function locationOf(nameOrPath: string): string | undefined {
  return /(?:^|\/)locations\/([a-z0-9][a-z0-9-]*)(?=[/:]|$)/.exec(nameOrPath)?.[1];
}

/** The region of a zone such as `us-central1-a`; other locations stay as they are. No host is that of a zone. */
export function withoutZone(location: string): string {
  return /^([a-z]+-[a-z]+\d+)-[a-z]$/.exec(location)?.[1] ?? location;
}

/**
 * Characters that a terminal interprets instead of showing them: control characters and those that change the writing
 * direction. Also the lone halves of surrogate pairs, which encoders refuse.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** Any string. Editors complete the known ones. */
export type LiteralUnion<Known extends string> = Known | (string & Record<never, never>);

const MAX_EXCERPT_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 2000;

/**
 * The most bytes of a text for users. The trailers of a gRPC response carry an error's message three times, one of them
 * with three bytes for every byte that isn't ASCII, and the state to save beside it. Node's HTTP/2 refuses trailers of
 * more than 64 KiB, and the engine then gets no response.
 */
const MAX_TEXT_BYTES = 4_000;

/** The first texts of a list: `A, B and 3 more`. */
export function firstOf(texts: readonly string[], limit: number): string {
  const more = texts.length > limit ? ` and ${texts.length - limit} more` : "";
  return `${texts.slice(0, limit).join(", ")}${more}`;
}

/** A text without the full stop at its end, as a part of a sentence. */
export function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}

/** A text on one line, without unprintable characters. */
export function oneLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").replace(/\s+/g, " ").trim();
}

/** The beginning of a response body on one line, without markup and secrets. */
export function excerpt(body: string): string {
  const beginning = body
    .slice(0, 8 * 1024)
    .replace(/<(style|script)\b[^>]*>.*?<\/\1\s*>/gis, " ")
    .replace(/<[^<>]*>/g, " ");
  return shorten(withoutSecrets(oneLine(beginning)), MAX_EXCERPT_LENGTH);
}

/** A message of a service or a library: bounded, without secrets and unprintable characters. Lines stay lines. */
export function safeMessage(text: string): string {
  return shorten(withoutSecrets(printable(text.slice(0, 4 * MAX_MESSAGE_LENGTH))), MAX_MESSAGE_LENGTH);
}

/**
 * A text for users: bounded, and without unprintable characters. A lone surrogate in a failure's text would leave its
 * gRPC call unanswered for ever.
 */
export function sanitize(text: string): string {
  const plain = printable(text);
  if (Buffer.byteLength(plain) <= MAX_TEXT_BYTES) {
    return plain;
  }
  const beginning = Buffer.from(plain).subarray(0, MAX_TEXT_BYTES).toString("utf8");
  // The last character may have been cut.
  return `${beginning.replace(/\ufffd$/, "")}…`;
}

function printable(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(UNPRINTABLE, " "))
    .join("\n");
}

/**
 * Replaces what looks like a credential: servers and proxies echo headers in their error pages, and HTTP libraries put
 * whole URLs into their messages.
 */
function withoutSecrets(text: string): string {
  return text
    .replace(/\b(bearer|basic)\s+[\w\-.~+/=]{6,}/gi, "$1 …")
    .replace(/\beyJ[\w-]{8,}(?:\.[\w-]*){1,2}/g, "…")
    .replace(/\bya29\.[\w\-.~+/=]+/g, "…")
    .replace(
      /\b((?:access|refresh|id|subject|actor)_?token|client_secret|private_key|assertion)(["']?\s*[:=]\s*["']?)[^"'\s&]+/gi,
      "$1$2…",
    )
    .replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, "$1?…");
}

function shorten(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/**
 * Suggestions for a mistyped word: the candidates that begin with it, or of which at most half would have to change.
 * Nearest first.
 */
export function suggest(word: string, candidates: readonly string[], max: number): string[] {
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .filter(({ candidate, distance }) => candidate.startsWith(word) || distance * 2 <= candidate.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}

/** The Levenshtein distance of two lists: the fewest elements to insert, remove or replace. */
export function editDistance<T>(
  from: readonly T[],
  to: readonly T[],
  isEqual: (a: T, b: T) => boolean = Object.is,
): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, a] of from.entries()) {
    const current = [row + 1];
    for (const [column, b] of to.entries()) {
      const replaced = (previous[column] ?? 0) + (isEqual(a, b) ? 0 : 1);
      const removed = (previous[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      current.push(Math.min(replaced, removed, inserted));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** A service's sentence as a part of one of ours. */
export function withoutFullStop(text: string): string {
  return text.replace(/\.$/, "");
}

const LONGEST_EXCERPT = 200;
const LONGEST_MESSAGE = 2000;

/**
 * What a terminal would obey instead of showing it: control characters, those that turn the direction of
 * writing round, and lone halves of surrogate pairs, which encoders refuse.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** The first few words of a body on one line, without markup and secrets. */
export function excerptOf(body: string): string {
  const beginning = body
    .slice(0, 8 * 1024)
    .replace(/<(style|script)\b[^>]*>.*?<\/\1\s*>/gis, " ")
    .replace(/<[^<>]*>/g, " ");
  return shorten(withoutSecrets(onOneLine(beginning)), LONGEST_EXCERPT);
}

/** A message from elsewhere, made fit to be printed and kept: bounded, without secrets and terminal codes. */
export function safeMessage(text: string): string {
  return shorten(withoutSecrets(printable(text.slice(0, 4 * LONGEST_MESSAGE))), LONGEST_MESSAGE);
}

/** A text without what a terminal would obey; lines stay lines. */
export function printable(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(UNPRINTABLE, " "))
    .join("\n");
}

/** A text on one line, without what a terminal would obey. */
export function onOneLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").replace(/\s+/g, " ").trim();
}

/**
 * Blanks what looks like a credential, wherever it comes from: servers and proxies echo headers in their
 * error pages, HTTP libraries put whole URLs into their messages.
 */
export function withoutSecrets(text: string): string {
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

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * The words of a list that somebody may have meant by another: those that begin with it, or of which at most
 * half would have to change. Nearest first.
 */
export function nearest(word: string, candidates: readonly string[], most: number): string[] {
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance([...word], [...candidate]) }))
    .filter(({ candidate, distance }) => candidate.startsWith(word) || distance * 2 <= candidate.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/**
 * How many elements have to be put in, left out or exchanged to make one list out of the other
 * (Levenshtein). `same` says what counts as equal.
 */
export function editDistance<T>(
  from: readonly T[],
  to: readonly T[],
  same: (a: T, b: T) => boolean = Object.is,
): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, a] of from.entries()) {
    const current = [row + 1];
    for (const [column, b] of to.entries()) {
      const exchanged = (previous[column] ?? 0) + (same(a, b) ? 0 : 1);
      const leftOut = (previous[column + 1] ?? 0) + 1;
      const putIn = (current[column] ?? 0) + 1;
      current.push(Math.min(exchanged, leftOut, putIn));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

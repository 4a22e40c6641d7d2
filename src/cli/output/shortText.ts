import type { OperationReport } from "../../google/json/metadata.js";

/**
 * Formats the progress in at most four columns: `35%`, else the first counter, as in `1234` or `12k`. Undefined if the
 * service reports none.
 */
export function doneText({ progressPercent, counters: [counter] = [] }: OperationReport): string | undefined {
  if (progressPercent !== undefined) {
    return `${progressPercent}%`;
  }
  if (counter === undefined || counter.completed.length <= 4) {
    return counter?.completed;
  }
  const thousands = Math.min(6, Math.floor((counter.completed.length - 1) / 3));
  return `${counter.completed.slice(0, -3 * thousands)}${"kMGTPE"[thousands - 1]}`;
}

/** Formats an age in its two largest units: `45s`, `12m`, `3h5m`, `2d4h`. */
export function ageText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) {
    return `${Math.floor(milliseconds / 1_000)}s`;
  }
  if (hours === 0) {
    return `${minutes}m`;
  }
  return days === 0 ? `${hours}h${minutes % 60}m` : `${days}d${hours % 24}h`;
}

/** Shortens a text to a width in columns. The end stays, because it tells names apart. */
export function keepEnd(text: string, width: number): string {
  return text.length > width ? `…${text.slice(text.length - Math.max(0, width - 1))}` : text;
}

/** Shortens a text to a width in columns. The beginning stays. */
export function keepBeginning(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}

/** Breaks a text into lines of a width in columns, at least one, between words where that is possible. */
export function wrap(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** A count with its noun: `1 operation`, `12 operations`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

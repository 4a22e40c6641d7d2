import type { EmulatedOperation, RecordedRequest } from "../../emulator/index.js";
import type { Style, Terminal } from "../terminal.js";
import type { Conversation, Meaning, WireEvent } from "./wire.js";

/** Successive requests of the same kind and meaning, told in one line. */
interface Run {
  first: WireEvent;
  count: number;
}

/** Columns of the method with its count, and of the meaning. */
const METHOD_WIDTH = 7;
const MEANING_WIDTH = 19;

const MARGIN = "   ";

const colours = {
  started: "cyan",
  running: "gray",
  "cancel acknowledged": "yellow",
  cancelling: "gray",
  done: "green",
  refused: "red",
  other: "gray",
} as const satisfies Record<Meaning, Style>;

/**
 * Writes conversations one after the other, times counted from `begin` on the emulator's clock. Names and paths
 * are cut down to what the terminal has columns for.
 */
export function writeWire(terminal: Terminal, talks: readonly Conversation[], begin: number): void {
  const titles = headings(talks, terminal.columns);
  for (const [index, { operation, events }] of talks.entries()) {
    const [title = "", name = ""] = titles[index] ?? [];
    terminal.line(`${MARGIN}${terminal.style("bold", title)}${name}`);
    for (const { first, count } of runs(events)) {
      const { request, meaning } = first;
      const time = `${((request.at - begin) / 1000).toFixed(2)} s`.padStart(10);
      const method = (count === 1 ? request.method : `${request.method} x${count}`).padEnd(METHOD_WIDTH);
      const said = meaning === "done" ? `done, ${request.answer?.state}` : meaning;
      const room = terminal.columns - `${time}  ${method} ${request.status} `.length - MEANING_WIDTH - 2;
      const path = fittingPath(request, operation, room);
      terminal.line(
        `${terminal.style("gray", time)}  ${method} ${request.status} ` +
          terminal.style(colours[meaning], path === "" ? said : said.padEnd(MEANING_WIDTH)) +
          (path === "" ? "" : `  ${terminal.style("gray", path)}`),
      );
    }
  }
}

/** What an operation is called where its name would be too long. */
export function titleOf(operation: EmulatedOperation): string {
  return `${operation.service} ${operation.method}`;
}

/** Title and name of each conversation, all in the first of three forms in which every one fits. */
function headings(talks: readonly Conversation[], columns: number): [title: string, name: string][] {
  const withFullName = talks.map(({ operation }): [string, string] => [
    titleOf(operation),
    `  ${operation.name}`,
  ]);
  const withShortName = talks.map(({ operation }): [string, string] => [
    titleOf(operation),
    `  ${shortName(operation)}`,
  ]);
  const fitting = [withFullName, withShortName].find((form) =>
    form.every((heading) => MARGIN.length + heading.join("").length <= columns),
  );
  return fitting ?? talks.map(({ operation }) => [titleOf(operation), `\n${MARGIN}${shortName(operation)}`]);
}

function shortName({ name }: EmulatedOperation): string {
  return `…${name.slice(name.lastIndexOf("/operations/"))}`;
}

function runs(events: readonly WireEvent[]): Run[] {
  const all: Run[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (
      last !== undefined &&
      last.first.meaning === event.meaning &&
      last.first.request.kind === event.request.kind
    ) {
      last.count++;
    } else {
      all.push({ first: event, count: 1 });
    }
  }
  return all;
}

/**
 * The path without the service's prefix, and with `{name}` for the name that stands above it; without its middle
 * or not at all where there is no room.
 */
function fittingPath(request: RecordedRequest, operation: EmulatedOperation, room: number): string {
  const path = request.path.replace(/^\/[^/]+/, "").replace(operation.name, "{name}");
  const short = path.replace(/^(\/[^/]+)\/.+(\/[^/]+)$/, "$1/…$2");
  return [path, short].find((form) => form.length <= room) ?? "";
}

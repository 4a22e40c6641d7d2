import type { EmulatedOperation, RecordedRequest } from "../../emulator/index.js";
import type { Style, Terminal } from "../output/terminal.js";

/** What a request and its answer meant for the operation. */
export type Meaning =
  | "started"
  | "running"
  | "cancel acknowledged"
  | "cancelling"
  | "done"
  | "refused"
  | "other";

/** One request about one operation. */
export interface WireEvent {
  request: RecordedRequest;
  meaning: Meaning;
}

/** Everything that was said on the wire about one operation, in order. */
export interface Conversation {
  /** Tells which operation it is. How that went is for the wire to tell. */
  operation: EmulatedOperation;
  events: WireEvent[];
  /** The first answer of GetOperation that said done. */
  ending?: NonNullable<RecordedRequest["answer"]>;
}

/** Sorts a record by operation; the operations come in the order in which they were started. */
export function conversations(
  requests: readonly RecordedRequest[],
  operations: readonly EmulatedOperation[],
): Conversation[] {
  return operations.map((operation) => {
    const events = requests
      .filter(({ operation: name, service }) => name === operation.name && service === operation.service)
      .map((request) => ({ request, meaning: meaningOf(request) }));
    const ending = events.find(({ meaning }) => meaning === "done")?.request.answer;
    return { operation, events, ...(ending && { ending }) };
  });
}

/** What of the conversations happened after a request, by its number. */
export function after(all: readonly Conversation[], sequence: number): Conversation[] {
  return all
    .map((talk) => ({ ...talk, events: talk.events.filter(({ request }) => request.sequence > sequence) }))
    .filter(({ events }) => events.length > 0);
}

function meaningOf({ kind, status, answer }: RecordedRequest): Meaning {
  if (status !== 200) {
    return "refused";
  }
  switch (kind) {
    case "start":
      return "started";
    case "cancel":
      return "cancel acknowledged";
    case "get":
      return answer === undefined ? "other" : lookMeaning(answer);
    default:
      return "other";
  }
}

function lookMeaning({ done, state }: NonNullable<RecordedRequest["answer"]>): Meaning {
  if (done) {
    return "done";
  }
  return state === "CANCELLING" ? "cancelling" : "running";
}

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

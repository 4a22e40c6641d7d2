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

const colours = {
  started: "cyan",
  running: "gray",
  "cancel acknowledged": "yellow",
  cancelling: "gray",
  done: "green",
  refused: "red",
  other: "gray",
} as const satisfies Record<Meaning, Style>;

/** Writes conversations one after the other, times counted from `begin` on the emulator's clock. */
export function writeWire(terminal: Terminal, talks: readonly Conversation[], begin: number): void {
  for (const { operation, events } of talks) {
    terminal.line(`   ${terminal.style("bold", titleOf(operation))}  ${operation.name}`);
    for (const { first, count } of runs(events)) {
      const { request, meaning } = first;
      const time = `${((request.at - begin) / 1000).toFixed(2)} s`.padStart(10);
      const method = (count === 1 ? request.method : `${request.method} x${count}`).padEnd(METHOD_WIDTH);
      const said = (meaning === "done" ? `done, ${operation.state}` : meaning).padEnd(MEANING_WIDTH);
      terminal.line(
        `${terminal.style("gray", time)}  ${method} ${request.status} ${terminal.style(colours[meaning], said)}` +
          `  ${terminal.style("gray", shortPath(request, operation))}`,
      );
    }
  }
}

/** What an operation is called where its name would be too long. */
export function titleOf(operation: EmulatedOperation): string {
  return `${operation.service} ${operation.method}`;
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

/** The path without the service's prefix, and with `{name}` for the name that stands above it. */
function shortPath(request: RecordedRequest, operation: EmulatedOperation): string {
  return request.path.replace(/^\/[^/]+/, "").replace(operation.name, "{name}");
}

import type { Style, Terminal } from "../terminal.js";
import type { Conversation, Meaning, WireEvent } from "./wire.js";

/** Successive requests of the same kind and meaning, told in one line. */
interface Run {
  first: WireEvent;
  count: number;
}

/** Columns of the method, and of what follows the time. */
const METHOD_WIDTH = 8;

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
    terminal.line(`   ${terminal.style("bold", operation.service)}  ${operation.name}`);
    for (const { first, count } of runs(events)) {
      const { request, meaning } = first;
      const time = `${((request.at - begin) / 1000).toFixed(2)} s`.padStart(10);
      const method = (count === 1 ? request.method : `${request.method} x${count}`).padEnd(METHOD_WIDTH);
      const said = meaning === "done" ? `done, ${operation.state}` : `${meaning}`;
      terminal.line(
        `${terminal.style("gray", time)}  ${method} ${shortPath(first)}  ${request.status} ` +
          terminal.style(colours[meaning], said),
      );
    }
  }
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

/** The whole path of a start; of other requests what comes after the operations collection. */
function shortPath({ request }: WireEvent): string {
  const withoutService = request.path.replace(/^\/[^/]+/, "");
  return request.kind === "start" ? withoutService : withoutService.replace(/^.*(?=\/operations\/)/, "...");
}

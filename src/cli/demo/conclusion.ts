import type { Terminal } from "../terminal.js";
import type { Promised } from "./promises.js";
import type { Conversation, WireEvent } from "./wire.js";
import { titleOf } from "./wireText.js";

/** Writes how every operation ended, and what it took to see that. */
export function writeOutcomes(terminal: Terminal, talks: readonly Conversation[]): void {
  terminal.line(`\n${terminal.style("bold", "Outcomes")}`);
  const legend = "how it ended, how long after the cancel, GETs before + after the cancel";
  terminal.line(`   ${terminal.style("gray", legend)}`);
  const width = Math.max(0, ...talks.map(({ operation }) => titleOf(operation).length));
  for (const talk of talks) {
    terminal.line(`   ${titleOf(talk.operation).padEnd(width)}  ${outcomeOf(terminal, talk)}`);
  }
}

function outcomeOf(terminal: Terminal, { events, ending }: Conversation): string {
  if (ending === undefined) {
    return terminal.style("red", "never seen to end");
  }
  const state = terminal.style(ending.state === "CANCELLED" ? "green" : "red", ending.state);
  const cancel = events.findIndex(({ meaning }) => meaning === "cancel acknowledged");
  const cancelled = events[cancel]?.request.at;
  if (cancelled === undefined) {
    return `${state}  never cancelled`;
  }
  const looks = (some: readonly WireEvent[]): number =>
    some.filter(({ request }) => request.kind === "get").length;
  const seconds = ((ending.at - cancelled) / 1000).toFixed(2);
  return `${state}  ${seconds} s  ${looks(events.slice(0, cancel))} + ${looks(events.slice(cancel))} GETs`;
}

/** Writes what was promised, and what was found against it. */
export function writePromises(terminal: Terminal, promises: readonly Promised[]): void {
  terminal.line(`\n${terminal.style("bold", "Promises")}`);
  for (const { what, violations } of promises) {
    const verdict =
      violations.length === 0 ? terminal.style("green", "kept") : terminal.style("red", "BROKEN");
    terminal.line(`   ${verdict}  ${what}`);
    for (const violation of violations) {
      terminal.line(`           ${violation}`);
    }
  }
}

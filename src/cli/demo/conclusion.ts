import type { Terminal } from "../terminal.js";
import type { Promised } from "./promises.js";
import type { Conversation } from "./wire.js";
import { titleOf } from "./wireText.js";

/** Writes how every operation ended, and what it took to see that. */
export function writeOutcomes(terminal: Terminal, talks: readonly Conversation[]): void {
  terminal.line(`\n${terminal.style("bold", "Outcomes")}`);
  const width = Math.max(0, ...talks.map(({ operation }) => titleOf(operation).length));
  for (const { operation, events } of talks) {
    const cancel = events.findIndex(({ meaning }) => meaning === "cancel acknowledged");
    const end = events.findIndex(({ meaning }) => meaning === "done");
    const cancelled = events[cancel]?.request.at;
    const seen = events[end]?.request.at;
    const effort =
      cancelled === undefined || seen === undefined
        ? "never seen to end"
        : `its end was seen ${((seen - cancelled) / 1000).toFixed(2)} s after the cancel, by ${end - cancel} GETs`;
    terminal.line(
      `   ${titleOf(operation).padEnd(width)}  ${terminal.style(colourOf(operation.state), operation.state)}  ${effort}`,
    );
  }
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

function colourOf(state: string): "green" | "yellow" | "red" {
  return state === "CANCELLED" ? "green" : state === "SUCCEEDED" ? "yellow" : "red";
}

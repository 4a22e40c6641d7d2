import type { Clock } from "../core/clock.js";
import { VISIBILITY_WINDOW, type WaitLimits } from "../core/sighting.js";
import { isInFlight } from "./outputs.js";
import type { SavedState } from "./savedState.js";
import type { Step } from "./step.js";
import { isSamePlace } from "./whereabouts.js";

/**
 * The treatment of a 404 for an operation of the state. Services answer 404 for a while after a start; later, a 404
 * has to be repeated if the operation was in flight. At another endpoint or version a 404 proves nothing, so that
 * no time is spent on it.
 */
export function pollLimits(step: Step, saved: SavedState): Pick<WaitLimits, "visibleBy" | "confirmMissing"> {
  if (!isSamePlace(step, saved)) {
    return {};
  }
  return { ...openVisibility(step.clock, saved), confirmMissing: isInFlight(saved.outputs.state) };
}

/**
 * Until when a 404 means "not visible yet", for an operation that GetOperation has never returned. Empty if it was
 * seen, or is old enough.
 */
export function openVisibility(
  clock: Clock,
  saved: Pick<SavedState, "seen" | "since">,
): { visibleBy?: number } {
  const left = Math.min(VISIBILITY_WINDOW, saved.since + VISIBILITY_WINDOW - clock.wall());
  return saved.seen || left <= 0 ? {} : { visibleBy: clock.monotonic() + left };
}

/** Milliseconds since the operation was started or adopted, as far as this machine's wall clock can tell. */
export function ageOf(clock: Clock, saved: Pick<SavedState, "since">): number {
  return Math.max(0, clock.wall() - saved.since);
}

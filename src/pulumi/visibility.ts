import type { Clock } from "../core/clock.js";
import { VISIBILITY_WINDOW } from "../core/sighting.js";
import type { SavedState } from "./savedState.js";

/**
 * Until when a 404 is no news, for an operation that GetOperation has never shown yet: services answer 404 for
 * a moment after a start. Empty once it was seen, or is old enough.
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

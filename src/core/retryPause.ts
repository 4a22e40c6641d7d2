const FIRST = 500;
const LONGEST = 30_000;

/** The longest that a server's Retry-After or RetryInfo is obeyed, in milliseconds. */
export const LONGEST_RETRY_AFTER = 5 * 60_000;

/**
 * Milliseconds to pause after the `consecutive`-th fault in a row: doubling from half a second to half a
 * minute, with jitter over its upper half. What the server asked for counts where it is longer, up to
 * {@link LONGEST_RETRY_AFTER}: an absurd Retry-After must neither stop the wait for ever nor overflow a timer.
 *
 * @param random a number in [0, 1)
 */
export function retryPause(consecutive: number, random: number, retryAfter = 0): number {
  const backoff = Math.min(LONGEST, FIRST * 2 ** Math.min(consecutive - 1, 16));
  const jittered = backoff * (0.5 + 0.5 * random);
  const asked = Number.isFinite(retryAfter) ? Math.min(Math.max(0, retryAfter), LONGEST_RETRY_AFTER) : 0;
  return Math.max(jittered, asked);
}

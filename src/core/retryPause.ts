const FIRST = 500;
const LONGEST = 30_000;

/** The longest Retry-After or RetryInfo that is obeyed as it stands, in milliseconds. */
export const LONGEST_RETRY_AFTER = 5 * 60_000;

/**
 * Milliseconds to pause after the `consecutive`-th fault in a row: doubling from half a second to half a
 * minute, with jitter over its upper half. What the server asked for counts where it is longer, up to
 * {@link LONGEST_RETRY_AFTER}: an absurd Retry-After must neither stop the wait for ever nor overflow a timer
 * (Azure SDK's core-lro 3.4.1 polls without a pause then). Up to a tenth is added to it, so that the many who
 * were told the same don't come back in the same moment.
 *
 * @param random a number in [0, 1)
 */
export function retryPause(consecutive: number, random: number, retryAfter = 0): number {
  const backoff = Math.min(LONGEST, FIRST * 2 ** Math.max(0, consecutive - 1));
  const asked = retryAfter > 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : 0;
  return Math.max(backoff * (0.5 + 0.5 * random), asked * (1 + 0.1 * random));
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RequestFailure } from "#src/core/failure.js";
import { backoffDelay, MAX_RETRY_AFTER, requestBackoff } from "#src/core/retryPolicy.js";
import { noCredentials, reset, unavailable } from "../support/faults.js";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("backoffDelay", () => {
  it("doubles from half a second to half a minute", () => {
    const longest = 1 - Number.EPSILON;
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((consecutive) =>
      Math.round(backoffDelay(consecutive, longest)),
    );
    assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("grows by half from a tenth of a second to the interval of the schedule", () => {
    const longest = 1 - Number.EPSILON;
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((consecutive) =>
      Math.round(backoffDelay(consecutive, longest, 0, 600)),
    );
    assert.deepEqual(pauses, [100, 150, 225, 337, 506, 600, 600]);
  });

  it("is never longer than the interval of the schedule, unless Retry-After is", () => {
    const interval = fc.integer({ min: 100, max: 30_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1 }), chance, interval, (consecutive, random, milliseconds) => {
        const pause = backoffDelay(consecutive, random, 0, milliseconds);
        assert.ok(pause >= 50 && pause <= milliseconds, `${pause} ms`);
        assert.equal(backoffDelay(consecutive, 0, 60_000, milliseconds), 60_000);
      }),
    );
  });

  it("has jitter over its upper half", () => {
    assert.deepEqual([backoffDelay(3, 0), backoffDelay(3, 0.5)], [1_000, 1_500]);
  });

  it("edge case 23: obeys a Retry-After that is longer", () => {
    assert.equal(backoffDelay(1, 0, 7_000), 7_000);
  });

  it("keeps its own pause where Retry-After is shorter", () => {
    assert.equal(backoffDelay(7, 0, 1_000), 15_000);
  });

  it("edge case 64: spreads those who were told the same Retry-After, never to before it", () => {
    const pause = backoffDelay(1, 0.5, 10_000);
    assert.ok(pause > 10_000 && pause <= 11_000, `${pause} ms`);
  });

  it("bounds an absurd Retry-After, be it infinite", () => {
    assert.deepEqual(
      [999_999_999_000, Number.MAX_VALUE, Number.POSITIVE_INFINITY].map((absurd) =>
        backoffDelay(1, 0, absurd),
      ),
      [MAX_RETRY_AFTER, MAX_RETRY_AFTER, MAX_RETRY_AFTER],
    );
  });

  it("overlooks a Retry-After that is no time to wait", () => {
    assert.deepEqual(
      [0, -5_000, Number.NaN, Number.NEGATIVE_INFINITY].map((senseless) => backoffDelay(1, 0, senseless)),
      [250, 250, 250, 250],
    );
  });

  it("lies between a quarter of a second and a tenth above the bound for any number told", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), chance, fc.double(), (consecutive, random, retryAfter) => {
        const pause = backoffDelay(consecutive, random, retryAfter);
        assert.ok(pause >= 250 && pause <= MAX_RETRY_AFTER * 1.1, `${pause} ms`);
      }),
    );
  });

  it("is never shorter than a Retry-After within the bound", () => {
    const asked = fc.integer({ min: 0, max: MAX_RETRY_AFTER });
    fc.assert(
      fc.property(fc.integer({ min: 1 }), chance, asked, (consecutive, random, retryAfter) => {
        assert.ok(backoffDelay(consecutive, random, retryAfter) >= retryAfter);
      }),
    );
  });
});

describe("backoff", () => {
  const untrusted = reset({ setup: "certificate", remedy: "trust it" });
  const most = { random: () => 1 };
  const pauses = (...args: Parameters<typeof requestBackoff>) => {
    const backoff = requestBackoff(...args);
    return (failure: RequestFailure, retry: { retryAfter: number } | { pause: number }) => {
      const next = backoff(failure, { kind: "retry", ...retry });
      return next.kind === "retry" ? next.pause : next.kind;
    };
  };

  it("counts the failures of one request", () => {
    const delayAfter = pauses(most, false);
    const delays = [1, 2, 3].map(() => delayAfter(unavailable, { retryAfter: 0 }));
    assert.deepEqual(delays, [500, 1_000, 2_000]);
  });

  it("leaves a pause of its own as it is, and doesn't count it", () => {
    const delayAfter = pauses(most, true);
    assert.equal(delayAfter(unavailable, { pause: 7 }), 7);
    assert.equal(delayAfter(unavailable, { retryAfter: 0 }), 500);
  });

  it("ends a first contact with the third failure of the set-up in a row", () => {
    const delayAfter = pauses(most, true);
    const delays = [untrusted, untrusted, unavailable, untrusted, untrusted, untrusted].map((failure) =>
      delayAfter(failure, { retryAfter: 0 }),
    );
    assert.deepEqual(delays, [5_000, 5_000, 2_000, 5_000, 5_000, "giveUp"]);
  });

  it("ends a first contact sooner if nothing listens", () => {
    const delayAfter = pauses(most, true);
    const failure = reset({ setup: "nothingListens", remedy: "start it" });
    const delays = [1, 2, 3].map(() => delayAfter(failure, { retryAfter: 0 }));
    assert.deepEqual(delays, [1_500, 1_500, "giveUp"]);
  });

  it("ends a first contact too if the set-up keeps the credentials away", () => {
    const delayAfter = pauses(most, true);
    const failure: RequestFailure = { ...noCredentials(true), setup: "proxy", remedy: "mend it" };
    const delays = [1, 2, 3].map(() => delayAfter(failure, { retryAfter: 0 }));
    assert.deepEqual(delays, [5_000, 5_000, "giveUp"]);
  });

  it("goes on with a first contact after failures that the set-up has no part in", () => {
    const delayAfter = pauses(most, true);
    const delays = [reset(), noCredentials(true), reset()].map((failure) =>
      delayAfter(failure, { retryAfter: 0 }),
    );
    assert.deepEqual(delays, [500, 1_000, 2_000]);
  });

  it("waits out a failure of the set-up like any other after the first contact", () => {
    const delayAfter = pauses(most, false);
    const delays = [1, 2, 3, 4].map(() => delayAfter(untrusted, { retryAfter: 0 }));
    assert.deepEqual(delays, [500, 1_000, 2_000, 4_000]);
  });
});

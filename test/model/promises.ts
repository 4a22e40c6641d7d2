import { assertToldOnly } from "./claims.js";
import { assertInterruptIsObeyed } from "./interrupts.js";
import type { Life, Run } from "./life.js";
import { assertEndsInTime, assertFewRequests, assertTroubleIsWaitedOut } from "./limits.js";
import { assertNothingIsLost, assertNothingRunsUnnoticed } from "./names.js";
import { assertPlain } from "./plain.js";
import { assertNoSecondStart, assertOneStart } from "./starts.js";
import { assertUndoneOnce } from "./undos.js";

/** What the package promises of every run, whatever happened in it. */
export function assertPromises(life: Life, run: Run): void {
  assertNothingRunsUnnoticed(life, run);
  assertNothingIsLost(life, run);
  assertOneStart(run);
  assertNoSecondStart(life, run);
  assertUndoneOnce(life, run);
  assertToldOnly(life, run);
  assertEndsInTime(run);
  assertFewRequests(life, run);
  assertTroubleIsWaitedOut(run);
  assertInterruptIsObeyed(run);
  assertPlain(life);
}

import { assertToldOnly } from "./claims.js";
import { assertNothingIsAskedInVain, assertSingle404IsNotBelieved } from "./evidence.js";
import { assertInterruptIsObeyed } from "./interrupts.js";
import type { Life, Run } from "./life.js";
import { assertEndsInTime, assertFewRequests, assertTroubleIsWaitedOut } from "./limits.js";
import { assertNothingIsLost, assertNothingRunsUnnoticed } from "./names.js";
import { assertNothingIsAdoptedByGuess, assertOnlyOwnOperations } from "./ownOperations.js";
import { assertPlain } from "./plain.js";
import {
  assertLostStartFailsOnce,
  assertNoSilentSecondStart,
  assertNoUselessRepetition,
  assertOneStart,
} from "./starts.js";
import { assertUndone } from "./undos.js";

/** Every promise of the package about a run, whatever happened in it. */
export function assertPromises(life: Life, run: Run): void {
  assertNothingRunsUnnoticed(life, run);
  assertNothingIsLost(life, run);
  assertOnlyOwnOperations(life, run);
  assertNothingIsAdoptedByGuess(life, run);
  assertOneStart(run);
  assertNoUselessRepetition(life, run);
  assertNoSilentSecondStart(life, run);
  assertLostStartFailsOnce(life, run);
  assertUndone(life, run);
  assertToldOnly(life, run);
  assertSingle404IsNotBelieved(run);
  assertNothingIsAskedInVain(run);
  assertEndsInTime(run);
  assertFewRequests(life, run);
  assertTroubleIsWaitedOut(run);
  assertInterruptIsObeyed(run);
  assertPlain(life);
}

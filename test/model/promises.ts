import { assertOnlyConfirmed } from "./confirmedClaims.js";
import { assertNothingIsAskedInVain, assertSingle404IsNotBelieved } from "./evidence.js";
import { assertInterruptIsObeyed } from "./interrupts.js";
import { assertEndsInTime, assertFewRequests, assertTroubleIsWaitedOut } from "./limits.js";
import { assertNothingIsLost, assertNothingRunsUnnoticed } from "./names.js";
import { assertNothingIsAdoptedByGuess, assertOnlyOwnOperations } from "./ownOperations.js";
import { assertStateIsSavable } from "./savableState.js";
import type { Run, Simulation } from "./simulation.js";
import {
  assertLostStartFailsOnce,
  assertNoSilentSecondStart,
  assertNoUselessRepetition,
  assertOneStart,
} from "./starts.js";
import { assertUndone } from "./undos.js";

/** Every promise of the package about a run, whatever happened in it. */
export function assertPromises(simulation: Simulation, run: Run): void {
  assertNothingRunsUnnoticed(simulation, run);
  assertNothingIsLost(simulation, run);
  assertOnlyOwnOperations(simulation, run);
  assertNothingIsAdoptedByGuess(simulation, run);
  assertOneStart(run);
  assertNoUselessRepetition(simulation, run);
  assertNoSilentSecondStart(simulation, run);
  assertLostStartFailsOnce(simulation, run);
  assertUndone(simulation, run);
  assertOnlyConfirmed(simulation, run);
  assertSingle404IsNotBelieved(run);
  assertNothingIsAskedInVain(run);
  assertEndsInTime(run);
  assertFewRequests(simulation, run);
  assertTroubleIsWaitedOut(run);
  assertInterruptIsObeyed(run);
  assertStateIsSavable(simulation);
}

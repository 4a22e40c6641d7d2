import assert from "node:assert/strict";
import { test } from "node:test";
import { onEngineGone } from "#src/pulumi/engine/liveness.js";
import { DrivenClock } from "../../support/drivenClock.js";

/** An engine of which a process sees what the test says. */
function watched({ isInputHeld = true, refusesFrom = Number.POSITIVE_INFINITY } = {}) {
  const clock = new DrivenClock("whenTold");
  const seen = { gone: 0, connects: [] as number[] };
  const hints = { inputEnds: () => {}, logIsLost: () => {} };
  let isHeld = isInputHeld;
  onEngineGone(
    {
      isInputHeld: () => isHeld,
      onInputEnd: (listener) => {
        hints.inputEnds = () => {
          isHeld = false;
          listener();
        };
      },
      onLogLost: (listener) => {
        hints.logIsLost = listener;
      },
      refusesConnections: () => {
        seen.connects.push(clock.monotonic());
        return Promise.resolve(clock.monotonic() >= refusesFrom);
      },
    },
    clock,
    () => {
      seen.gone += 1;
    },
  );
  return { clock, seen, hints };
}

test("in normal life nothing connects to the engine", async () => {
  const { clock, seen } = watched();
  await clock.advance(3_600_000);
  assert.deepEqual(seen.connects, []);
});

test("the input has ended and nobody listens: the engine is gone, said once", async () => {
  const { clock, seen, hints } = watched({ refusesFrom: 0 });
  hints.inputEnds();
  hints.logIsLost();
  await clock.advance(60_000);
  hints.logIsLost();
  await clock.advance(60_000);
  assert.deepEqual(seen, { gone: 1, connects: [0] });
});

test("an engine that is dying still listens for a moment: it is asked again", async () => {
  const { clock, seen, hints } = watched({ refusesFrom: 10 });
  hints.inputEnds();
  await clock.advance(60_000);
  assert.deepEqual(seen, { gone: 1, connects: [0, 250] });
});

test("the input has ended and somebody listens: a few attempts, and no harm", async () => {
  const { clock, seen, hints } = watched();
  hints.inputEnds();
  await clock.advance(3_600_000);
  assert.equal(seen.gone, 0);
  assert.equal(seen.connects.length, 4);
});

test("a lost log means nothing while the input is held", async () => {
  const { clock, seen, hints } = watched({ refusesFrom: 0 });
  hints.logIsLost();
  await clock.advance(60_000);
  assert.deepEqual(seen, { gone: 0, connects: [] });
});

test("where the input tells nothing, every loss of the log is looked into", async () => {
  const { clock, seen, hints } = watched({ isInputHeld: false, refusesFrom: 100_000 });
  hints.logIsLost();
  await clock.advance(100_000);
  assert.equal(seen.gone, 0);
  hints.logIsLost();
  await clock.advance(60_000);
  assert.equal(seen.gone, 1);
});

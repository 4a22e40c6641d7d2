import { clients, compare, type Measure, meanGets, meanLag, part, percentUntrue, plan } from "../measure.js";
import { playTogether, type Scenario } from "../scenario.js";
import type { PlannedOperation } from "../serverProgram.js";
import type { Row } from "../table.js";

type Faults = PlannedOperation["faults"] & {};

const COUNT = 12;

/** Seconds that the operations take. */
const SECONDS = 10;

/** The same for the fault that some clients obey for minutes: its clock is divided. */
const YEAR_LONG_SECONDS = 60;

/** The faults of the GETs of each operation. */
const cases: Readonly<Record<string, Faults>> = {
  "one 503": [{ when: { nth: 3 }, fault: { kind: "status", status: 503 } }],
  "one 429": [{ when: { nth: 3 }, fault: { kind: "status", status: 429 } }],
  "one reset": [{ when: { nth: 3 }, fault: { kind: "reset" } }],
  "five 503 in a row": [{ when: { from: 3, to: 7 }, fault: { kind: "status", status: 503 } }],
};

/** Waits for operations of which single polls fail, and cancels while a GET is in flight. */
export const pollErrors: Measure = {
  async run() {
    const failing = Object.values(cases).flatMap((faults, index) => operationsWith(faults, SECONDS, index));
    const yearLong = operationsWith(
      [{ when: { nth: 3 }, fault: { kind: "status", status: 503, retryAfter: "999999999" } }],
      YEAR_LONG_SECONDS,
    );
    const delayed = operationsWith([{ fault: { kind: "delay", milliseconds: 2_000 } }], SECONDS);
    const inFlight = delayed.map((operation) => ({
      ...operation,
      behaviour: { operationTime: "1h", cancelTime: 4_000 },
    }));
    const cancels: Scenario["call"] = { kind: "waitAndCancel", after: inFlight.map(() => 1_000) };
    const [afterFault, afterYear, afterCancel] = await Promise.all([
      playTogether(clients, { call: { kind: "wait" }, operations: failing, limit: 30_000 }),
      playTogether(clients, { call: { kind: "wait" }, operations: yearLong, limit: 600_000, scale: 20 }),
      playTogether(clients, { call: cancels, operations: inFlight, limit: 30_000 }),
    ]);
    const title = "Retry-After: 999999999";
    return {
      rows: [
        ...Object.keys(cases).flatMap((name, index): Row[] => {
          const of = part(afterFault, index * COUNT, COUNT);
          return [
            compare(`${name}: untrue outcomes`, "%", of, percentUntrue, 0),
            compare(`${name}: mean lag of the true ones`, "s", of, meanLag),
          ];
        }),
        compare(`${title}: untrue outcomes`, "%", afterYear, percentUntrue, 0),
        compare(`${title}: mean lag of the true ones`, "s", afterYear, meanLag),
        compare(`${title}: GETs for each operation`, "", afterYear, meanGets),
        compare("cancel while a GET is in flight: untrue outcomes", "%", afterCancel, percentUntrue, 0),
      ],
    };
  },
};

/** @param group distinguishes the parents of operations that are waited for at the same time */
function operationsWith(faults: Faults, seconds: number, group = 0): PlannedOperation[] {
  return plan(COUNT, seconds).map(({ target, behaviour }) => ({
    target: target.replace("/locations/", `-${group}/locations/`),
    behaviour,
    faults,
  }));
}

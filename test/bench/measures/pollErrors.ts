import { clients, compare, type Measure, meanLag, part, percentUntrue, plan } from "../measure.js";
import { type Figures, playTogether } from "../scenario.js";
import type { PlannedOperation } from "../serverProgram.js";
import { mean } from "../statistics.js";

const COUNT = 12;

/** The faults of the GETs of each operation. */
const cases: Readonly<Record<string, PlannedOperation["faults"] & {}>> = {
  "no error": [],
  "one 503": [{ when: { nth: 3 }, fault: { kind: "status", status: 503 } }],
  "one 429": [{ when: { nth: 3 }, fault: { kind: "status", status: 429 } }],
  "five 503 in a row": [{ when: { from: 3, to: 7 }, fault: { kind: "status", status: 503 } }],
  "one reset": [{ when: { nth: 3 }, fault: { kind: "reset" } }],
  "Retry-After: 999999999": [
    { when: { nth: 3 }, fault: { kind: "status", status: 503, retryAfter: "999999999" } },
  ],
};

/** Seconds that the operations take. */
const SECONDS = 10;

/** Waits for operations of which single polls fail, and cancels while a GET is in flight. */
export const pollErrors: Measure = {
  async run() {
    const [failing, inFlight] = await Promise.all([
      playTogether(clients, {
        call: { kind: "wait" },
        operations: Object.values(cases).flatMap((faults, index) =>
          plan(COUNT, SECONDS, undefined).map(({ target, behaviour }) => ({
            target: target.replace("/locations/", `-${index}/locations/`),
            behaviour,
            faults,
          })),
        ),
        limit: 60_000,
      }),
      playTogether(clients, {
        call: { kind: "waitAndCancel", after: Array.from({ length: COUNT }, () => 1_000) },
        operations: plan(COUNT, SECONDS).map(({ target }) => ({
          target,
          behaviour: { operationTime: "1h", cancelTime: 4_000 },
          faults: [{ fault: { kind: "delay", milliseconds: 2_000 } }],
        })),
        limit: 30_000,
      }),
    ]);
    const rows = Object.keys(cases).flatMap((title, index) => {
      const of = part(failing, index * COUNT, COUNT);
      return [
        compare(`${title}: untrue outcomes`, "%", of, percentUntrue, 0),
        compare(`${title}: mean lag of the true ones`, "s", of, meanLag),
        compare(`${title}: GETs for each operation`, "", of, meanGets),
      ];
    });
    return {
      rows: [
        ...rows,
        compare("cancel while a GET is in flight: untrue outcomes", "%", inFlight, percentUntrue, 0),
      ],
    };
  },
};

function meanGets({ operations }: Figures): number {
  return mean(operations.map(({ gets }) => gets));
}

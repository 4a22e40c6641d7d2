import type { EmulatedFault, FaultRule } from "pulumi-gcp-lro/emulator";
import {
  type Compared,
  compare,
  lag95,
  lagsOf,
  type Measure,
  meanLag,
  PARENT,
  percentUntrue,
  plan,
  requestsOf,
} from "../measure.js";
import { type Figures, play, playTogether, type Scenario } from "../scenario.js";
import type { Row } from "../table.js";

const faults: readonly EmulatedFault[] = [
  { kind: "status", status: 503 },
  { kind: "status", status: 429 },
  { kind: "reset" },
];

const others = ["googleGax", "coreLro"] as const;

/** The share of the answers that are faults. */
const SHARE = 0.3;

/** Waits while 30 % of the answers are 503, 429 or resets, for operations with shared lists and for others. */
export const faultyService: Measure = {
  async run() {
    const oneParent = waitFor(1_000, PARENT);
    const manyParents = waitFor(100, undefined);
    // Both of ours at the same time, so that the machine disturbs them alike.
    const [shared, sharedCalm, single, singleCalm] = await Promise.all([
      play("ours", withFaults(oneParent)),
      play("ours", oneParent),
      play("ours", withFaults(manyParents)),
      play("ours", manyParents),
    ]);
    const [sharedByOthers, singleByOthers] = await Promise.all([
      playTogether(others, withFaults(oneParent)),
      playTogether(others, withFaults(manyParents)),
    ]);
    return {
      rows: [
        ...rowsOf("1,000 operations below one parent", { ours: shared, ...sharedByOthers }, sharedCalm),
        ...rowsOf("100 operations, a parent each", { ours: single, ...singleByOthers }, singleCalm),
      ],
    };
  },
};

function rowsOf(title: string, faulty: Compared, calm: Figures): Row[] {
  const overhead = requestsOf(faulty.ours) / requestsOf(calm);
  return [
    compare(`30 % faults, ${title}: untrue outcomes`, "%", faulty, percentUntrue, 0),
    compare(`30 % faults, ${title}: requests`, "", faulty, requestsOf),
    { measure: `30 % faults, ${title}: requests / without faults`, unit: "", ours: overhead, goal: 1.6 },
    compare(`30 % faults, ${title}: mean lag of the true ones`, "s", faulty, meanLag),
    compare(`30 % faults, ${title}: lag, 95th percentile`, "s", faulty, lag95, 2),
    compare(`30 % faults, ${title}: largest lag`, "s", faulty, largestLag, 6),
  ];
}

function waitFor(count: number, parent: string | undefined): Scenario {
  return { call: { kind: "wait" }, operations: plan(count, 30, parent), limit: 240_000 };
}

function withFaults(scenario: Scenario): Scenario {
  const probability = 1 - (1 - SHARE) ** (1 / faults.length);
  return { ...scenario, faults: faults.map((fault): FaultRule => ({ when: { probability }, fault })) };
}

function largestLag({ operations }: Figures): number {
  const lags = lagsOf(operations);
  return lags.length > 0 ? Math.max(...lags) : Number.NaN;
}

import type { EmulatedFault, FaultRule } from "pulumi-gcp-lro/emulator";
import {
  clients,
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
import { play, playTogether, type Scenario } from "../scenario.js";

const faults: readonly EmulatedFault[] = [
  { kind: "status", status: 503 },
  { kind: "status", status: 429 },
  { kind: "reset" },
];

/** The share of the answers that are faults. */
const SHARE = 0.3;

/** Waits while 30 % of the answers are 503, 429 or resets. */
export const faultyService: Measure = {
  async run() {
    const onePart = scenario(1_000, PARENT);
    const ownParents = scenario(100, undefined);
    const [shared, single] = await Promise.all([
      playTogether(clients, withFaults(onePart)),
      play("ours", withFaults(ownParents)),
    ]);
    const [sharedCalm, singleCalm] = await Promise.all([play("ours", onePart), play("ours", ownParents)]);
    const title = { shared: "1,000 operations, one parent", single: "100 operations, a parent each" };
    return {
      rows: [
        compare(`${title.shared}: untrue outcomes`, "%", shared, percentUntrue, 0),
        compare(`${title.shared}: requests`, "", shared, requestsOf),
        {
          measure: `${title.shared}: requests / without faults`,
          unit: "",
          ours: requestsOf(shared.ours) / requestsOf(sharedCalm),
          goal: 1.6,
        },
        compare(`${title.shared}: mean lag`, "s", shared, meanLag),
        compare(`${title.shared}: lag, 95th percentile`, "s", shared, lag95, 2),
        compare(`${title.shared}: largest lag`, "s", shared, largestLag, 6),
        compare(`${title.single}: untrue outcomes`, "%", { ours: single }, percentUntrue, 0),
        {
          measure: `${title.single}: requests / without faults`,
          unit: "",
          ours: requestsOf(single) / requestsOf(singleCalm),
          goal: 1.6,
        },
        compare(`${title.single}: lag, 95th percentile`, "s", { ours: single }, lag95, 2),
        compare(`${title.single}: largest lag`, "s", { ours: single }, largestLag, 6),
      ],
    };
  },
};

function scenario(count: number, parent: string | undefined): Scenario {
  return { call: { kind: "wait" }, operations: plan(count, 30, parent), limit: 90_000 };
}

function withFaults(calm: Scenario): Scenario {
  const probability = 1 - (1 - SHARE) ** (1 / faults.length);
  return { ...calm, faults: faults.map((fault): FaultRule => ({ when: { probability }, fault })) };
}

function largestLag({ operations }: Parameters<typeof lag95>[0]): number {
  return Math.max(...lagsOf(operations));
}

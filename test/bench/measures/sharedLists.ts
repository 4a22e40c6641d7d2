import { clients, compare, lag95, type Measure, meanLag, PARENT, percentUntrue, plan } from "../measure.js";
import { playTogether } from "../scenario.js";

const COUNT = 1_000;

/** 1,000 operations below one parent that take 60 s. */
export const sharedLists: Measure = {
  async run() {
    const figures = await playTogether(clients, {
      call: { kind: "wait" },
      operations: plan(COUNT, 60, PARENT),
      limit: 180_000,
      scale: 2,
    });
    const title = "1,000 operations, 60 s";
    return {
      rows: [
        compare(`${title}: list requests`, "", { ours: figures.ours }, ({ lists }) => lists, 70),
        compare(`${title}: GETs for each operation`, "", figures, ({ gets }) => gets / COUNT, 1),
        compare(`${title}: mean lag`, "s", figures, meanLag, 1.6),
        compare(`${title}: lag, 95th percentile`, "s", figures, lag95),
        compare(`${title}: untrue outcomes`, "%", figures, percentUntrue, 0),
      ],
    };
  },
};

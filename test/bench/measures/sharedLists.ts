import { clients, compare, lag95, type Measure, meanLag, PARENT, percentUntrue, plan } from "../measure.js";
import { play, playTogether, type Scenario } from "../scenario.js";

const COUNT = 1_000;

/** Without lists, 1,000 waits would be more requests than a divided clock allows. */
const COUNT_WITHOUT_LISTS = 100;

/** Operations below one parent that take 60 s, where the service has a usable list, and where it has none. */
export const sharedLists: Measure = {
  async run() {
    const [figures, withoutLists] = await Promise.all([
      playTogether(clients, waitFor(COUNT)),
      play("ours", {
        ...waitFor(COUNT_WITHOUT_LISTS),
        faults: [{ match: { kind: "list" }, fault: { kind: "status", status: 501 } }],
      }),
    ]);
    const title = "1,000 operations, 60 s";
    const other = { title: "100 operations, 60 s, lists refused", figures: { ours: withoutLists } };
    return {
      rows: [
        compare(`${title}: list requests`, "", { ours: figures.ours }, ({ lists }) => lists, 70),
        compare(`${title}: GETs for each operation`, "", figures, ({ gets }) => gets / COUNT, 1),
        compare(`${title}: mean lag`, "s", figures, meanLag, 1.6),
        compare(`${title}: lag, 95th percentile`, "s", figures, lag95),
        compare(`${title}: untrue outcomes`, "%", figures, percentUntrue, 0),
        compare(`${other.title}: list requests`, "", other.figures, ({ lists }) => lists),
        compare(`${other.title}: mean lag`, "s", other.figures, meanLag, 1.6),
        compare(`${other.title}: untrue outcomes`, "%", other.figures, percentUntrue, 0),
      ],
    };
  },
};

function waitFor(count: number): Scenario {
  return { call: { kind: "wait" }, operations: plan(count, 60, PARENT), limit: 180_000, scale: 2 };
}

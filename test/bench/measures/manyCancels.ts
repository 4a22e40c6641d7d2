import type { ClientName } from "../clientProgram.js";
import { compare, type Measure, PARENT, percentUntrue, plan } from "../measure.js";
import { type Figures, play, type Scenario } from "../scenario.js";
import type { Row } from "../table.js";

const COUNT = 1_000;

/** Milliseconds that each cancellation takes. */
const CANCEL_TIME = 3_000;

/** The most seconds until all are reported. */
const GOAL = CANCEL_TIME / 1_000 + 3;

/** Cancellation of 1,000 operations: by their names, by their parent, and by the delete of one OperationGroup. */
export const manyCancels: Measure = {
  async run() {
    const rows: Row[] = [];
    for (const roundTrip of [0, 50]) {
      const title = `1,000 cancels, answers after ${roundTrip} ms`;
      const ours = await cancelAll("ours", roundTrip);
      const googleGax = await cancelAll("googleGax", roundTrip);
      const coreLro = await cancelAll("coreLro", roundTrip);
      const byName = { ours, googleGax, coreLro };
      const byParent = { ours: await cancelAll("oursByParent", roundTrip) };
      const byGroup = { ours: await cancelAll("ourGroup", roundTrip) };
      rows.push(
        compare(`${title}: by name`, "s", byName, seconds, GOAL),
        compare(`${title}: by name, sockets`, "", byName, sockets, 32),
        compare(`${title}: by name, CPU`, "s", byName, ({ cpu }) => cpu / 1_000),
        compare(`${title}: by name, untrue outcomes`, "%", byName, percentUntrue, 0),
        compare(`${title}: by parent`, "s", byParent, seconds, GOAL),
        compare(`${title}: by parent, sockets`, "", byParent, sockets, 32),
        compare(`${title}: by one group`, "s", byGroup, seconds, GOAL),
        compare(`${title}: by one group, sockets`, "", byGroup, sockets, 32),
      );
    }
    return { rows };
  },
};

function cancelAll(client: ClientName, roundTrip: number): Promise<Figures> {
  const scenario: Scenario = {
    call: { kind: "cancel" },
    operations: plan(COUNT, 1, PARENT).map(({ target }) => ({
      target,
      behaviour: { operationTime: "10h", cancelTime: CANCEL_TIME },
    })),
    limit: 120_000,
    roundTrip,
  };
  return play(client, scenario);
}

const seconds = ({ wall }: Figures): number => wall / 1_000;

const sockets = ({ mostSockets }: Figures): number => mostSockets;

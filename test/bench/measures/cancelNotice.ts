import { clients, compare, lag95, type Measure, meanLag, part, plan } from "../measure.js";
import { type Figures, playTogether } from "../scenario.js";
import { mean } from "../statistics.js";

/** Seconds that a cancellation takes. */
const cancelTimes = [0.5, 2, 10, 60];

/** Operations for each of these times. */
const COUNT = 12;

const GOAL_TIME = 2;
const goal = { mean: 0.3, percentile: 0.5, gets: 8 };

/** Notice of a cancellation that the client requests 1 to 10 minutes after it began to wait. */
export const cancelNotice: Measure = {
  async run() {
    const operations = cancelTimes.flatMap((seconds) =>
      plan(COUNT, seconds).map(({ target }) => ({
        target,
        behaviour: { operationTime: "2h", cancelTime: seconds * 1_000 },
      })),
    );
    const after = operations.map((_, index) => 60_000 + (540_000 * ((index % COUNT) + 0.5)) / COUNT);
    const figures = await playTogether(clients, {
      call: { kind: "waitAndCancel", after },
      operations,
      limit: 740_000,
      scale: 15,
    });
    return {
      rows: cancelTimes.flatMap((seconds, group) => {
        const own = seconds === GOAL_TIME ? goal : undefined;
        const of = part(figures, group * COUNT, COUNT);
        const title = `cancellation takes ${seconds} s`;
        return [
          compare(`${title}: mean lag`, "s", of, meanLag, own?.mean),
          compare(`${title}: lag, 95th percentile`, "s", of, lag95, own?.percentile),
          compare(`${title}: GETs after the cancel`, "", of, getsAfterCancel, own?.gets),
        ];
      }),
    };
  },
};

function getsAfterCancel({ operations }: Figures): number {
  return mean(operations.map((operation) => operation.getsAfterCancel));
}

import { type Compared, clients, compare, type Measure, plan } from "../measure.js";
import { play } from "../scenario.js";

const REQUESTS = 3_000;

/** CPU time of a GET: 8 at a time, by a client that has sent some before. */
export const requestCpu: Measure = {
  runs: 3,
  async run() {
    const figures: Partial<Compared> = {};
    for (const client of clients) {
      figures[client] = await play(client, {
        call: { kind: "get", count: REQUESTS, parallel: 8 },
        operations: plan(8, 3_600),
        limit: 60_000,
      });
    }
    return {
      rows: [compare("CPU for each GET", "ms", figures as Compared, ({ cpu }) => cpu / REQUESTS, 0.4)],
    };
  },
};

import { type Compared, clients, compare, type Measure, plan, requestsOf } from "../measure.js";
import { type Figures, play, type Scenario } from "../scenario.js";

/** GETs, 8 at a time. */
const gets: Scenario = {
  call: { kind: "get", count: 3_000, parallel: 8 },
  operations: plan(8, 3_600),
  limit: 60_000,
};

/** Waits that no list serves. A divided clock leaves the CPU time of a request as it is. */
const waits: Scenario = {
  call: { kind: "wait" },
  operations: plan(100, 30),
  limit: 90_000,
  scale: 6,
};

/** CPU time of a GET, of a client that has loaded everything. */
export const requestCpu: Measure = {
  runs: 3,
  async run() {
    return {
      rows: [
        compare("CPU for each GET, 8 at a time", "ms", await playEach(gets), cpuPerRequest, 0.4),
        compare("CPU for each GET of 100 waits", "ms", await playEach(waits), cpuPerRequest, 0.4),
      ],
    };
  },
};

/** Plays a scenario with one client after the other, so that they don't take the CPU's caches from each other. */
async function playEach(scenario: Scenario): Promise<Compared> {
  const figures: Partial<Compared> = {};
  for (const client of clients) {
    figures[client] = await play(client, scenario);
  }
  return figures as Compared;
}

function cpuPerRequest(figures: Figures): number {
  return figures.cpu / requestsOf(figures);
}

import {
  type Compared,
  clients,
  compare,
  lag95,
  type Measure,
  meanLag,
  PARENT,
  percentUntrue,
  plan,
  requestsOf,
} from "../measure.js";
import { type Figures, playTogether } from "../scenario.js";
import { medianRows, type Row } from "../table.js";

/** Seconds that the operations take. */
const SECONDS = 30;

/** Runs with 1,000 operations: their CPU time has a goal. */
const RUNS = 3;

/** From 1 to 10,000 operations below one parent. With 10,000, the other clients would need minutes of CPU time. */
export const growth: Measure = {
  async run() {
    const few = await Promise.all([1, 10, 100].map((count) => waitFor(clients, count)));
    const runs: Compared[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await waitFor(clients, 1_000));
    }
    const most = await waitFor(["ours"], 10_000);
    return {
      rows: [
        ...[1, 10, 100].flatMap((count, index) => rowsOf(count, few[index] ?? most)),
        ...medianRows(runs.map((figures) => [...rowsOf(1_000, figures), ...goalRows(figures, most)])),
        ...rowsOf(10_000, most),
      ],
    };
  },
};

function waitFor(names: readonly (typeof clients)[number][], count: number): Promise<Compared> {
  return playTogether(names, {
    call: { kind: "wait" },
    operations: plan(count, SECONDS, PARENT),
    limit: 3_000 * SECONDS,
    heapAfter: 500 * SECONDS,
  });
}

function rowsOf(count: number, figures: Compared): Row[] {
  const title = `${count.toLocaleString("en-US")} ${count === 1 ? "operation" : "operations"}, 30 s`;
  return [
    compare(`${title}: requests`, "", figures, requestsOf),
    compare(`${title}: CPU`, "s", figures, cpuSeconds, count === 1_000 ? 0.6 : undefined),
    compare(`${title}: memory`, "MB", figures, ({ memory }) => memory / 2 ** 20),
    compare(`${title}: mean lag`, "s", figures, meanLag),
    compare(`${title}: lag, 95th percentile`, "s", figures, lag95),
  ];
}

function goalRows(figures: Compared, most: Compared): Row[] {
  return [
    compare(
      "1,000 operations, 30 s: heap for each",
      "KB",
      figures,
      ({ heap = 0 }) => heap / 1_000 / 1_024,
      3,
    ),
    compare("1,000 operations, 30 s: untrue outcomes", "%", figures, percentUntrue, 0),
    compare("1,000 operations, 30 s: sockets", "", figures, ({ mostSockets }) => mostSockets, 32),
    compare(
      "CPU for 10,000 operations / for 1,000",
      "",
      { ours: figures.ours },
      ({ cpu }) => most.ours.cpu / cpu,
      10,
    ),
  ];
}

function cpuSeconds({ cpu }: Figures): number {
  return cpu / 1_000;
}

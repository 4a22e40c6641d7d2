import type { LagPoint } from "../lagPlot.js";
import {
  type Compared,
  clients,
  compare,
  lag95,
  type Measure,
  type MeasureResult,
  meanGets,
  meanLag,
  part,
  plan,
} from "../measure.js";
import { playTogether } from "../scenario.js";
import type { Row } from "../table.js";

interface Waits {
  /** Seconds that an operation takes. */
  seconds: number;
  /** Operations, each below its own parent, so that no list serves them. */
  count: number;
  goal?: { lag: number; gets: number };
}

/** Waits that run at the same time, on one divided clock. */
interface Group {
  scale: number;
  waits: readonly Waits[];
}

/** The short and the long ones. Two groups at a time don't keep the machine busy, which would add to the lags. */
const pairs: readonly (readonly Group[])[] = [
  [
    {
      scale: 1,
      waits: [
        { seconds: 1, count: 20 },
        { seconds: 10, count: 20 },
      ],
    },
    { scale: 4, waits: [{ seconds: 60, count: 40, goal: { lag: 1.6, gets: 65 } }] },
  ],
  [
    { scale: 10, waits: [{ seconds: 600, count: 40, goal: { lag: 2.6, gets: 175 } }] },
    { scale: 60, waits: [{ seconds: 3_600, count: 8 }] },
  ],
];

/** Notice of the end of one operation, by its duration, without a hint of the service. */
export const endNotice: Measure = {
  async run() {
    const results: MeasureResult[] = [];
    for (const pair of pairs) {
      results.push(...(await Promise.all(pair.map(measureGroup))));
    }
    return {
      rows: results.flatMap(({ rows }) => rows),
      points: results.flatMap(({ points = [] }) => points),
    };
  },
};

async function measureGroup({ scale, waits }: Group): Promise<MeasureResult> {
  const longest = Math.max(...waits.map(({ seconds }) => seconds));
  const figures = await playTogether(clients, {
    call: { kind: "wait" },
    operations: waits.flatMap(({ seconds, count }) => plan(count, seconds)),
    limit: (longest * 1.1 + 120) * 1_000,
    scale,
  });
  let begin = 0;
  const parts = waits.map((one) => {
    begin += one.count;
    return { one, of: part(figures, begin - one.count, one.count) };
  });
  return {
    rows: parts.flatMap(({ one, of }) => rowsOf(one, of)),
    points: parts.flatMap(({ one, of }) => pointsOf(one, of)),
  };
}

function rowsOf({ seconds, goal }: Waits, figures: Compared): Row[] {
  const operation = `end after ${seconds.toLocaleString("en-US")} s`;
  return [
    compare(`${operation}: mean lag`, "s", figures, meanLag, goal?.lag),
    compare(`${operation}: lag, 95th percentile`, "s", figures, lag95),
    compare(`${operation}: GETs for each operation`, "", figures, meanGets, goal?.gets),
  ];
}

function pointsOf({ seconds }: Waits, figures: Compared): LagPoint[] {
  return clients.flatMap((client) => {
    const of = figures[client];
    return of === undefined ? [] : [{ client, seconds, gets: meanGets(of), lag: meanLag(of) }];
  });
}

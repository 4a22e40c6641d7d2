import { compare, type Measure, meanGets, meanLag } from "../measure.js";
import { play } from "../scenario.js";
import type { PlannedOperation } from "../serverProgram.js";
import type { Row } from "../table.js";

interface Hint {
  title: string;
  seconds: number;
  scale: number;
  /** Seconds by which the reported progress is ahead of the operation. */
  ahead?: number;
  goal?: { lag: number; gets: number };
}

const hints: readonly Hint[] = [
  { title: "progress reported, end after 60 s", seconds: 60, scale: 4, goal: { lag: 0.5, gets: 30 } },
  { title: "progress reported, end after 600 s", seconds: 600, scale: 20 },
  {
    title: "progress 30 s ahead, end after 60 s",
    seconds: 60,
    scale: 4,
    ahead: 30,
    goal: { lag: 1.6, gets: 65 },
  },
];

const COUNT = 20;

/** Notice of the end of one operation whose metadata reports its progress. The other clients don't read it. */
export const hintedEndNotice: Measure = {
  async run() {
    const rows = await Promise.all(hints.map(measureHint));
    return { rows: rows.flat() };
  },
};

async function measureHint({ title, seconds, scale, ahead, goal }: Hint): Promise<Row[]> {
  const ours = await play("ours", {
    call: { kind: "wait" },
    service: "datastore",
    operations: Array.from({ length: COUNT }, (_, index) => exportOf(index, seconds, ahead)),
    limit: (seconds * 1.1 + 60) * 1_000,
    scale,
  });
  return [
    compare(`${title}: mean lag`, "s", { ours }, meanLag, goal?.lag),
    compare(`${title}: GETs for each operation`, "", { ours }, meanGets, goal?.gets),
  ];
}

/** An export of Datastore, which counts entities. Each has its own project, and so its own parent. */
function exportOf(index: number, seconds: number, ahead = 0): PlannedOperation {
  return {
    target: `projects/p${index}`,
    behaviour: {
      operationTime: seconds * 1_000 * (0.9 + (0.2 * (index + 0.5)) / COUNT),
      metadataEndsEarly: ahead * 1_000,
    },
  };
}

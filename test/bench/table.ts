import { median } from "./statistics.js";

/** The other clients. */
export type PeerName = "googleGax" | "coreLro";

/** One measured figure; less is better. */
export interface Row {
  measure: string;
  unit: string;
  ours: number;
  peers?: Partial<Record<PeerName, number>>;
  /** The most that it may be. */
  goal?: number;
}

const headings = ["measure", "unit", "ours", "google-gax", "core-lro", "best other / ours", "goal", "met"];

/** Writes rows as a Markdown table that is readable as text. */
export function writeTable(rows: readonly Row[]): string {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => column < 2;
  const lines = cells.map((row) => {
    const padded = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isText(column) ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  });
  const rule = widths.map((width, column) =>
    isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [lines[0], `| ${rule.join(" | ")} |`, ...lines.slice(1)].join("\n");
}

function cellsOf({ measure, unit, ours, peers = {}, goal }: Row): string[] {
  const others = Object.values(peers);
  return [
    measure,
    unit,
    shown(ours),
    shown(peers.googleGax),
    shown(peers.coreLro),
    others.length > 0 && ours > 0 ? shown(Math.min(...others) / ours) : "",
    goal === undefined ? "" : `<= ${shown(goal)}`,
    goal === undefined ? "" : isMet(ours, goal) ? "yes" : "no",
  ];
}

/** The figure as the table shows it decides. */
function isMet(ours: number, goal: number): boolean {
  return rounded(ours) <= goal;
}

function rounded(figure: number): number {
  return Math.abs(figure) >= 100 ? Math.round(figure) : Number(figure.toPrecision(2));
}

function shown(figure: number | undefined): string {
  if (figure === undefined) {
    return "";
  }
  return Number.isFinite(figure) ? rounded(figure).toLocaleString("en-US") : "none";
}

/** The medians of several runs of the same rows. */
export function medianRows(runs: readonly (readonly Row[])[]): Row[] {
  const [first = []] = runs;
  return first.map((row, index) => {
    const same = runs.flatMap((run) => run[index] ?? []);
    const medianOf = (figureOf: (row: Row) => number | undefined): number =>
      median(same.map((one) => figureOf(one) ?? Number.NaN));
    const names = Object.keys(row.peers ?? {}) as PeerName[];
    return {
      ...row,
      ours: medianOf(({ ours }) => ours),
      ...(row.peers && {
        peers: Object.fromEntries(names.map((name) => [name, medianOf(({ peers }) => peers?.[name])])),
      }),
    };
  });
}

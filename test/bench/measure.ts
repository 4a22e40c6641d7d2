import type { LagPoint } from "./lagPlot.js";
import type { Figures, MeasuredOperation } from "./scenario.js";
import type { PlannedOperation } from "./serverProgram.js";
import { mean, percentile } from "./statistics.js";
import type { PeerName, Row } from "./table.js";

/** A part of the benchmark. */
export interface Measure {
  /** Runs whose medians count. Default: 1, for a run that has many draws in itself. */
  runs?: number;
  run(): Promise<MeasureResult>;
}

export interface MeasureResult {
  rows: Row[];
  /** Points of the plot of lag against requests. */
  points?: LagPoint[];
}

/** The result of a measure, of one run or as medians. */
export interface Section extends MeasureResult {
  name: string;
  /** The load average of the machine before and after. */
  load: [before: number, after: number];
}

/** This package's client and the others. */
export const clients = ["ours", "googleGax", "coreLro"] as const;

/** The figures of each client. */
export type Compared = { ours: Figures } & Partial<Record<PeerName, Figures>>;

/** A row that compares one figure. */
export function compare(
  measure: string,
  unit: string,
  { ours, ...peers }: Compared,
  figureOf: (figures: Figures) => number,
  goal?: number,
): Row {
  const entries = Object.entries(peers).map(([name, figures]) => [name, figureOf(figures)]);
  return {
    measure,
    unit,
    ours: figureOf(ours),
    ...(entries.length > 0 && { peers: Object.fromEntries(entries) as Row["peers"] & {} }),
    ...(goal !== undefined && { goal }),
  };
}

/** The lags of the operations whose end was reported truly, in seconds. */
export function lagsOf(operations: readonly MeasuredOperation[]): number[] {
  return operations.flatMap(({ lag }) => lag ?? []);
}

export const meanLag = ({ operations }: Figures): number => mean(lagsOf(operations));

export const lag95 = ({ operations }: Figures): number => percentile(lagsOf(operations), 95);

/** The GETs for each operation. */
export const meanGets = ({ operations }: Figures): number => mean(operations.map(({ gets }) => gets));

export const requestsOf = ({ gets, lists, cancels }: Figures): number => gets + lists + cancels;

/** The percentage of operations whose end was not reported, or reported wrongly or too early. */
export function percentUntrue({ operations }: Figures): number {
  return (100 * operations.filter(({ lag }) => lag === undefined).length) / operations.length;
}

/** The same figures for some of the operations. */
export function part(figures: Compared, begin: number, count: number): Compared {
  const entries = Object.entries(figures).map(([name, whole]) => {
    const operations = whole.operations.slice(begin, begin + count);
    return [name, { ...whole, operations }];
  });
  return Object.fromEntries(entries) as Compared;
}

/**
 * Plans operations whose times are spread evenly over 90 to 110 % of `seconds`, so that the phase of a fixed interval
 * doesn't decide.
 *
 * @param parent the parent of all: one list shows them. Default: each has its own parent
 */
export function plan(count: number, seconds: number, parent?: string): PlannedOperation[] {
  return Array.from({ length: count }, (_, index) => ({
    target: `${parent ?? `projects/p${seconds}/locations/l${index}`}/clusters/c${index}`,
    behaviour: { operationTime: 1_000 * seconds * (0.9 + (0.2 * (index + 0.5)) / count) },
  }));
}

/** The parent of operations that one list shows. */
export const PARENT = "projects/p/locations/l";

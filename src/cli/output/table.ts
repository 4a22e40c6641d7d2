import { oneLine } from "../../core/text.js";
import type { CancelAnswer, FoundOperation } from "../selection/foundOperation.js";
import { ageText, doneText, keepBeginning, keepEnd } from "./shortText.js";
import { stateOf } from "./shownState.js";

interface Column {
  title: string;
  /** Columns on a terminal, where longer values are cut. Elsewhere values are padded to it, and never cut. */
  width: number;
  value(found: FoundOperation, age: number | undefined): string;
}

const cancelTexts: Readonly<Record<CancelAnswer, string>> = {
  yes: "yes",
  no: "no",
  managed: "no",
  unknown: "?",
};

const fixedColumns: readonly Column[] = [
  { title: "SERVICE", width: 16, value: ({ service }) => service },
  { title: "VERB", width: 15, value: ({ report }) => report.verb ?? "-" },
  { title: "AGE", width: 6, value: (_, age) => (age === undefined ? "-" : ageText(age)) },
  { title: "STATE", width: 10, value: ({ operation }) => stateOf(operation) },
  { title: "PROGRESS", width: 8, value: ({ report }) => doneText(report) ?? "-" },
  { title: "CANCEL", width: 6, value: ({ cancel }) => cancelTexts[cancel] },
];

const GAP = "  ";

/** The fewest columns of a terminal that isn't narrow. Live rows leave the last one of 120 free. */
const WIDE = 119;

/** Rows of operations whose columns have fixed widths, so that a row can be written before the next one is known. */
export class OperationTable {
  readonly #columns: readonly Column[];
  readonly #targetWidth: number;
  readonly #nameWidth: number;

  /** @param columns the columns of the terminal; infinite if there is none */
  constructor(columns: number) {
    // On a narrow terminal the state shows only in colors and details; target and name need its place.
    this.#columns =
      columns < WIDE
        ? fixedColumns.filter(({ title }) => title !== "STATE").map((column) => narrowed(column))
        : fixedColumns;
    const fixed = this.#columns.reduce((sum, { width }) => sum + width + GAP.length, 0);
    const rest = Math.max(24, columns - fixed - GAP.length);
    this.#targetWidth = Number.isFinite(columns) ? Math.min(60, Math.floor(rest * 0.4)) : 50;
    this.#nameWidth = rest - this.#targetWidth;
  }

  get header(): string {
    const titles = this.#columns.map(({ title, width }) => title.slice(0, width).padEnd(width));
    return [...titles, "TARGET".padEnd(this.#targetWidth), "OPERATION"].join(GAP);
  }

  /** @param age milliseconds */
  row(found: FoundOperation, age: number | undefined): string {
    const isCut = Number.isFinite(this.#nameWidth);
    const cells = this.#columns.map(({ value, width }) => {
      const text = oneLine(value(found, age));
      return (isCut ? keepBeginning(text, width) : text).padEnd(width);
    });
    const target = oneLine(relativeTarget(found));
    const shownTarget = isCut ? keepEnd(target, this.#targetWidth) : target;
    const name = isCut ? keepEnd(found.operation.name, this.#nameWidth) : found.fullName;
    return [...cells, shownTarget.padEnd(this.#targetWidth), name].join(GAP);
  }
}

function narrowed(column: Column): Column {
  const widths: Readonly<Record<string, number>> = { SERVICE: 12, VERB: 8, PROGRESS: 4 };
  return { ...column, width: widths[column.title] ?? column.width };
}

/** The target without project and location, which the operation's name has as well. */
export function relativeTarget({ report, operation }: FoundOperation): string {
  const { target = "-" } = report;
  const [parent = ""] = /^projects\/[^/]+(?:\/locations\/[^/]+)?\//.exec(operation.name) ?? [];
  return parent !== "" && target.startsWith(parent) ? target.slice(parent.length) : target;
}

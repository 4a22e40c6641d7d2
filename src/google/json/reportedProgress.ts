import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { type CounterPaths, type MessageProgress, progressOfMessage } from "../catalog/progressTable.js";

/** The progress that an operation's metadata report. */
export interface ReportedProgress {
  /** Whole percent, 0 to 100. */
  percent?: number;
  /** The most meaningful one first. */
  counters: WorkCounter[];
}

/** A count of completed work. Numbers are decimal text, because they may exceed the range of a double. */
export interface WorkCounter {
  /** In the plural, such as `entities`. */
  unit: string;
  completed: string;
  failed?: string;
  /** All of the work. An estimate may be smaller than `completed`. */
  total?: string;
}

interface Counts {
  completed: bigint;
  failed?: bigint;
  total?: bigint;
}

/**
 * Reads the progress of an operation. Only the fields that the service publishes as progress count, and only if their
 * values are possible: a percentage out of range, or a count that isn't one, is no progress.
 */
export function readProgress(metadata: JsonObject | undefined): ReportedProgress {
  const type = metadata?.["@type"];
  const paths =
    typeof type === "string" ? progressOfMessage(type.slice(type.lastIndexOf("/") + 1)) : undefined;
  if (metadata === undefined || paths === undefined) {
    return { counters: [] };
  }
  const counted = (paths.counters ?? []).flatMap(({ unit, ...counter }) => {
    const counts = readCounts(metadata, counter);
    return counts === undefined ? [] : [{ unit, counts }];
  });
  const percent =
    readPercent(metadata, paths) ??
    counted.map(({ counts }) => percentOf(counts)).find((value) => value !== undefined);
  return {
    ...(percent !== undefined && { percent }),
    counters: counted.flatMap(({ unit, counts }) => (unit === undefined ? [] : [counterOf(unit, counts)])),
  };
}

/** The mean of the percentages. Undefined if there is none, or if one of them is unknown. */
function readPercent(metadata: JsonObject, { percent = [], ratio }: MessageProgress): number | undefined {
  if (ratio !== undefined) {
    const [fraction] = valuesAt(metadata, ratio).map(numberOf);
    return wholePercent([fraction === undefined ? undefined : fraction * 100]);
  }
  const values = percent.flatMap((path) => valuesAt(metadata, path));
  if (values.every((value) => value === undefined)) {
    return undefined;
  }
  // JSON leaves out a percentage of zero. Only beside others is it certain that it is one.
  return wholePercent(values.map((value) => (value === undefined ? 0 : numberOf(value))));
}

/** The mean, if each is between 0 and 100. Cloud Storage writes -1 for an unknown one. */
function wholePercent(percentages: readonly (number | undefined)[]): number | undefined {
  const known = percentages.filter((percent) => percent !== undefined && percent >= 0 && percent <= 100);
  if (known.length === 0 || known.length < percentages.length) {
    return undefined;
  }
  const mean = known.reduce<number>((sum, percent = 0) => sum + percent, 0) / known.length;
  // 0.29 * 100 is 28.999999999999996.
  return Math.floor(Number(mean.toFixed(6)));
}

/** Undefined if the metadata lack the counts, or contain something else in their place. */
function readCounts(metadata: JsonObject, paths: Omit<CounterPaths, "unit">): Counts | undefined {
  const [done, failed, pending, all] = [paths.done, paths.failed, paths.pending, paths.total].map((path) =>
    path === undefined ? undefined : sumOf(valuesAt(metadata, path)),
  );
  if (done === "invalid" || failed === "invalid" || pending === "invalid" || all === "invalid") {
    return undefined;
  }
  if (done === undefined && failed === undefined && pending === undefined && all === undefined) {
    return undefined;
  }
  // JSON leaves out a count of zero.
  const completed = done ?? 0n;
  const total = all ?? (pending === undefined ? undefined : completed + (failed ?? 0n) + pending);
  return {
    completed,
    ...(failed !== undefined && { failed }),
    // Estimates begin with zero.
    ...(total !== undefined && total > 0n && { total }),
  };
}

/** The percentage of the work that is done. Services exceed their estimates. */
function percentOf({ completed, failed = 0n, total }: Counts): number | undefined {
  if (total === undefined) {
    return undefined;
  }
  const percent = ((completed + failed) * 100n) / total;
  return percent > 100n ? 100 : Number(percent);
}

function counterOf(unit: string, { completed, failed, total }: Counts): WorkCounter {
  return {
    unit,
    completed: String(completed),
    ...(failed !== undefined && { failed: String(failed) }),
    ...(total !== undefined && { total: String(total) }),
  };
}

/** The values at a path. A value that is missing is `undefined`; a list or map that is missing has none. */
function valuesAt(metadata: JsonObject, path: string): (JsonValue | undefined)[] {
  return path.split(".").reduce<(JsonValue | undefined)[]>(
    (values, segment) =>
      values.flatMap((value) => {
        if (segment === "*") {
          return typeof value === "object" && value !== null ? Object.values(value) : [];
        }
        return isJsonObject(value) && Object.hasOwn(value, segment) ? [value[segment]] : [undefined];
      }),
    [metadata],
  );
}

/** Reads a number, which proto3 JSON may write as text. */
function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === "string") {
    return /^\d{1,3}(?:\.\d{1,30})?$/.test(value) ? Number(value) : undefined;
  }
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Adds counts up. Undefined without any. */
function sumOf(values: readonly (JsonValue | undefined)[]): bigint | "invalid" | undefined {
  const present = values.filter((value) => value !== undefined);
  const counts = present.map(countOf).filter((count) => count !== undefined);
  if (counts.length < present.length) {
    return "invalid";
  }
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0n);
}

/** Reads an int64, which proto3 JSON writes as text: it may exceed the range of a double. */
function countOf(value: JsonValue): bigint | undefined {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  }
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

import { isJsonObject, type JsonObject } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import type { EndHint } from "../../core/prediction.js";
import { type ReportedProgress, readProgress } from "./reportedProgress.js";

/** Reads from an operation's metadata what may predict its end. */
export function readEndHint({ metadata }: Pick<Operation, "metadata">): EndHint {
  const fraction = fractionOf(readProgress(metadata));
  const estimatedEnd = estimatedEndOf(metadata);
  return {
    ...(fraction !== undefined && { fraction }),
    ...(estimatedEnd !== undefined && { estimatedEnd }),
  };
}

/** The part of the work that is done: from the counters if they agree with the percentage, because they are more exact. */
function fractionOf({ percent, counters }: ReportedProgress): number | undefined {
  if (percent === undefined) {
    return undefined;
  }
  const exact = counters
    .map(({ completed, failed = "0", total }) => (Number(completed) + Number(failed)) / Number(total))
    .find((fraction) => Math.floor(fraction * 100) === percent);
  return exact ?? percent / 100;
}

/** The end of an AlloyDB upgrade, in milliseconds since the epoch: that of its last stage, if the end of every stage is known. */
function estimatedEndOf(metadata: JsonObject | undefined): number | undefined {
  const upgrade = metadata?.upgradeClusterStatus;
  const stages = isJsonObject(upgrade) && Array.isArray(upgrade.stages) ? upgrade.stages : [];
  const end = stages.reduce((latest: number, stage) => {
    const schedule = isJsonObject(stage) && isJsonObject(stage.schedule) ? stage.schedule : {};
    const { estimatedEndTime, actualEndTime = estimatedEndTime } = schedule;
    return Math.max(latest, typeof actualEndTime === "string" ? Date.parse(actualEndTime) : Number.NaN);
  }, Number.NEGATIVE_INFINITY);
  return Number.isFinite(end) ? end : undefined;
}

import { isJsonObject, type JsonObject } from "../../core/json.js";
import type { Operation } from "../../core/operation.js";
import type { EndHint } from "../../core/prediction.js";
import { readMetadata } from "./metadata.js";

/** Reads from an operation's metadata what may predict its end. */
export function readEndHint({ metadata }: Pick<Operation, "metadata">): EndHint {
  const { progressPercent } = readMetadata(metadata);
  const estimatedEnd = estimatedEndOf(metadata);
  return {
    ...(progressPercent !== undefined && { fraction: progressPercent / 100 }),
    ...(estimatedEnd !== undefined && { estimatedEnd }),
  };
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

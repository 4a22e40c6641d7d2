import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";

/** The facts in an operation's metadata. The service doesn't report the absent ones. */
export interface OperationReport {
  target?: string;
  verb?: string;
  /** RFC 3339, as the service wrote it. */
  startTime?: string;
  /** RFC 3339, as the service wrote it. No evidence that the operation has ended. */
  endTime?: string;
  /** Whole percent, 0 to 100. */
  progressPercent?: number;
  /** The state in the service's own terms. */
  stage?: string;
  /** True if the service shows that a cancellation was requested. Discovery Engine never shows it. */
  cancelRequested: boolean;
}

/** States in metadata that mean that a cancellation is under way. */
const CANCELLING_STATES = new Set(["CANCELLING", "CANCEL_IN_PROGRESS", "CANCELING", "ABORTING"]);

/**
 * Reads the few fields that services name differently but mean alike (counted over all `*Metadata` messages of
 * googleapis/googleapis). Everything else in the metadata stays opaque.
 */
export function readMetadata(metadata: JsonObject | undefined): OperationReport {
  if (metadata === undefined) {
    return { cancelRequested: false };
  }
  const common = isJsonObject(metadata.common) ? metadata.common : {};
  const report: OperationReport = { cancelRequested: showsCancelRequest(metadata, common) };
  const texts = {
    target: text(metadata.target),
    verb: text(metadata.verb) ?? text(common.operationType),
    startTime: text(metadata.startTime) ?? text(metadata.createTime) ?? text(common.startTime),
    endTime: text(metadata.endTime) ?? text(common.endTime),
    stage:
      text(metadata.statusMessage) ??
      text(metadata.statusDetail) ??
      text(common.state) ??
      text(metadata.operationState) ??
      text(metadata.state),
  };
  for (const [field, value] of Object.entries(texts)) {
    if (value !== undefined) {
      report[field as keyof typeof texts] = value;
    }
  }
  const percent = readPercent(metadata);
  return percent === undefined ? report : { ...report, progressPercent: percent };
}

/**
 * Checks whether the service reports that this operation can't be cancelled any more. AlloyDB does so for in-place
 * upgrades: `upgradeClusterStatus.cancellable`, dropped from JSON when false.
 */
export function isPastCancelling(metadata: JsonObject | undefined): boolean {
  const upgrade = metadata?.upgradeClusterStatus;
  return isJsonObject(upgrade) && upgrade.cancellable !== true && !isCancellingState(upgrade.state);
}

function showsCancelRequest(metadata: JsonObject, common: JsonObject): boolean {
  const upgrade = metadata.upgradeClusterStatus;
  return (
    metadata.requestedCancellation === true ||
    metadata.cancelRequested === true ||
    metadata.cancellationRequested === true ||
    text(metadata.cancelTime) !== undefined ||
    isCancellingState(common.state) ||
    isCancellingState(metadata.operationState) ||
    isCancellingState(metadata.state) ||
    (isJsonObject(upgrade) && isCancellingState(upgrade.state))
  );
}

function isCancellingState(state: JsonValue | undefined): boolean {
  return typeof state === "string" && CANCELLING_STATES.has(state);
}

function readPercent(metadata: JsonObject): number | undefined {
  const nested = isJsonObject(metadata.progress) ? metadata.progress.progressPercent : undefined;
  const percent = metadata.progressPercent ?? metadata.progressPercentage ?? nested ?? metadata.progress;
  if (typeof percent === "number" && Number.isFinite(percent)) {
    return Math.min(100, Math.max(0, Math.floor(percent)));
  }
  for (const work of [metadata.progressEntities, metadata.progressDocuments, metadata.progressBytes]) {
    const ofWork = isJsonObject(work) ? percentOfWork(work) : undefined;
    if (ofWork !== undefined) {
      return ofWork;
    }
  }
  const finished = (count(metadata.successCount) ?? 0n) + (count(metadata.failureCount) ?? 0n);
  return percentOf(finished, count(metadata.totalCount));
}

/** The progress of Datastore and Firestore, whose JSON leaves out a count of zero. */
function percentOfWork(work: JsonObject): number | undefined {
  return percentOf(
    count(work.workCompleted ?? work.completedWork ?? 0),
    count(work.workEstimated ?? work.estimatedWork),
  );
}

/** A percentage within bounds: services exceed their estimates, and start from an estimate of zero. */
function percentOf(completed: bigint | undefined, estimated: bigint | undefined): number | undefined {
  if (completed === undefined || estimated === undefined || estimated <= 0n || completed < 0n) {
    return undefined;
  }
  const percent = (completed * 100n) / estimated;
  return percent > 100n ? 100 : Number(percent);
}

/** Reads an int64, which proto3 JSON writes as text: it may exceed the range of a double. */
function count(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return BigInt(value);
  }
  return typeof value === "string" && /^\d{1,30}$/.test(value) ? BigInt(value) : undefined;
}

/** The longest text of a field, in characters; a longer one is ignored. */
const MAX_TEXT_LENGTH = 2_000;

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_TEXT_LENGTH ? value : undefined;
}

/**
 * Describes the work that an operation had done before it was cancelled or failed: no service rolls it back, and only
 * the user knows whether it may be deleted. Datastore and Firestore name the folder of an export and count entities,
 * documents and bytes; Discovery Engine counts documents. Undefined if the metadata report no such work.
 */
export function partialEffectsOf(metadata: JsonObject | undefined): string | undefined {
  if (metadata === undefined) {
    return undefined;
  }
  const { outputUrlPrefix, outputUriPrefix } = metadata;
  const output = [outputUrlPrefix, outputUriPrefix].find((url) => typeof url === "string" && url !== "");
  const effects = [
    ...(output === undefined ? [] : [`files below ${JSON.stringify(output)}`]),
    ...completedCounts(metadata),
  ];
  return effects.length === 0 ? undefined : effects.join(", ");
}

/** The counts of completed work with their units, as in `20000 entities`. Empty if the metadata report none. */
export function completedCounts(metadata: JsonObject): string[] {
  return [
    ...countText("entities", completedWork(metadata.progressEntities)),
    ...countText("documents", completedWork(metadata.progressDocuments)),
    ...countText("bytes", completedWork(metadata.progressBytes)),
    ...countText("items", metadata.successCount),
  ];
}

function completedWork(work: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(work) ? (work.workCompleted ?? work.completedWork) : undefined;
}

/** A count with its unit, unless it is zero; proto3 JSON writes int64 as text. */
function countText(unit: string, count: JsonValue | undefined): string[] {
  const text = typeof count === "number" ? String(count) : count;
  return typeof text === "string" && /^[1-9]\d{0,29}$/.test(text) ? [`${text} ${unit}`] : [];
}

import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";

/** What an operation's metadata tells, as far as the service tells it. Absent is "not told". */
export interface OperationReport {
  target?: string;
  verb?: string;
  /** RFC 3339, as the service wrote it. */
  startTime?: string;
  /** RFC 3339, as the service wrote it. No evidence that the operation has ended. */
  endTime?: string;
  /** Whole percent, 0 to 100. */
  progressPercent?: number;
  /** The service's own words on where it stands. */
  stage?: string;
  /** Whether the service shows that a cancellation was asked for. Discovery Engine never shows it. */
  cancelRequested: boolean;
}

/** States that mean "cancellation is under way" in the metadata of those services that keep a state. */
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
 * Whether the service itself says that this operation can't be cancelled any more. AlloyDB shows it for
 * in-place upgrades: `upgradeClusterStatus.cancellable`, dropped from JSON when false.
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
  const told = metadata.progressPercent ?? metadata.progressPercentage ?? nested ?? metadata.progress;
  if (typeof told === "number" && Number.isFinite(told)) {
    return Math.min(100, Math.max(0, Math.floor(told)));
  }
  for (const work of [metadata.progressEntities, metadata.progressDocuments, metadata.progressBytes]) {
    const percent = isJsonObject(work) ? percentOfWork(work) : undefined;
    if (percent !== undefined) {
      return percent;
    }
  }
  const finished = (count(metadata.successCount) ?? 0n) + (count(metadata.failureCount) ?? 0n);
  return percentOf(finished, count(metadata.totalCount));
}

/** Datastore and Firestore: the work done so far is left out of JSON while it is nought. */
function percentOfWork(work: JsonObject): number | undefined {
  return percentOf(
    count(work.workCompleted ?? work.completedWork ?? 0),
    count(work.workEstimated ?? work.estimatedWork),
  );
}

/** Services overshoot their estimates and start from an estimate of nought. */
function percentOf(completed: bigint | undefined, estimated: bigint | undefined): number | undefined {
  if (completed === undefined || estimated === undefined || estimated <= 0n || completed < 0n) {
    return undefined;
  }
  const percent = (completed * 100n) / estimated;
  return percent > 100n ? 100 : Number(percent);
}

/** proto3 JSON writes int64 as text; the numbers may exceed what a double can hold. */
function count(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return BigInt(value);
  }
  return typeof value === "string" && /^\d{1,30}$/.test(value) ? BigInt(value) : undefined;
}

/** A longer text isn't what these fields are for. */
const LONGEST_TEXT = 2_000;

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT ? value : undefined;
}

/**
 * What an operation that was cancelled or failed tells of the work that it had done by then, in a few words: no
 * service rolls it back, and nobody but the user can know whether it may be deleted. Undefined where its metadata
 * tell nothing: Datastore and Firestore name the folder of an export and count entities, documents and bytes,
 * Discovery Engine counts documents.
 */
export function partialEffectsOf(metadata: JsonObject | undefined): string | undefined {
  if (metadata === undefined) {
    return undefined;
  }
  const { outputUrlPrefix, outputUriPrefix, successCount } = metadata;
  const output = [outputUrlPrefix, outputUriPrefix].find((url) => typeof url === "string" && url !== "");
  const traces = [
    ...(output === undefined ? [] : [`output below ${JSON.stringify(output)}`]),
    ...counted("entities", workDone(metadata.progressEntities)),
    ...counted("documents", workDone(metadata.progressDocuments)),
    ...counted("bytes", workDone(metadata.progressBytes)),
    ...counted("items", successCount),
  ];
  return traces.length === 0 ? undefined : traces.join(", ");
}

function workDone(work: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(work) ? (work.workCompleted ?? work.completedWork) : undefined;
}

/** proto3 JSON writes int64 as text, and leaves nought out. */
function counted(what: string, count: JsonValue | undefined): string[] {
  const text = typeof count === "number" ? String(count) : count;
  return typeof text === "string" && /^[1-9]\d{0,29}$/.test(text) ? [`${text} ${what}`] : [];
}

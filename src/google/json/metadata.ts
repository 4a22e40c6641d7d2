import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";
import { readProgress, type WorkCounter } from "./reportedProgress.js";

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
  /** Counts of completed work, the most meaningful one first. */
  counters?: WorkCounter[];
  /** The state in the service's own terms. */
  stage?: string;
  /** True if the service shows that a cancellation was requested. Discovery Engine never shows it. */
  cancelRequested: boolean;
}

/** States in metadata that mean that a cancellation is under way. */
const CANCELLING_STATES = new Set(["CANCELLING", "CANCEL_IN_PROGRESS", "CANCELING", "ABORTING"]);

/**
 * Reads the few fields that services name differently but mean alike (counted over all `*Metadata` messages of
 * googleapis/googleapis), and the progress, where each service has its own form. Everything else in the metadata stays
 * opaque.
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
      text(metadata.progressMessage) ??
      text(common.state) ??
      text(metadata.operationState) ??
      text(metadata.state),
  };
  for (const [field, value] of Object.entries(texts)) {
    if (value !== undefined) {
      report[field as keyof typeof texts] = value;
    }
  }
  const { percent, counters } = readProgress(metadata);
  return {
    ...report,
    ...(percent !== undefined && { progressPercent: percent }),
    ...(counters.length > 0 && { counters }),
  };
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

/** The longest text of a field, in characters; a longer one is ignored. */
const MAX_TEXT_LENGTH = 2_000;

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_TEXT_LENGTH ? value : undefined;
}

/**
 * Describes the work that an operation had done before it was cancelled or failed: no service rolls it back, and only
 * the user knows whether it may be deleted. Datastore and Firestore name the folder of an export. Undefined if the metadata
 * report no such work.
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
  return readProgress(metadata)
    .counters.filter(({ completed }) => completed !== "0")
    .map(({ completed, unit }) => `${completed} ${unit}`);
}

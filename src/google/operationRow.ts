import type { JsonObject } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import type { Row } from "../core/row.js";
import { excerpt } from "../core/text.js";
import { completedCounts, readMetadata } from "./json/metadata.js";

/** The parts of the row of an operation in flight. */
export function operationRow(
  state: string,
  { name, metadata = {} }: Pick<Operation, "name" | "metadata">,
): Row {
  const { stage } = readMetadata(metadata);
  return {
    state,
    progress: percentOf(metadata) ?? completedCounts(metadata)[0],
    subject: subjectOf(metadata),
    // The stage of the poll before an accepted cancel no longer holds.
    stage: stage === undefined || state !== "running" ? undefined : excerpt(stage),
    id: operationId(name),
  };
}

export function percentOf(metadata: JsonObject): string | undefined {
  const { progressPercent } = readMetadata(metadata);
  return progressPercent === undefined ? undefined : `${progressPercent} %`;
}

/** The last segment of an operation's name. */
export function operationId(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The verb and the target: `export of clusters/orders`. */
export function subjectOf(metadata: JsonObject): string | undefined {
  const { verb = messageTypeOf(metadata), target } = readMetadata(metadata);
  const parts = [verb && wordsOf(excerpt(verb)), target && relativeName(excerpt(target))].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(" of ");
}

/** `export entities` for `EXPORT_ENTITIES` or `ExportEntities`. */
function wordsOf(identifier: string): string {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

/** The end of a resource's name below its parent: `clusters/orders`, or `branches/0/documents` for a collection. */
function relativeName(name: string): string {
  const segments = name.split("/");
  return segments.slice(segments.length % 2 === 0 ? -2 : -3).join("/");
}

/** `ImportDocuments` of metadata whose type is `…ImportDocumentsMetadata`. */
export function messageTypeOf(metadata: JsonObject | undefined): string | undefined {
  const type = metadata?.["@type"];
  return typeof type === "string" ? /([A-Za-z]+)Metadata$/.exec(type)?.[1] : undefined;
}

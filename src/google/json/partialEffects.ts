import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.js";

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

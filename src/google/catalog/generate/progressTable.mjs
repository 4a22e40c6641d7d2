import { readMetadataMessages } from "./readProtos.mjs";

const NUMBER = /^(?:u?int(?:32|64)|double|float)$/;

/** Names of fields that hold a percentage from 0 to 100. */
const PERCENT = /^(?:progress(?:Percent(?:age)?)?|percentComplete|completedPercent)$/;

/** The pairs of fields in a message about a part of the work: the work that is done, and all of it. */
const WORK = [
  ["workCompleted", "workEstimated"],
  ["completedWork", "estimatedWork"],
];

const indexCounters = [{ unit: "bytes", done: "nearestNeighborSearchOperationMetadata.dataBytesCount" }];

const lustreCounters = [
  {
    unit: "objects",
    done: "operationMetadata.counters.objectsCopiedCount",
    failed: "operationMetadata.counters.objectsFailedCount",
  },
  {
    unit: "bytes",
    done: "operationMetadata.counters.bytesCopiedCount",
    failed: "operationMetadata.counters.bytesFailedCount",
  },
];

const parallelstoreCounters = [
  {
    unit: "objects",
    done: "operationMetadata.counters.objectsCopied",
    failed: "operationMetadata.counters.objectsFailed",
  },
  {
    unit: "bytes",
    done: "operationMetadata.counters.bytesCopied",
    failed: "operationMetadata.counters.bytesFailed",
  },
];

/**
 * The progress that the rules below don't find in the fields of a message, by its full name without the version. A total
 * that grows while the operation runs is left out, because it makes no percentage.
 */
const OTHERS = {
  "google.ads.googleads.*.resources.BatchJob.BatchJobMetadata": {
    counters: [{ unit: "operations", done: "executedOperationCount", total: "operationCount" }],
  },
  "google.bigtable.admin.*.CreateClusterMetadata": {
    counters: [
      { unit: "bytes", done: "tables.*.estimatedCopiedBytes", total: "tables.*.estimatedSizeBytes" },
    ],
  },
  "google.cloud.aiplatform.*.CreateIndexOperationMetadata": { counters: indexCounters },
  "google.cloud.aiplatform.*.ImportFeatureValuesOperationMetadata": {
    counters: [
      { unit: "entities", done: "importedEntityCount" },
      { unit: "feature values", done: "importedFeatureValueCount" },
    ],
  },
  "google.cloud.aiplatform.*.UpdateIndexOperationMetadata": { counters: indexCounters },
  "google.cloud.auditmanager.*.ReportGenerationProgress": {
    percent: [
      "evaluationPercentComplete",
      "reportGenerationPercentComplete",
      "reportUploadingPercentComplete",
    ],
  },
  "google.cloud.contactcenterinsights.*.BulkAnalyzeConversationsMetadata": {
    counters: [
      {
        unit: "analyses",
        done: "completedAnalysesCount",
        failed: "failedAnalysesCount",
        total: "totalRequestedAnalysesCount",
      },
    ],
  },
  "google.cloud.contactcenterinsights.*.BulkDownloadFeedbackLabelsMetadata": {
    counters: [{ unit: "objects", done: "downloadStats.processedObjectCount" }],
  },
  "google.cloud.contactcenterinsights.*.BulkUploadFeedbackLabelsMetadata": {
    counters: [{ unit: "objects", done: "uploadStats.processedObjectCount" }],
  },
  "google.cloud.contactcenterinsights.*.IngestConversationsMetadata": {
    counters: [{ unit: "objects", done: "ingestConversationsStats.processedObjectCount" }],
  },
  "google.cloud.contactcenterinsights.*.TuneQaScorecardRevisionMetadata": { ratio: "tuningCompletionRatio" },
  "google.cloud.discoveryengine.*.RecrawlUrisMetadata": {
    counters: [{ unit: "URIs", done: "successCount", failed: "quotaExceededCount", total: "validUrisCount" }],
  },
  "google.cloud.lustre.*.ExportDataMetadata": { counters: lustreCounters },
  "google.cloud.lustre.*.ImportDataMetadata": { counters: lustreCounters },
  "google.cloud.parallelstore.*.ExportDataMetadata": { counters: parallelstoreCounters },
  "google.cloud.parallelstore.*.ImportDataMetadata": { counters: parallelstoreCounters },
  "google.cloud.policysimulator.*.CreateOrgPolicyViolationsPreviewOperationMetadata": {
    counters: [{ unit: "resources", done: "resourcesScanned", total: "resourcesFound" }],
  },
  "google.cloud.run.*.Execution": {
    counters: [{ unit: "tasks", done: "succeededCount", failed: "failedCount", total: "taskCount" }],
  },
  "google.cloud.storagebatchoperations.*.OperationMetadata": {
    counters: [
      {
        unit: "objects",
        done: "job.counters.succeededObjectCount",
        failed: "job.counters.failedObjectCount",
      },
    ],
  },
  "google.cloud.translation.*.BatchTranslateDocumentMetadata": {
    counters: [
      { unit: "pages", done: "translatedPages", failed: "failedPages" },
      { unit: "characters", done: "translatedCharacters", failed: "failedCharacters" },
    ],
  },
  "google.cloud.translation.*.BatchTranslateMetadata": {
    counters: [
      {
        unit: "characters",
        done: "translatedCharacters",
        failed: "failedCharacters",
        total: "totalCharacters",
      },
    ],
  },
  "google.storagetransfer.*.TransferOperation": {
    counters: [
      { unit: "objects", done: "counters.objectsCopiedToSink", failed: "counters.objectsFromSourceFailed" },
      { unit: "bytes", done: "counters.bytesCopiedToSink", failed: "counters.bytesFromSourceFailed" },
    ],
  },
};

/** Messages of services without published protos. Source: the discovery documents in npm's `googleapis`. */
const UNPUBLISHED = {
  healthcare: {
    "google.cloud.healthcare.*.OperationMetadata": {
      counters: [
        { unit: "items", done: "counter.success", failed: "counter.failure", pending: "counter.pending" },
      ],
    },
  },
};

/**
 * The progress in the metadata of operations, by service and type of message. ../progressTable.ts explains its form.
 *
 * @param {object} catalog
 */
export function progressTable(catalog) {
  const serviceOfHost = new Map(
    Object.entries(catalog).flatMap(([service, { host = `${service}.googleapis.com` }]) => [
      [`${service}.googleapis.com`, service],
      [host, service],
    ]),
  );
  const table = structuredClone(UNPUBLISHED);
  const others = new Set(Object.keys(OTHERS));
  for (const { type, fields, hosts } of readMetadataMessages()) {
    const anyVersion = type.replace(/\.v\d\w*\./, ".*.");
    const progress = hasFields(fields, OTHERS[anyVersion]) ? OTHERS[anyVersion] : progressIn(fields);
    const services = new Set(hosts.flatMap((host) => serviceOfHost.get(host) ?? []));
    for (const service of progress === undefined ? [] : services) {
      table[service] ??= {};
      table[service][anyVersion] = merged(table[service][anyVersion], progress);
      if (progress === OTHERS[anyVersion]) {
        others.delete(anyVersion);
      }
    }
  }
  if (others.size > 0) {
    throw new Error(`progressTable.mjs names messages or fields that no service publishes: ${[...others]}`);
  }
  return table;
}

/** Checks that a version of a message has the fields of a constant above. */
function hasFields(fields, progress) {
  return (
    progress !== undefined &&
    [
      ...(progress.percent ?? []),
      ...(progress.ratio === undefined ? [] : [progress.ratio]),
      ...(progress.counters ?? []).flatMap(({ unit: _unit, ...paths }) => Object.values(paths)),
    ].every((path) => hasNumber(fields, path.split(".")))
  );
}

function hasNumber(fields, [name, ...path]) {
  const field = fields.find((one) => one.name === name);
  if (field === undefined || (field.isMany && path[0] !== "*")) {
    return false;
  }
  const rest = field.isMany ? path.slice(1) : path;
  return rest.length === 0 ? NUMBER.test(field.type) : hasNumber(field.fields, rest);
}

function progressIn(fields) {
  const percent = percentPaths([{ path: "", fields }]);
  const counters = [...workCounters(fields), ...resultCounters(fields)];
  return percent.length + counters.length === 0
    ? undefined
    : { ...(percent.length > 0 && { percent }), ...(counters.length > 0 && { counters }) };
}

/** The deepest messages in the metadata that are searched. */
const MAX_DEPTH = 4;

/** The paths of the percentages that are nearest to the top. */
function percentPaths(level, depth = 1) {
  const fields = level.flatMap(({ path, fields: own }) =>
    own.map((field) => ({ ...field, path: `${path}${field.name}${field.isMany ? ".*" : ""}` })),
  );
  const percents = fields.filter(({ name, type }) => PERCENT.test(name) && NUMBER.test(type));
  return percents.length > 0 || depth === MAX_DEPTH
    ? percents.map(({ path }) => path)
    : percentPaths(
        fields.map(({ path, fields: own }) => ({ path: `${path}.`, fields: own })),
        depth + 1,
      );
}

/** Counters of messages about parts of the work: `progressEntities` and `documentProgress` name the unit. */
function workCounters(fields) {
  return fields.flatMap(({ name, fields: own }) => {
    const names = own.map((field) => field.name);
    const [done, total] = WORK.find((pair) => pair.every((one) => names.includes(one))) ?? [];
    const unit = name.replace(/^progress|Progress$/, "").toLowerCase();
    return done === undefined
      ? []
      : {
          ...(unit !== "percentage" && { unit: unit.replace(/s?$/, "s") }),
          done: `${name}.${done}`,
          total: `${name}.${total}`,
        };
  });
}

function resultCounters(fields) {
  const names = new Set(fields.map(({ name }) => name));
  return names.has("successCount")
    ? [
        {
          unit: "items",
          done: "successCount",
          ...(names.has("failureCount") && { failed: "failureCount" }),
          ...(names.has("totalCount") && { total: "totalCount" }),
        },
      ]
    : [];
}

/** The progress in all versions of a message. */
function merged(known = {}, added) {
  if (known.percent && added.percent && `${known.percent}` !== `${added.percent}`) {
    // Their mean would count the ones that a version lacks as 0.
    throw new Error(`The percentages of a message differ by version: ${known.percent} and ${added.percent}`);
  }
  const lists = ["percent", "counters"].map((key) => [
    key,
    [
      ...new Map(
        [...(known[key] ?? []), ...(added[key] ?? [])].map((one) => [JSON.stringify(one), one]),
      ).values(),
    ],
  ]);
  return { ...added, ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)) };
}

/** The table as text: one line for each message, so that changes read well. */
export function progressText(table) {
  const services = Object.entries(table).sort(byKey);
  const lines = services.map(([service, messages]) => {
    const rows = Object.entries(messages).sort(byKey);
    const own = rows.map(([type, progress]) => `    ${JSON.stringify(type)}: ${JSON.stringify(progress)}`);
    return `  ${JSON.stringify(service)}: {\n${own.join(",\n")}\n  }`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function byKey([a], [b]) {
  return a < b ? -1 : 1;
}

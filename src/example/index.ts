/**
 * Starts one long-running operation in each of five services. `pulumi destroy` cancels those that are still in
 * flight and waits for their end; a new `revision` replaces the AlloyDB export.
 *
 * Against Google it needs what the operations work on: an AlloyDB cluster, a bucket, a Discovery Engine data
 * store (`pulumi config set` for each), and it creates a Data Fusion instance and a Gemini code repository index.
 */
import { Config } from "@pulumi/pulumi";
import {
  alloydb,
  cloudaicompanion,
  datafusion,
  datastore,
  discoveryengine,
  LongRunningOperation,
} from "pulumi-gcp-lro";

const gcp = new Config("gcp");
const project = gcp.require("project");
const location = gcp.get("region") ?? "us-central1";

const config = new Config();
const bucket = config.get("bucket") ?? `${project}-exports`;
const cluster = config.get("cluster") ?? "main";
const dataStore = config.get("dataStore") ?? "catalog";
const revision = config.get("revision") ?? "1";

const clusterExport = new LongRunningOperation("cluster-export", {
  ...alloydb.exportCluster({
    cluster: `projects/${project}/locations/${location}/clusters/${cluster}`,
    database: "postgres",
    gcsDestination: { uri: `gs://${bucket}/alloydb/export.sql` },
    sqlExportOptions: {},
  }),
  triggers: [revision],
});

const repositoryIndex = new LongRunningOperation(
  "repository-index",
  cloudaicompanion.createCodeRepositoryIndex({ location, codeRepositoryIndexId: "example" }),
);

const instance = new LongRunningOperation(
  "instance",
  datafusion.createInstance({ location, instanceId: "example", type: "BASIC" }),
);

const entityExport = new LongRunningOperation(
  "entity-export",
  datastore.exportEntities({ outputUrlPrefix: `gs://${bucket}/datastore` }),
);

const documentImport = new LongRunningOperation(
  "document-import",
  discoveryengine.importDocuments({
    dataStore: `projects/${project}/locations/global/dataStores/${dataStore}`,
    gcsSource: { inputUris: [`gs://${bucket}/documents/*.jsonl`] },
  }),
);

const operations = { clusterExport, repositoryIndex, instance, entityExport, documentImport };

/** The operations' full names, by which `gcloud` and logs find them. */
export const names = Object.fromEntries(
  Object.entries(operations).map(([key, operation]) => [key, operation.operationName]),
);

/** The states at their last polls. */
export const states = Object.fromEntries(
  Object.entries(operations).map(([key, operation]) => [key, operation.state]),
);

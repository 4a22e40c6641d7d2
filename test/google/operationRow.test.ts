import { test } from "node:test";
import { formatRow } from "#src/core/row.js";
import { operationRow } from "#src/google/operationRow.js";
import { assertMessage } from "../support/golden.js";

const metadata = {
  "AlloyDB, with a verb": {
    verb: "export",
    target: "projects/p/locations/l/clusters/orders",
    createTime: "2026-01-01T00:00:00Z",
  },
  "Datastore, with an estimate": {
    "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
    common: { operationType: "EXPORT_ENTITIES", state: "PROCESSING" },
    progressEntities: { workCompleted: "400", workEstimated: "1000" },
  },
  "Datastore, without an estimate": {
    "@type": "type.googleapis.com/google.datastore.admin.v1.ExportEntitiesMetadata",
    common: { operationType: "EXPORT_ENTITIES", state: "PROCESSING" },
    progressEntities: { workCompleted: "400" },
  },
  "Discovery Engine": {
    "@type": "type.googleapis.com/google.cloud.discoveryengine.v1.PurgeDocumentsMetadata",
    successCount: "12",
  },
  "a target that is a collection": { verb: "purge", target: "projects/p/dataStores/d/branches/0/documents" },
  "a target without a verb": { target: "projects/p/locations/l/clusters/orders" },
  "a hostile service": { verb: "x\u001b[2J\r\ny", target: "<b>a</b>/\u202eb", statusMessage: "one\ntwo" },
  "no metadata": {},
};

for (const [what, given] of Object.entries(metadata)) {
  test(`the row of an operation: ${what}`, (t) => {
    const name = "projects/p/locations/l/operations/operation-1";
    assertMessage(t, what, formatRow(operationRow("running", { name, metadata: given })));
  });
}

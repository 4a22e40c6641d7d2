import assert from "node:assert/strict";
import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { datastore } from "pulumi-gcp-lro";
import { assertMessage } from "../support/golden.js";
import { checkRecipe, type RecipeCase, refusals } from "./startedRecipe.js";

const recipes: Record<keyof typeof datastore, RecipeCase> = {
  exportEntities: {
    recipe: datastore.exportEntities({
      project: "p",
      outputUrlPrefix: "gs://exports/all",
      entityFilter: { kinds: ["Order"] },
      labels: { run: "7" },
    }),
    request: "POST projects/p:export",
    body: {
      outputUrlPrefix: "gs://exports/all",
      entityFilter: { kinds: ["Order"] },
      labels: { run: "7" },
    },
    target: "projects/p",
  },
  importEntities: {
    recipe: datastore.importEntities({
      database: "projects/p/databases/(default)",
      inputUrl: output("gs://exports/all/all.overall_export_metadata"),
    }),
    request: "POST projects/p:import",
    body: { inputUrl: "gs://exports/all/all.overall_export_metadata" },
    target: "projects/p",
  },
  createIndex: {
    recipe: datastore.createIndex({
      project: "p",
      kind: "Order",
      properties: [{ name: "placed", direction: "DESCENDING" }],
    }),
    request: "POST projects/p/indexes",
    body: { kind: "Order", ancestor: "NONE", properties: [{ name: "placed", direction: "DESCENDING" }] },
    target: /^projects\/p\/indexes\/[^/]+$/,
  },
  deleteIndex: {
    recipe: datastore.deleteIndex({ project: "p", indexId: "CICAgOjXh4EK" }),
    request: "DELETE projects/p/indexes/CICAgOjXh4EK",
    target: "projects/p/indexes/CICAgOjXh4EK",
  },
};

for (const [name, expected] of Object.entries(recipes)) {
  test(`datastore.${name} starts its operation`, () => checkRecipe(name, expected));
}

test("a database other than the default one is refused with the way to export it", async (t) => {
  const database = "projects/p/databases/eu";
  const [reason = ""] = await refusals(
    datastore.exportEntities({ outputUrlPrefix: "gs://exports/all", database }),
  );
  assert.match(reason, /^datastore\.exportEntities: database: .*:exportDocuments/);
  assertMessage(t, "another database than the default", reason);
});

test("project and database together are refused", async (t) => {
  const database = "projects/p/databases/(default)";
  const [reason = ""] = await refusals(
    datastore.deleteIndex({ project: "p", database, indexId: "i" } as never),
  );
  assert.match(reason, /^datastore\.deleteIndex: project and database: /);
  assertMessage(t, "project and database", reason);
});

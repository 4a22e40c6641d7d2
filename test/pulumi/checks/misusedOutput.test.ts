import assert from "node:assert/strict";
import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { alloydb, datastore } from "pulumi-gcp-lro";
import type { JsonObject } from "#src/core/json.js";
import { resolved } from "../../services/startedRecipe.js";
import { checkFailures, inputsOf, startPath } from "../../support/providerScene.js";

const misused = String(output("x"));
const json = JSON.stringify({ a: output("x") });
const start = (more: JsonObject): JsonObject => inputsOf({ start: { path: startPath, ...more } });

const cases: [what: string, inputs: JsonObject, property: string][] = [
  ["the service", inputsOf({ service: misused }), "service"],
  ["the version", inputsOf({ apiVersion: misused }), "apiVersion"],
  ["an adopted name", inputsOf({ operationName: `projects/${misused}/operations/o` }), "operationName"],
  ["a trigger", inputsOf({ triggers: [`v-${misused}`] }), "triggers[0]"],
  ["a trigger of several levels", inputsOf({ triggers: [1, { a: [json] }] }), "triggers[1].a[0]"],
  ["the endpoint", inputsOf({ endpoint: `https://${misused}` }), "endpoint"],
  ["an endpoint, encoded", inputsOf({ endpoint: `https://h/${encodeURIComponent(misused)}` }), "endpoint"],
  ["the quota project", inputsOf({ quotaProject: misused }), "quotaProject"],
  ["a timeout", inputsOf({ timeouts: { create: misused } }), "timeouts.create"],
  ["a choice", inputsOf({ onDelete: misused }), "onDelete"],
  ["a path", start({ path: `projects/${misused}:export` }), "start.path"],
  ["the query", start({ query: { clusterId: misused } }), "start.query.clusterId"],
  ["the body", start({ body: { outputUrlPrefix: `gs://${misused}` } }), "start.body.outputUrlPrefix"],
  ["the body as JSON", start({ body: { config: json } }), "start.body.config"],
  ["a key", start({ body: { labels: { [misused]: "x" } } }), "start.body.labels"],
  ["the undo", inputsOf({ undo: { path: misused } }), "undo.path"],
  ["the name of a property", inputsOf({ [misused]: 1 }), ""],
];
for (const [what, inputs, property] of cases) {
  test(`pulumi/pulumi#17934: the text of a misused Output in ${what} is refused with its path alone`, async () => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.equal(failures[0]?.split(": ")[0], property);
    assert.match(failures[0] ?? "", /pulumi\.interpolate/);
  });
}

const cluster = `projects/p/locations/l/clusters/${misused}`;
const recipes = {
  "a name": [alloydb.promoteCluster({ cluster }), "start.path"],
  "a value": [
    datastore.exportEntities({ project: "p", outputUrlPrefix: `gs://${misused}` }),
    "start.body.outputUrlPrefix",
  ],
} as const;
for (const [what, [recipe, property]] of Object.entries(recipes)) {
  test(`pulumi/pulumi#17934: a recipe passes the text of a misused Output in ${what} on to the check`, async () => {
    const inputs = (await resolved(recipe as never)) as JsonObject;
    const failures = await checkFailures(inputs);
    assert.deepEqual(
      failures.map((failure) => failure.split(": ")[0]),
      [property],
    );
  });
}

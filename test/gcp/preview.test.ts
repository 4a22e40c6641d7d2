import assert from "node:assert/strict";
import { before, test } from "node:test";
import { isUnknown } from "@pulumi/pulumi";
import { guard, LongRunningOperation } from "pulumi-gcp-lro";
import { isKnown, mockGcp, registered, resolved } from "./gcpMocks.js";
import { makeRecipes } from "./recipes.js";
import { makeResources } from "./resources.js";

before(() => mockGcp({ preview: true }));

test("in a preview, of what is made of a new resource only the path is unknown", async () => {
  const { "alloydb.Cluster": made } = makeRecipes(makeResources());
  assert.ok(made);
  assert.equal(await isKnown(made.recipe.start.path), false);
  const operation = new LongRunningOperation("export", made.recipe);
  await resolved(operation.urn);
  const inputs = registered.find(({ name }) => name === "export")?.inputs;
  assert.deepEqual(
    { service: inputs?.service, method: inputs?.start.method, database: inputs?.start.body.database },
    { service: "alloydb", method: "POST", database: "orders" },
  );
});

test("in a preview, the selection of the group of a new resource is unknown: an unknown one replaces the group", async () => {
  const { cluster } = makeResources();
  const group = guard(cluster);
  await resolved(group.urn);
  const inputs = registered.findLast(({ name }) => name === "cluster-operations")?.inputs;
  assert.equal(inputs?.service, "alloydb");
  assert.ok(isUnknown(inputs?.parent));
  assert.ok(isUnknown(inputs?.targets[0]));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Input, output, secret } from "@pulumi/pulumi";
import { alloydb } from "pulumi-gcp-lro";
import { assertMessage } from "../support/golden.js";
import { refusals, resolved } from "./startedRecipe.js";

const name = "projects/p/locations/l/clusters/c";
const resource = {
  id: output(name),
  urn: output("urn:pulumi:dev::shop::gcp:alloydb/cluster:Cluster::c"),
  clusterId: output("c"),
  databaseVersion: output("POSTGRES_16"),
};

function pathOf(cluster: alloydb.ClusterReference): Promise<string> {
  return resolved(alloydb.promoteCluster({ cluster }).start.path);
}

const accepted: Record<string, alloydb.ClusterReference> = {
  "a name": name,
  "a name behind its host": `//alloydb.googleapis.com/${name}`,
  "a name behind a regional host": `//alloydb.us-central1.rep.googleapis.com/${name}`,
  "an output": output(name),
  "a promise": Promise.resolve(name),
  "a resource": resource,
  "an output of a resource": output(resource),
};

for (const [form, reference] of Object.entries(accepted)) {
  test(`a cluster is given as ${form}`, async () => {
    assert.equal(await pathOf(reference), `${name}:promote`);
  });
}

test("a project's id may have a domain", async () => {
  const scoped = "projects/example.com:shop/locations/l/clusters/c";
  assert.equal(await pathOf(scoped), `${scoped}:promote`);
});

const refused: Record<string, unknown> = {
  "an id alone": "c",
  "an empty text": "",
  "another kind's name": `${name}/instances/i`,
  "a name of another service": `//datafusion.googleapis.com/${name}`,
  "a URL": `https://alloydb.googleapis.com/v1/${name}`,
  "a leading slash": `/${name}`,
  "a custom method": `${name}:export`,
  "a way up": "projects/p/locations/../clusters/c",
  "percent-encoding": "projects/p/locations/l/clusters/c%2Fd",
  "a query": `${name}?force=true`,
  "a line break": `${name}\n`,
  "a name with a part that is undefined": `projects/${undefined}/locations/l/clusters/c`,
  "a missing reference": undefined,
  "a reference that is null": null,
  "a number": 5,
};

for (const [form, reference] of Object.entries(refused)) {
  test(`${form} is refused as a cluster, with the way out`, async (t) => {
    const reasons = await refusals(alloydb.promoteCluster({ cluster: reference as Input<string> }));
    assert.equal(reasons.length, 1, reasons.join("\n"));
    assert.match(reasons[0] ?? "", /^alloydb\.promoteCluster: cluster: .*gcp\.alloydb\.Cluster/);
    assertMessage(t, form, reasons[0] ?? "");
  });
}

test("an output that turns out to be no name is refused with the same words", async () => {
  assert.deepEqual(
    await refusals(alloydb.promoteCluster({ cluster: output("c") })),
    await refusals(alloydb.promoteCluster({ cluster: "c" })),
  );
});

test("a secret that turns out to be no name is not shown", async (t) => {
  const [reason = ""] = await refusals(alloydb.promoteCluster({ cluster: secret("hush") }));
  assert.match(reason, /^alloydb\.promoteCluster: cluster: /);
  assert.doesNotMatch(reason, /hush/);
  assertMessage(t, "a secret", reason);
});

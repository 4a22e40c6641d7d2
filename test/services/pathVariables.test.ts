import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { type Input, output, runtime, secret } from "@pulumi/pulumi";
import { alloydb, datafusion, discoveryengine } from "pulumi-gcp-lro";
import { assertMessage } from "../support/golden.js";
import { refusals, resolved } from "./startedRecipe.js";

const variables = [
  "GOOGLE_PROJECT",
  "GOOGLE_CLOUD_PROJECT",
  "GCLOUD_PROJECT",
  "CLOUDSDK_CORE_PROJECT",
  "GOOGLE_REGION",
  "GCLOUD_REGION",
  "CLOUDSDK_COMPUTE_REGION",
];
const before = { ...process.env };

beforeEach(() => {
  for (const variable of variables) {
    delete process.env[variable];
  }
  runtime.setAllConfig({});
});

afterEach(() => {
  process.env = { ...before };
});

const instance = { instanceId: "i", type: "BASIC" } as const;

function pathOf(args: Partial<datafusion.CreateInstanceArgs> = {}): Promise<string> {
  return resolved(datafusion.createInstance({ ...instance, ...args }).start.path);
}

test("project and location may be outputs", async () => {
  const path = await pathOf({ project: output("p"), location: output("l") });
  assert.equal(path, "projects/p/locations/l/instances");
});

test("they default to pulumi-gcp's configuration", async () => {
  runtime.setAllConfig({ "gcp:project": "configured", "gcp:region": "europe-west1" });
  process.env.GOOGLE_PROJECT = "from-environment";
  process.env.GOOGLE_REGION = "us-east1";
  assert.equal(await pathOf(), "projects/configured/locations/europe-west1/instances");
});

test("a configured region may be the URL that Compute Engine answers", async () => {
  process.env.GOOGLE_REGION = "https://www.googleapis.com/compute/v1/projects/p/regions/us-east1";
  assert.equal(await pathOf({ project: "p" }), "projects/p/locations/us-east1/instances");
});

test("an output without a value counts as not given", async () => {
  runtime.setAllConfig({ "gcp:project": "configured" });
  assert.equal(
    await pathOf({ project: output(undefined), location: "l" }),
    "projects/configured/locations/l/instances",
  );
});

for (const [index, variable] of variables.slice(0, 4).entries()) {
  test(`${variable} is the project before the variables behind it`, async () => {
    for (const later of variables.slice(index, 4)) {
      process.env[later] = later.toLowerCase().replaceAll("_", "-");
    }
    const path = await pathOf({ location: "l" });
    assert.equal(path, `projects/${variable.toLowerCase().replaceAll("_", "-")}/locations/l/instances`);
  });
}

test("what is neither given nor configured is named", async (t) => {
  const reasons = await refusals(datafusion.createInstance(instance));
  assert.deepEqual(
    reasons.map((reason) => reason.split(": ").slice(0, 2)),
    [
      ["datafusion.createInstance", "project"],
      ["datafusion.createInstance", "location"],
    ],
  );
  assertMessage(t, "no project and location", reasons.join("\n"));
});

for (const wrong of ["a/b", "", "..", "a:b", "a b", "a?b", "undefined"]) {
  test(`location ${JSON.stringify(wrong)} is refused`, async (t) => {
    const reasons = await refusals(datafusion.createInstance({ ...instance, project: "p", location: wrong }));
    assert.equal(reasons.length, 1, reasons.join("\n"));
    assert.match(reasons[0] ?? "", /^datafusion\.createInstance: location: /);
    const message = reasons[0]?.replace(JSON.stringify(wrong), "<location>");
    assertMessage(t, "no location", message ?? "");
  });
}

test("a collection other than the default one is part of the path", async () => {
  const { start } = discoveryengine.createDataStore({
    project: "p",
    location: "global",
    collection: "own",
    dataStoreId: "d",
    displayName: "D",
  });
  assert.equal(await resolved(start.path), "projects/p/locations/global/collections/own/dataStores");
});

const clusterName = "projects/p/locations/l/clusters/c";
const clusterResource = {
  id: output(clusterName),
  urn: output("urn:pulumi:dev::shop::gcp:alloydb/cluster:Cluster::c"),
  clusterId: output("c"),
  databaseVersion: output("POSTGRES_16"),
};

function promotePath(cluster: alloydb.ClusterReference): Promise<string> {
  return resolved(alloydb.promoteCluster({ cluster }).start.path);
}

const acceptedClusters: Record<string, alloydb.ClusterReference> = {
  "a name": clusterName,
  "a name behind its host": `//alloydb.googleapis.com/${clusterName}`,
  "a name behind a regional host": `//alloydb.us-central1.rep.googleapis.com/${clusterName}`,
  "an output": output(clusterName),
  "a promise": Promise.resolve(clusterName),
  "a resource": clusterResource,
  "an output of a resource": output(clusterResource),
};

for (const [form, reference] of Object.entries(acceptedClusters)) {
  test(`a cluster is given as ${form}`, async () => {
    assert.equal(await promotePath(reference), `${clusterName}:promote`);
  });
}

test("a project's id may have a domain", async () => {
  const scoped = "projects/example.com:shop/locations/l/clusters/c";
  assert.equal(await promotePath(scoped), `${scoped}:promote`);
});

const refusedClusters: Record<string, unknown> = {
  "an id alone": "c",
  "an empty text": "",
  "another kind's name": `${clusterName}/instances/i`,
  "a name of another service": `//datafusion.googleapis.com/${clusterName}`,
  "a URL": `https://alloydb.googleapis.com/v1/${clusterName}`,
  "a leading slash": `/${clusterName}`,
  "a custom method": `${clusterName}:export`,
  "a way up": "projects/p/locations/../clusters/c",
  "percent-encoding": "projects/p/locations/l/clusters/c%2Fd",
  "a query": `${clusterName}?force=true`,
  "a line break": `${clusterName}\n`,
  "a name with a part that is undefined": `projects/${undefined}/locations/l/clusters/c`,
  "a missing reference": undefined,
  "a reference that is null": null,
  "a number": 5,
};

for (const [form, reference] of Object.entries(refusedClusters)) {
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

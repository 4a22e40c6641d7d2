import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { output, runtime } from "@pulumi/pulumi";
import { datafusion, discoveryengine } from "pulumi-gcp-lro";
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

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Input, output } from "@pulumi/pulumi";
import { alloydb, isRecipeError, type RecipeError } from "pulumi-gcp-lro";
import { runProgram } from "../package/program.js";
import { packageFolder } from "../package/userProject.js";
import { resolved } from "./startedRecipe.js";

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
  nothing: "",
  "another kind's name": `${name}/instances/i`,
  "a name of another service": `//datafusion.googleapis.com/${name}`,
  "a URL": `https://alloydb.googleapis.com/v1/${name}`,
  "a leading slash": `/${name}`,
  "a custom method": `${name}:export`,
  "a way up": "projects/p/locations/../clusters/c",
  "percent-encoding": "projects/p/locations/l/clusters/c%2Fd",
  "a query": `${name}?force=true`,
  "a line break": `${name}\n`,
};

for (const [form, reference] of Object.entries(refused)) {
  test(`${form} is refused as a cluster, with the way out`, () => {
    assert.throws(() => alloydb.promoteCluster({ cluster: reference as Input<string> }), isNoCluster);
  });
}

function isNoCluster(error: unknown): error is RecipeError {
  return (
    isRecipeError(error) &&
    error.property === "cluster" &&
    error.reason.endsWith(
      "is not the name of an AlloyDB cluster. Give projects/…/locations/…/clusters/… or the gcp.alloydb.Cluster itself.",
    )
  );
}

test("a missing reference is told from a wrong one", () => {
  assert.throws(
    () => alloydb.promoteCluster({ cluster: undefined as unknown as string }),
    /cluster: It is missing\. Give projects/,
  );
});

test("an output that turns out to be no name fails the program, with the same words", async () => {
  const program = `
    const { alloydb } = require("pulumi-gcp-lro");
    process.on("unhandledRejection", (error) => console.log(error.message));
    alloydb.promoteCluster({ cluster: require("@pulumi/pulumi").output("c") });
  `;
  const { stdout } = await runProgram("-e", [program], { cwd: packageFolder });
  assert.match(stdout, /^alloydb: cluster: "c" is not the name of an AlloyDB cluster\. Give projects/);
});

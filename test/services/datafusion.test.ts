import { test } from "node:test";
import { output } from "@pulumi/pulumi";
import { datafusion } from "pulumi-gcp-lro";
import { checkRecipe, type RecipeCase } from "./startedRecipe.js";

const instance = "projects/p/locations/us-central1/instances/etl";

const recipes: Record<keyof typeof datafusion, RecipeCase> = {
  createInstance: {
    recipe: datafusion.createInstance({
      project: "p",
      location: "us-central1",
      instanceId: "etl",
      type: "BASIC",
      enableRbac: false,
    }),
    request: "POST projects/p/locations/us-central1/instances",
    query: { instanceId: "etl" },
    body: { type: "BASIC", enableRbac: false },
    target: instance,
  },
  updateInstance: {
    recipe: datafusion.updateInstance({ instance, version: "6.11.0" }),
    request: `PATCH ${instance}`,
    query: { updateMask: "version" },
    body: { version: "6.11.0" },
    target: instance,
  },
  deleteInstance: {
    recipe: datafusion.deleteInstance({ instance, force: output(false) }),
    request: `DELETE ${instance}`,
    query: { force: "false" },
    target: instance,
  },
  restartInstance: {
    recipe: datafusion.restartInstance({ instance }),
    request: `POST ${instance}:restart`,
    body: {},
    target: instance,
  },
};

for (const [name, expected] of Object.entries(recipes)) {
  test(`datafusion.${name} starts its operation`, () => checkRecipe(name, expected));
}

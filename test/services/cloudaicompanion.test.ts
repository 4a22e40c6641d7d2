import { test } from "node:test";
import { cloudaicompanion } from "pulumi-gcp-lro";
import { checkRecipe, type RecipeCase } from "./startedRecipe.js";

const indexes = "projects/p/locations/us-central1/codeRepositoryIndexes";
const index = `${indexes}/code`;
const group = `${index}/repositoryGroups/shop`;
const repositories = [
  { resource: "projects/p/locations/us-central1/connections/c/gitRepositoryLinks/r", branchPattern: "main" },
];

const recipes: Record<keyof typeof cloudaicompanion, RecipeCase> = {
  createCodeRepositoryIndex: {
    recipe: cloudaicompanion.createCodeRepositoryIndex({
      project: "p",
      location: "us-central1",
      codeRepositoryIndexId: "code",
      labels: { team: "shop" },
    }),
    request: `POST ${indexes}`,
    query: { codeRepositoryIndexId: "code" },
    body: { labels: { team: "shop" } },
    target: index,
  },
  updateCodeRepositoryIndex: {
    recipe: cloudaicompanion.updateCodeRepositoryIndex({ codeRepositoryIndex: index, labels: {} }),
    request: `PATCH ${index}`,
    query: { updateMask: "labels" },
    body: { labels: {} },
    target: index,
  },
  deleteCodeRepositoryIndex: {
    recipe: cloudaicompanion.deleteCodeRepositoryIndex({ codeRepositoryIndex: index, force: true }),
    request: `DELETE ${index}`,
    query: { force: "true" },
    target: index,
  },
  createRepositoryGroup: {
    recipe: cloudaicompanion.createRepositoryGroup({
      codeRepositoryIndex: index,
      repositoryGroupId: "shop",
      repositories,
    }),
    request: `POST ${index}/repositoryGroups`,
    query: { repositoryGroupId: "shop" },
    body: { repositories },
    target: group,
  },
  updateRepositoryGroup: {
    recipe: cloudaicompanion.updateRepositoryGroup({ repositoryGroup: group, repositories }),
    request: `PATCH ${group}`,
    query: { updateMask: "repositories" },
    body: { repositories },
    target: group,
  },
  deleteRepositoryGroup: {
    recipe: cloudaicompanion.deleteRepositoryGroup({ repositoryGroup: group }),
    request: `DELETE ${group}`,
    target: group,
  },
};

for (const [name, expected] of Object.entries(recipes)) {
  test(`cloudaicompanion.${name} starts its operation`, () => checkRecipe(name, expected));
}

import { test } from "node:test";
import { discoveryengine } from "pulumi-gcp-lro";
import { checkRecipe, type RecipeCase } from "./startedRecipe.js";

const collection = "projects/p/locations/eu/collections/default_collection";
const dataStore = `${collection}/dataStores/docs`;
const engine = `${collection}/engines/search`;

const recipes: Record<keyof typeof discoveryengine, RecipeCase> = {
  importDocuments: {
    recipe: discoveryengine.importDocuments({
      dataStore: "projects/p/locations/eu/dataStores/docs",
      gcsSource: { inputUris: ["gs://documents/*.jsonl"] },
      reconciliationMode: "FULL",
    }),
    request: `POST ${dataStore}/branches/default_branch/documents:import`,
    body: { gcsSource: { inputUris: ["gs://documents/*.jsonl"] }, reconciliationMode: "FULL" },
    target: `${dataStore}/branches/default_branch/documents`,
  },
  purgeDocuments: {
    recipe: discoveryengine.purgeDocuments({ dataStore, branch: "0", filter: "*", force: true }),
    request: `POST ${dataStore}/branches/0/documents:purge`,
    body: { filter: "*", force: true },
    target: `${dataStore}/branches/0/documents`,
  },
  importUserEvents: {
    recipe: discoveryengine.importUserEvents({
      dataStore,
      bigquerySource: { datasetId: "shop", tableId: "events" },
    }),
    request: `POST ${dataStore}/userEvents:import`,
    body: { bigquerySource: { datasetId: "shop", tableId: "events" } },
    target: `${dataStore}/userEvents`,
  },
  purgeUserEvents: {
    recipe: discoveryengine.purgeUserEvents({ dataStore, filter: "*" }),
    request: `POST ${dataStore}/userEvents:purge`,
    body: { filter: "*" },
    target: `${dataStore}/userEvents`,
  },
  recrawlUris: {
    recipe: discoveryengine.recrawlUris({ dataStore, uris: ["https://example.com/"] }),
    request: `POST ${dataStore}/siteSearchEngine:recrawlUris`,
    body: { uris: ["https://example.com/"] },
    target: `${dataStore}/siteSearchEngine`,
  },
  trainCustomModel: {
    recipe: discoveryengine.trainCustomModel({ dataStore, modelType: "search-tuning" }),
    request: `POST ${dataStore}:trainCustomModel`,
    body: { modelType: "search-tuning" },
    target: dataStore,
  },
  createDataStore: {
    recipe: discoveryengine.createDataStore({
      project: "p",
      location: "eu",
      dataStoreId: "docs",
      displayName: "Documents",
      createAdvancedSiteSearch: true,
    }),
    request: `POST ${collection}/dataStores`,
    query: { dataStoreId: "docs", createAdvancedSiteSearch: "true" },
    body: { displayName: "Documents" },
    target: dataStore,
  },
  deleteDataStore: {
    recipe: discoveryengine.deleteDataStore({ dataStore }),
    request: `DELETE ${dataStore}`,
    target: dataStore,
  },
  createEngine: {
    recipe: discoveryengine.createEngine({
      project: "p",
      location: "eu",
      engineId: "search",
      displayName: "Search",
      solutionType: "SOLUTION_TYPE_SEARCH",
      dataStoreIds: ["docs"],
    }),
    request: `POST ${collection}/engines`,
    query: { engineId: "search" },
    body: { displayName: "Search", solutionType: "SOLUTION_TYPE_SEARCH", dataStoreIds: ["docs"] },
    target: engine,
  },
  deleteEngine: {
    recipe: discoveryengine.deleteEngine({ engine }),
    request: `DELETE ${engine}`,
    target: engine,
  },
};

for (const [name, expected] of Object.entries(recipes)) {
  test(`discoveryengine.${name} starts its operation`, () => checkRecipe(name, expected));
}

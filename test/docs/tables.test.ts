import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine } from "pulumi-gcp-lro";
import { cancelSupport } from "#src/google/catalog/cancelSupport.js";
import { type CatalogService, findService } from "#src/google/catalog/catalog.js";
import { loadCatalog } from "#src/google/catalog/catalogFile.js";
import { readSettings } from "#src/google/settings/settings.js";
import { packageFolder } from "../package/userProject.js";
import { blocksOf, namesIn, page, tableNames, tableRows } from "./pages.js";

const ARGUMENTS = "docs/arguments-and-outputs.md";
const GROUPS = "docs/groups-and-conflicts.md";
const SERVICES = "docs/services.md";

function resourceSource(file: string): string {
  return readFileSync(path.join(packageFolder, "src/pulumi/resources", file), "utf8");
}

test("the output of the demo has each promise", () => {
  const [output = ""] = blocksOf(page("README.md")).flatMap(({ language, text }) =>
    language === "text" ? [text] : [],
  );
  const shown = [...output.matchAll(/^ +kept +(.*)$/gm)].map(([, promise = ""]) => promise);
  const source = readFileSync(path.join(packageFolder, "src/cli/demo/guarantees.ts"), "utf8");
  const promises = [...source.matchAll(/guarantee: "(.*)"/g)].map(([, promise = ""]) => promise);
  assert.ok(promises.length > 0);
  assert.deepEqual(shown, promises);
});

test("the table of arguments has each of them", () => {
  // The types of the arguments' own properties come before this type, whose parts list the arguments.
  const [, list = ""] = resourceSource("args.ts").split("export type LongRunningOperationArgs =");
  const names = new Set([...list.matchAll(/^ +(\w+)\??: Input/gm)].map(([, name]) => name));
  assert.ok(names.has("start") && names.has("undo") && names.has("service"));
  assert.deepEqual(tableNames(ARGUMENTS, "Arguments").sort(), [...names].sort());
});

test("the table of outputs has each of them", () => {
  const list = resourceSource("longRunningOperation.ts").matchAll(/^ +declare readonly (\w+):/gm);
  const names = [...list].map(([, name]) => name);
  assert.deepEqual(tableNames(ARGUMENTS, "Outputs").sort(), names.sort());
});

test("the table of a group's arguments has each of them", () => {
  const source = resourceSource("groupArgs.ts");
  const [, options = ""] = source.split("OperationOptions,");
  const names = [...source.matchAll(/^ +(\w+)\??: Input/gm), ...options.matchAll(/^ +\| "(\w+)"/gm)];
  assert.ok(names.length > 10);
  assert.deepEqual(tableNames(GROUPS, "Group arguments").sort(), names.map(([, name]) => name).sort());
});

test("the table of the options of resolveConflicts has each of them, with its default", () => {
  const source = readFileSync(path.join(packageFolder, "src/hooks/conflictOptions.ts"), "utf8");
  const [, list = ""] = /^export interface ConflictOptions \{\n(.*?)^\}/ms.exec(source) ?? [];
  const names = [...list.matchAll(/^ +(\w+)\?:/gm)].map(([, name]) => name);
  assert.deepEqual(tableNames(GROUPS, "resolveConflicts").sort(), names.sort());
  const [, defaults = ""] = /^const DEFAULTS = \{(.*)\}/m.exec(source) ?? [];
  const shown = tableRows(GROUPS, "resolveConflicts").flatMap(([option, value]) =>
    namesIn(value).map((text) => `${namesIn(option)}: "${text}"`),
  );
  assert.deepEqual(
    shown.filter((text) => !text.startsWith("client:")).sort(),
    defaults.trim().split(", ").sort(),
  );
});

test("the table of recipes has each of them", () => {
  const namespaces = { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine };
  const rows = tableRows("docs/recipes.md", "Cancellation by recipe").map(([namespace, ...cells]) => [
    namesIn(namespace)[0],
    cells.flatMap(namesIn).sort(),
  ]);
  const expected = Object.entries(namespaces).map(([key, recipes]) => [key, Object.keys(recipes).sort()]);
  assert.deepEqual(rows, expected);
});

/**
 * The keys and variables that reading the settings looks at, in order, with one key configured. Those of the one
 * service whose endpoint is needed for credentials stand for every service's.
 */
function lookedAt(configured?: string): string[] {
  const looked: string[] = [];
  const anyService = (name: string) =>
    name.replace("iamCredentialsC", "<service>C").replace("_IAM_CREDENTIALS_", "_<SERVICE>_");
  const look = (name: string) => {
    looked.push(anyService(name));
    // Global endpoints are a question only where regional ones are asked for.
    return anyService(name) === configured || name === "gcp:preferRegionalEndpoints" ? "true" : undefined;
  };
  readSettings(look, new Proxy({}, { get: (_, name) => look(String(name)) }));
  return looked;
}

const settings = tableRows("docs/settings-and-credentials.md", "All settings").map(([keys, variables]) => ({
  key: namesIn(keys).map((key) => `gcp:${key}`)[0],
  variables: namesIn(variables),
}));

test("the table of settings has every key and variable that is looked at, and no other", () => {
  const told = settings.flatMap(({ key = [], variables }) => [key, variables].flat());
  assert.deepEqual(told.sort(), [...new Set(lookedAt())].sort());
});

for (const { key, variables } of settings.filter((row) => row.variables.length > 0)) {
  test(`the variables of ${key ?? variables} count in the table's order, and not where the key is configured`, () => {
    const looked = lookedAt();
    assert.deepEqual(
      looked.filter((name) => variables.includes(name)),
      variables,
    );
    if (key !== undefined) {
      const after = lookedAt(key).filter((name) => variables.includes(name));
      assert.ok(looked.indexOf(key) < looked.indexOf(variables[0] ?? ""));
      assert.deepEqual(after, []);
    }
  });
}

test("the table of services is what `npm run docs:services` makes from the catalog", async () => {
  const file = path.join(packageFolder, "src/google/catalog/generate/servicesTable.mjs");
  const { withServicesTable } = (await import(pathToFileURL(file).href)) as {
    withServicesTable(page: string, catalog: object, progress: object): string;
  };
  const progress = require("#src/google/catalog/progressTable.json");
  const { text } = page(SERVICES);
  // No diff of the two: it would be hundreds of lines.
  assert.ok(withServicesTable(text, loadCatalog(), progress) === text);
});

test("what the table of services says can be cancelled is what the code would cancel", () => {
  const rows = tableRows(SERVICES, "Catalog").map(([service = "", ...columns]) => [
    service.split(" ")[0],
    ...columns.slice(0, -1),
  ]);
  const judged = Object.keys(loadCatalog()).map((key) => {
    const service = findService(key) ?? assert.fail(key);
    const versions = [...service.versions.keys()];
    const inColumn = (reach: string) => versions.filter((version) => reachOf(service, version) === reach);
    const { cancelPermission } = service;
    const columns = ["every", "some", "none"].map((reach) => inColumn(reach).join(", "));
    return [key, ...columns, cancelPermission === undefined ? "" : `\`${cancelPermission}\``];
  });
  assert.deepEqual(rows, judged);
});

/** The number of a version's operations that can be cancelled, tried with one name for each pattern. */
function reachOf(service: CatalogService, version: string): "every" | "some" | "none" {
  const { names = [], cancellableStarts } = service.versions.get(version) ?? {};
  const cancelled = names.filter(
    ({ pattern }) => cancelSupport(service, version, pattern.replaceAll(/\*+/g, "x")) === "supported",
  );
  if (cancelled.length === 0) {
    return "none";
  }
  return cancelled.length < names.length || cancellableStarts !== undefined ? "some" : "every";
}

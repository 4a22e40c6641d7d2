import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { CatalogFile } from "#src/google/catalog/catalogFile.js";

/** One of the generator's modules, which are no part of the package. From build/test/google. */
async function source<Module>(name: string): Promise<Module> {
  const file = path.join(__dirname, "../../../../src/google/catalog/generate", `${name}.mjs`);
  return (await import(pathToFileURL(file).href)) as Module;
}

const CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";

/** A discovery document with one resource of operations. */
function discovery(name: string, methods: Record<string, object>, more: object = {}): object {
  return {
    kind: "discovery#restDescription",
    name,
    version: "v1",
    rootUrl: `https://${name}.googleapis.com/`,
    servicePath: "",
    schemas: { Operation: { properties: { done: {} } }, Old: { properties: { status: {} } } },
    resources: { operations: { methods } },
    ...more,
  };
}

function method(httpMethod: string, where: string, more: object = {}): object {
  return { httpMethod, path: where, scopes: [CLOUD_PLATFORM], response: { $ref: "Operation" }, ...more };
}

function named(pattern: string): object {
  return { parameters: { name: { pattern } } };
}

/** The generator's output for discovery documents. */
async function generated(...documents: object[]): Promise<CatalogFile> {
  const { readDiscovery } = await source<{ readDiscovery(folder: string): object[] }>("readDiscovery");
  const { catalogOf } = await source<{ catalogOf(apis: object[]): CatalogFile }>("catalogEntries");
  const folder = await mkdtemp(path.join(tmpdir(), "catalog-"));
  try {
    for (const [index, document] of documents.entries()) {
      await writeFile(path.join(folder, `${index}.json`), JSON.stringify(document));
    }
    return catalogOf(readDiscovery(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a document becomes patterns with letters, and templates where they are odd", async () => {
  const operation = named("^projects/[^/]+/operations/.*$");
  const catalog = await generated(
    discovery("widgets", {
      get: method("GET", "v1/{+name}", operation),
      cancel: method("GET", "v1/{+name}:cancel", operation),
      delete: method("DELETE", "v1/{+name}", operation),
      list: method("GET", "v1/{+name}/operations", {
        parameters: { name: { pattern: "^projects/[^/]+$" }, filter: {} },
      }),
    }),
  );
  assert.deepEqual(catalog, {
    widgets: {
      versions: {
        v1: {
          names: { "projects/*/operations/**": "gclfd" },
          templates: { cancel: "GET {base}/{name}:cancel" },
        },
      },
    },
  });
});

test("flat paths, a base of their own, and operations with a status", async () => {
  const below = "sql/v1/projects/{project}/operations";
  const old = { response: { $ref: "Old" } };
  const catalog = await generated(
    discovery("sql", {
      get: method("GET", `${below}/{operation}`, old),
      cancel: method("POST", `${below}/{operation}/cancel`),
      list: method("GET", below, old),
    }),
  );
  assert.deepEqual(catalog.sql, {
    form: "status",
    versions: {
      v1: {
        base: "sql/v1",
        names: { "projects/*/operations/*": "gcl" },
        templates: { cancel: "POST {base}/{name}/cancel" },
      },
    },
  });
});

test("hosts and scopes", async () => {
  const operation = named("^operations/[^/]+$");
  const scopes = [
    "https://www.googleapis.com/auth/widgets",
    "https://www.googleapis.com/auth/widgets.readonly",
  ];
  const catalog = await generated(
    discovery(
      "widgets",
      { cancel: method("POST", "v1/{+name}:cancel", { ...operation, scopes }) },
      {
        rootUrl: "https://gadgets.googleapis.com/",
        mtlsRootUrl: "https://gadgets.mtls.googleapis.com/",
        endpoints: [
          { location: "in", endpointUrl: "https://gadgets.in.rep.googleapis.com/" },
          { location: "us-east1", endpointUrl: "https://gadgets.us-east1.rep.googleapis.com/" },
        ],
      },
    ),
  );
  assert.deepEqual(catalog.widgets, {
    host: "gadgets.googleapis.com",
    mtls: true,
    regional: ["gadgets.{location}.rep.googleapis.com"],
    onlyScopes: ["widgets"],
    versions: { v1: { names: { "operations/*": "c" } } },
  });
});

test("a service of Google Cloud without cancel is in, any other is not", async () => {
  const get = (scope: string) => ({ get: method("GET", "v1/{+name}", { scopes: [scope] }) });
  const catalog = await generated(
    discovery("cloudy", get(CLOUD_PLATFORM)),
    discovery("other", get("https://www.googleapis.com/auth/other")),
    discovery("old", { get: method("GET", "v1/{+name}", { response: { $ref: "Old" } }) }),
  );
  assert.deepEqual(Object.keys(catalog), ["cloudy"]);
});

test("the supplement adds, sets and takes away", async () => {
  const { applySupplement } = await source<{
    applySupplement(catalog: CatalogFile, supplement: object): CatalogFile;
  }>("applySupplement");
  const catalog: CatalogFile = { a: { mtls: true, versions: { v1: { names: { "x/*": "l" } } } } };
  const groups = [
    { add: { a: { v1: { "{x,y}/*": "cg" } }, b: { v1: { "z/*": "g" } } } },
    { listed: [{ regional: ["{service}.{location}.example"], services: ["a", "b"] }] },
    { set: { a: { mtls: null, versions: { v1: { names: { "y/*": "d" } } } } } },
  ];
  assert.deepEqual(applySupplement(catalog, { groups }), {
    a: { regional: ["a.{location}.example"], versions: { v1: { names: { "x/*": "gcl", "y/*": "d" } } } },
    b: { regional: ["b.{location}.example"], versions: { v1: { names: { "z/*": "g" } } } },
  });
  assert.throws(() => applySupplement(catalog, { groups: [{ set: { c: {} } }] }), /speaks of c/);
});

test("the text has one line for each version, and names a version that is like an earlier one", async () => {
  const { catalogText } = await source<{ catalogText(catalog: CatalogFile): string }>("catalogText");
  const same = { names: { "x/*": "g" } };
  const text = catalogText({
    b: { versions: { v1: same } },
    a: { mtls: true, versions: { v2: same, v1: same } },
  });
  assert.deepEqual(text.split("\n"), [
    "{",
    '  "a": {"mtls":true, "versions": {',
    '    "v1": {"names":{"x/*":"g"}},',
    '    "v2": "v1"',
    "  }},",
    '  "b": {"versions": {',
    '    "v1": {"names":{"x/*":"g"}}',
    "  }}",
    "}",
    "",
  ]);
});

test("differences are told one by one, and not without end", async () => {
  const { differences } = await source<{ differences(a: object, b: object): string[] }>("differences");
  const before = { a: { versions: { v1: { names: { "x/*": "g" } } } } };
  const after = { a: { versions: { v1: { names: { "x/*": "gc" } } } } };
  assert.deepEqual(differences(before, after), [
    "- a versions v1 names x/* = g",
    "+ a versions v1 names x/* = gc",
  ]);
  assert.deepEqual(differences(before, before), []);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index]));
  assert.deepEqual(differences({}, many).at(-1), "… and 60 more");
});

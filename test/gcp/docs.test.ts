import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import ts from "typescript";
import { mockGcp, registered, resolved } from "./gcpMocks.js";

const packageFolder = path.resolve(__dirname, "../../..");
const folder = path.join(__dirname, "docs");

/** The programs of README.md and docs/ that import @pulumi/gcp, by the file names in their first lines. */
const programs = new Map(
  ["README.md", ...readdirSync(path.join(packageFolder, "docs")).map((name) => `docs/${name}`)]
    .flatMap((page) => [
      ...readFileSync(path.join(packageFolder, page), "utf8").matchAll(/^```ts\n(\/\/ (\S+)\n.*?)^```$/gms),
    ])
    .map(([, text = "", name = ""]) => [name, text] as const)
    .filter(([, text]) => text.includes('from "@pulumi/gcp"')),
);

before(() => mockGcp({ preview: false }));

test("the programs compile as strictly as TypeScript can", () => {
  mkdirSync(folder, { recursive: true });
  const sources = [...programs].map(([name, text]) => {
    const source = path.join(folder, name);
    writeFileSync(source, text);
    return source;
  });
  const program = ts.createProgram(sources, {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.Node16,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
  });
  const { diagnostics } = program.emit();
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  assert.deepEqual(
    problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
    [],
  );
});

/** The resource that a program is about, by a part of its type. Default: an operation. */
const subjects: Record<string, string> = {
  "guard.ts": ":Group",
  "conflicts.ts": ":Cluster",
  "conflictsIdentity.ts": ":Cluster",
};

for (const name of programs.keys()) {
  test(`${name} registers its resources`, { timeout: 60_000 }, async () => {
    registered.length = 0;
    const exported = (await import(path.join(folder, name.replace(/\.ts$/, ".js")))) as Record<string, never>;
    await resolved(Object.values(exported));
    const subject = subjects[name] ?? ":Operation";
    // A program that exports nothing registers its resources later.
    while (!registered.some(({ type }) => type.endsWith(subject))) {
      await setImmediate();
    }
    const started = registered.filter(({ type }) => type.endsWith(":Operation"));
    if (name === "recipes.ts") {
      assert.deepEqual(
        Object.fromEntries(started.map(({ inputs }) => [inputs.service, inputs.start.path])),
        expectedOfRecipes,
      );
    }
  });
}

const expectedOfRecipes = {
  alloydb: "projects/shop/locations/europe-west1/clusters/orders:export",
  cloudaicompanion: "projects/shop/locations/us-central1/codeRepositoryIndexes/code/repositoryGroups",
  datafusion: "projects/shop/locations/europe-west1/instances/etl:restart",
  datastore: "projects/shop:export",
  discoveryengine:
    "projects/shop/locations/eu/collections/default_collection/dataStores/catalog/branches/default_branch/documents:import",
};

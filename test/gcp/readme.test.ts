import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { mockGcp, registered, resolved } from "./gcpMocks.js";

const readme = readFileSync(path.resolve(__dirname, "../../../README.md"), "utf8");
const [, section = ""] = readme.split("\n## Recipes\n");
const [own = ""] = section.split("\n## ");

/** The section's program, compiled as strictly as TypeScript can; the path of its JavaScript. */
function compiledProgram(): string {
  const [, text] = /^```typescript\n(.*?)^```$/ms.exec(own) ?? [];
  assert.ok(text);
  const source = path.join(__dirname, "readme", "recipes.ts");
  mkdirSync(path.dirname(source), { recursive: true });
  writeFileSync(source, text);
  const program = ts.createProgram([source], {
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
  return source.replace(/\.ts$/, ".js");
}

test("the section's program compiles and starts one operation in each service", async () => {
  await mockGcp({ preview: false });
  const { operations } = (await import(compiledProgram())) as { operations: never[] };
  await resolved(operations);
  const started = registered.filter(({ type }) => type.endsWith(":Operation"));
  assert.deepEqual(Object.fromEntries(started.map(({ inputs }) => [inputs.service, inputs.start.path])), {
    alloydb: "projects/shop/locations/europe-west1/clusters/orders:export",
    cloudaicompanion: "projects/shop/locations/us-central1/codeRepositoryIndexes/code/repositoryGroups",
    datafusion: "projects/shop/locations/europe-west1/instances/etl:restart",
    datastore: "projects/shop:export",
    discoveryengine:
      "projects/shop/locations/eu/collections/default_collection/dataStores/catalog/branches/default_branch/documents:import",
  });
});

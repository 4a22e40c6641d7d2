import assert from "node:assert/strict";
import { test } from "node:test";
import { importsOf, type SourceFile, sourceFiles } from "./support/sourceFiles.js";

/** What the files of each folder may import of this package: imports point one way. */
const mayImport: Record<string, readonly string[]> = {
  core: ["core"],
  google: ["core", "google"],
  client: ["core", "google", "client"],
  services: ["core", "google", "services"],
  pulumi: ["core", "google", "services", "pulumi"],
  cli: ["core", "google", "services", "cli", "emulator"],
  emulator: ["core", "emulator"],
  example: [],
  "index.ts": ["core", "google", "services", "pulumi"],
};

/** The packages that the files of each folder may import; `node:` stands for all of Node's own. */
const mayUse: Record<string, readonly string[]> = {
  core: [],
  google: ["node:", "google-auth-library"],
  client: ["node:", "google-auth-library"],
  services: ["@pulumi/pulumi"],
  pulumi: ["node:", "@pulumi/pulumi"],
  cli: ["node:"],
  emulator: ["node:"],
  example: ["@pulumi/pulumi", "pulumi-gcp-lro"],
  "index.ts": [],
};

const FORBIDDEN_NAME = /utils?|helpers?|managers?|impl|misc|common/i;
const sources = sourceFiles("src");

test("imports point one way: core ← google ← client, services ← pulumi, cli; the emulator knows nothing of google", () => {
  assert.deepEqual(
    violations((one, folder) => isOwn(one) && !mayImport[folder]?.includes(folderOf(one))),
    [],
  );
});

test("packages are used only where they belong: none at all in the core", () => {
  assert.deepEqual(
    violations((one, folder) => !isOwn(one) && !mayUse[folder]?.some((name) => belongsTo(one, name))),
    [],
  );
});

test("every folder of src is spoken of here", () => {
  const folders = new Set(sources.map(({ path }) => folderOf(path)));
  assert.deepEqual(
    [...folders].filter((folder) => mayImport[folder] === undefined || mayUse[folder] === undefined),
    [],
  );
});

test("no module waits for itself: what is required at run time goes in no circle", () => {
  assert.deepEqual(circles(sourceFiles("dist", ".js")), []);
});

test("no file or folder is named for nothing in particular", () => {
  const vague = [...sources, ...sourceFiles("test")].filter(({ path }) =>
    path.split(/[/.]|(?=[A-Z])/).some((word) => new RegExp(`^(?:${FORBIDDEN_NAME.source})$`, "i").test(word)),
  );
  assert.deepEqual(paths(vague), []);
});

test("no declaration is named for nothing in particular", () => {
  const declaration =
    /\b(?:class|function|interface|type|const)\s+(?:\w*(?:Utils?|Helpers?|Managers?|Impl))\b/;
  assert.deepEqual(paths(sources.filter(({ text }) => declaration.test(text))), []);
});

test("Node's own modules are imported by their node: names", () => {
  const { builtinModules } = process.getBuiltinModule("node:module");
  assert.deepEqual(
    violations((one) => builtinModules.includes(one) && !one.startsWith("node:")),
    [],
  );
});

/** `file -> import` for every import that is not as it should be. */
function violations(isWrong: (imported: string, folder: string) => boolean): string[] {
  return sources.flatMap((source) =>
    importsOf(source)
      .filter((one) => isWrong(one, folderOf(source.path)))
      .map((one) => `${source.path} -> ${one}`),
  );
}

/** Whether an import is a file of this package: those come resolved, with their ending. */
function isOwn(imported: string): boolean {
  return /\.(?:js|json)$/.test(imported) && !imported.startsWith("@");
}

function belongsTo(imported: string, name: string): boolean {
  return imported === name || imported.startsWith(name.endsWith(":") ? name : `${name}/`);
}

function folderOf(path: string): string {
  return path.split("/")[0] ?? "";
}

function paths(files: SourceFile[]): string[] {
  return files.map(({ path }) => path);
}

/** Circles among the modules, each as the files on the way. */
function circles(modules: SourceFile[]): string[] {
  const requiredBy = new Map(modules.map((module) => [module.path, importsOf(module)]));
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, way: string[]): void => {
    if (way.includes(path)) {
      found.push([...way.slice(way.indexOf(path)), path].join(" -> "));
      return;
    }
    if (finished.has(path)) {
      return;
    }
    for (const next of requiredBy.get(path) ?? []) {
      visit(next, [...way, path]);
    }
    finished.add(path);
  };
  for (const path of requiredBy.keys()) {
    visit(path, []);
  }
  return found;
}

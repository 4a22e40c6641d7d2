import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import { test } from "node:test";
import { importsOf, sourceFiles } from "./support/sourceFiles.js";

/** The folders of src, and what the files of each may import: its own files, those of `folders`, and `packages`. */
const allowed: Record<string, { folders: readonly string[]; packages: readonly string[] }> = {
  core: { folders: [], packages: ["node:diagnostics_channel"] },
  google: { folders: ["core"], packages: ["node:", "google-auth-library"] },
  services: { folders: ["core", "google"], packages: ["@pulumi/pulumi"] },
  client: { folders: ["core", "google"], packages: ["node:", "google-auth-library"] },
  pulumi: { folders: ["core", "google", "services", "client"], packages: ["node:", "@pulumi/pulumi"] },
  hooks: { folders: ["core", "google", "services", "client"], packages: ["node:", "@pulumi/pulumi"] },
  telemetry: { folders: ["core", "google", "pulumi"], packages: ["node:", "@opentelemetry/api"] },
  cli: {
    folders: ["core", "google", "services", "client", "emulator"],
    packages: ["node:", "commander", "log-update"],
  },
  emulator: { folders: ["core"], packages: ["node:"] },
  example: { folders: [], packages: ["@pulumi/pulumi", "pulumi-gcp-lro"] },
  "index.ts": { folders: ["core", "google", "services", "pulumi"], packages: [] },
};

interface Import {
  /** The importing file, relative to src. */
  file: string;
  /** The imported file, relative to src, or the name of a package. */
  imported: string;
  /** True if a file of src is imported. */
  isOwn: boolean;
}

const files = sourceFiles("src");
const imports: Import[] = files.flatMap((source) =>
  importsOf(source).map((specifier) => {
    const imported = specifier.replace(/\.js$/, ".ts");
    return { file: source.path, imported, isOwn: /\.(?:ts|json)$/.test(imported) };
  }),
);

function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}

function assertNone(rule: string, violations: readonly string[]): void {
  assert.ok(violations.length === 0, `${rule}\n${violations.join("\n")}`);
}

/** Asserts that no import breaks a rule. */
function assertImports(rule: string, breaks: (one: Import) => boolean): void {
  assertNone(
    rule,
    imports.filter(breaks).map(({ file, imported }) => `  src/${file} imports ${imported}`),
  );
}

test("each folder of src has rules here", () => {
  const unknown = new Set(files.map(({ path }) => folderOf(path)).filter((folder) => !(folder in allowed)));
  assertNone("A folder of src needs an entry in `allowed`:", [...unknown]);
});

test("imports point one way: core, google, then services and client, then pulumi and cli", () => {
  assertImports("A folder imports only the folders that `allowed` lists:", ({ file, imported, isOwn }) => {
    const [from, to] = [folderOf(file), folderOf(imported)];
    return isOwn && from !== to && !allowed[from]?.folders.includes(to);
  });
});

test("a folder's files don't import files of the folders above it", () => {
  assertImports("A file imports no file of a folder above its own:", ({ file, imported, isOwn }) => {
    const [from, to] = [file, imported].map((path) => path.split("/").slice(0, -1));
    return isOwn && from !== undefined && to !== undefined && isAbove(to, from);
  });
});

function isAbove(upper: readonly string[], lower: readonly string[]): boolean {
  return upper.length < lower.length && upper.every((name, index) => name === lower[index]);
}

test("each folder uses only its packages; the core uses only Node's diagnostics channels", () => {
  assertImports("A folder uses only the packages that `allowed` lists:", ({ file, imported, isOwn }) => {
    const packages = allowed[folderOf(file)]?.packages ?? [];
    const isAllowed = (name: string): boolean =>
      name.endsWith(":") ? imported.startsWith(name) : `${imported}/`.startsWith(`${name}/`);
    return !isOwn && !packages.some(isAllowed);
  });
});

test("modules of Node are imported with the node: prefix", () => {
  assertImports("A module of Node is imported as node:…:", ({ imported }) =>
    builtinModules.includes(imported),
  );
});

test("no file of src imports itself through others, types included", () => {
  assertNone("A cycle of imports:", cycles());
});

/** Each cycle as the files on the way. */
function cycles(): string[] {
  const own = imports.filter(({ isOwn }) => isOwn);
  const importedBy = groups(own, ({ file }) => file);
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    } else if (!finished.has(file)) {
      for (const { imported } of importedBy.get(file) ?? []) {
        visit(imported, [...path, file]);
      }
      finished.add(file);
    }
  };
  for (const file of importedBy.keys()) {
    visit(file, []);
  }
  return found.map((cycle) => `  src/${cycle}`);
}

test("no two files of src have the same name, index.ts excepted", () => {
  const byName = groups(files, ({ path }) => path.split("/").at(-1) ?? "");
  byName.delete("index.ts");
  const shared = [...byName.values()].filter((same) => same.length > 1);
  assertNone(
    "A file name occurs once in src:",
    shared.map((same) => `  ${same.map(({ path }) => `src/${path}`).join(", ")}`),
  );
});

function groups<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  }
  return found;
}

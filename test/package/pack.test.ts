import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import ts from "typescript";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { compile } from "./compile.js";
import { runProgram } from "./program.js";
import { packInto, type Tarball, unpackInto } from "./tarball.js";
import { telemetryProgram } from "./typedProgram.js";
import { packageFolder, UserProject } from "./userProject.js";

const entries = [
  "pulumi-gcp-lro",
  "pulumi-gcp-lro/client",
  "pulumi-gcp-lro/emulator",
  "pulumi-gcp-lro/hooks",
  "pulumi-gcp-lro/provider",
  "pulumi-gcp-lro/telemetry",
];

const clientNames = [
  "ArgumentError",
  "IncompleteListError",
  "ListRefusedError",
  "NoAnswerError",
  "OperationsClient",
  "RequestRefusedError",
  "StartRefusedError",
  "StartUncertainError",
  "TargetError",
  "isArgumentError",
  "isIncompleteListError",
  "isListRefusedError",
  "isNoAnswerError",
  "isRequestRefusedError",
  "isStartRefusedError",
  "isStartUncertainError",
  "isTargetError",
  "readMetadata",
].join();

const manifest = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8")) as {
  main: string;
  bin: { "gcp-lro": string };
  exports: Record<string, string | { types: string; default: string }>;
};

let project: UserProject;
let tarball: Tarball;
let installed: string;

before(async () => {
  project = await UserProject.create([
    "@opentelemetry/api",
    "@pulumi/pulumi",
    "google-auth-library",
    "@types/node",
  ]);
  tarball = await packInto(project.folder);
  installed = await unpackInto(project, tarball);
});

after(() => project[Symbol.asyncDispose]());

test("the package holds what its entries load, and nothing else", () => {
  const files = reachable([
    ...Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === "string" ? [] : [entry.types, entry.default],
    ),
    manifest.bin["gcp-lro"],
    manifest.main,
    // Pulumi.yaml names it: the program of `gcp-lro demo`.
    "dist/example/index.js",
  ]);
  assert.ok(files.has("dist/google/catalog/catalog.json"));
  assert.deepEqual(
    [...files].filter((file) => !tarball.contents.includes(file)),
    [],
  );
  const modules = new Set([...files].map(moduleOf));
  assert.deepEqual(
    tarball.contents.filter((file) => !modules.has(moduleOf(file))),
    [
      "CHANGELOG.md",
      "LICENSE",
      "Pulumi.yaml",
      "README.md",
      "dist/events.schema.json",
      "dist/gcp-lro.licenses.txt",
      "package.json",
    ],
  );
});

test("installing the package runs nothing", async () => {
  const manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    scripts?: Record<string, string>;
  };
  const hooks = ["preinstall", "install", "postinstall"].filter((hook) => hook in (manifest.scripts ?? {}));
  assert.deepEqual(hooks, []);
});

test("publint finds nothing to say", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: installed, pack: false, level: "suggestion", strict: true });
  assert.deepEqual(messages, []);
});

test("are-the-types-wrong finds every entry right under every resolution", async () => {
  const manifest = require.resolve("@arethetypeswrong/cli/package.json");
  const cli = path.join(path.dirname(manifest), "dist/index.js");
  const { code, stdout, stderr } = await runProgram(cli, [tarball.file, "--no-color", "--no-emoji"], {
    cwd: project.folder,
  });
  assert.equal(code, 0, `${stdout}${stderr}`);
});

test("every entry can be required", async () => {
  const lines = entries.map((entry) => `console.log(Object.keys(require("${entry}")).sort().join());`);
  await project.write("require.cjs", lines.join("\n"));
  const { stdout, stderr } = await runProgram("require.cjs", [], { cwd: project.folder });
  assert.equal(stderr, "");
  assert.deepEqual(stdout.trim().split("\n"), [
    "LongRunningOperation,OperationGroup,alloydb,cloudaicompanion,datafusion,datastore,discoveryengine,gcpProviderArgs,guard",
    clientNames,
    "startEmulator",
    "resolveConflicts",
    "longRunningOperation,operationGroup",
    "enableTelemetry",
  ]);
});

test("every entry can be imported by name from an ES module", async () => {
  await project.write(
    "import.mjs",
    `import { LongRunningOperation } from "pulumi-gcp-lro";
     import { OperationsClient } from "pulumi-gcp-lro/client";
     import { startEmulator } from "pulumi-gcp-lro/emulator";
     import { resolveConflicts } from "pulumi-gcp-lro/hooks";
     import { longRunningOperation } from "pulumi-gcp-lro/provider";
     import { enableTelemetry } from "pulumi-gcp-lro/telemetry";
     console.log(typeof LongRunningOperation, typeof OperationsClient, typeof startEmulator, typeof resolveConflicts, typeof longRunningOperation.create, typeof enableTelemetry);`,
  );
  const { stdout, stderr } = await runProgram("import.mjs", [], { cwd: project.folder });
  assert.deepEqual(
    { stdout, stderr },
    { stdout: "function function function function function function\n", stderr: "" },
  );
});

test("the command line runs from the installed package", async () => {
  const manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
    version: string;
    bin: Record<string, string>;
  };
  const { stdout } = await runProgram(path.join(installed, manifest.bin["gcp-lro"] ?? ""), ["--version"], {
    cwd: project.folder,
  });
  assert.equal(stdout, `${manifest.version}\n`);
});

test("without Pulumi's SDK the client, the emulator and the command line can be used", async (t) => {
  const { peerDependenciesMeta } = JSON.parse(
    await readFile(path.join(packageFolder, "package.json"), "utf8"),
  ) as { peerDependenciesMeta: Record<string, { optional: boolean }> };
  assert.equal(peerDependenciesMeta["@pulumi/pulumi"]?.optional, true);
  const bare = await UserProject.create(["google-auth-library", "@types/node"]);
  t.after(() => bare[Symbol.asyncDispose]());
  const folder = await unpackInto(bare, tarball);
  const source = await bare.write(
    "client.ts",
    `import { OperationsClient } from "pulumi-gcp-lro/client";
     import { startEmulator } from "pulumi-gcp-lro/emulator";
     console.log(typeof OperationsClient, typeof startEmulator);`,
  );
  assert.deepEqual(compile([source], { module: ts.ModuleKind.Node16 }), []);
  const { stdout } = await runProgram("client.js", [], { cwd: bare.folder });
  assert.equal(stdout, "function function\n");
  const { code } = await runProgram(path.join(folder, "dist/gcp-lro.js"), ["--version"], {
    cwd: bare.folder,
  });
  assert.equal(code, 0);
});

test("the demo runs from the installed package", async () => {
  await pinnedPulumi();
  const { code, stdout, stderr } = await runProgram(path.join(installed, "dist/gcp-lro.js"), ["demo"], {
    cwd: project.folder,
  });
  assert.equal(code, 0, `${stdout}${stderr}`);
});

for (const [resolution, file, options] of [
  ["node16 in CommonJS", "types.cts", { module: ts.ModuleKind.Node16 }],
  ["node16 in an ES module", "types.mts", { module: ts.ModuleKind.Node16 }],
  ["nodenext", "types.mts", { module: ts.ModuleKind.NodeNext }],
  [
    "bundler",
    "types.ts",
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  ],
  [
    "node10, the one of older Pulumi templates",
    "types.ts",
    {
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      ignoreDeprecations: "6.0",
    },
  ],
] satisfies [string, string, ts.CompilerOptions][]) {
  test(`the types resolve under ${resolution}`, async () => {
    const source = await project.write(file, telemetryProgram);
    assert.deepEqual(compile([source], { ...options, noEmit: true }), []);
  });
}

/** A file without its ending: code and its types are one module. */
function moduleOf(file: string): string {
  return file.replace(/(?:\.d\.ts|\.js)$/, "");
}

/** The files of the package that some files load or take types from, themselves included. */
function reachable(entries: readonly string[]): Set<string> {
  const found = new Set(entries.map((entry) => path.posix.normalize(entry)));
  for (const file of found) {
    const text = readFileSync(path.join(packageFolder, file), "utf8");
    const types = file.replace(/\.js$/, ".d.ts");
    if (existsSync(path.join(packageFolder, types))) {
      found.add(types);
    }
    const specifiers = text.matchAll(/(?:from |require\(|import\()"(\.{1,2}\/[^"]+)"/g);
    for (const [, specifier = ""] of file.endsWith(".json") ? [] : specifiers) {
      const target = path.posix.join(path.posix.dirname(file), specifier);
      found.add(file.endsWith(".d.ts") ? target.replace(/\.js$/, ".d.ts") : target);
    }
  }
  found.delete("package.json");
  return found;
}

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { packInto, type Tarball } from "../package/tarball.js";
import { packageFolder, UserProject } from "../package/userProject.js";
import type { Install } from "../support/engineProgram.js";
import { asked, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { bun, npm, type PackageManager, pnpm, yarn } from "./packageManagers.js";
import { commonJs, esModule, type Project, typeScript } from "./projects.js";

const run = promisify(execFile);

let outside: UserProject;
let tarball: Tarball;

before(async () => {
  outside = await UserProject.create([]);
  tarball = await packInto(outside.folder);
});

after(() => outside[Symbol.asyncDispose]());

/** The entries that need no optional peer but Pulumi's SDK. */
const entries = ["", "/client", "/emulator", "/hooks", "/provider"];

/** Loads each entry both ways. Prints true if both give the same exports. */
const loader = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
for (const entry of ${JSON.stringify(entries)}) {
  const { default: imported } = await import("pulumi-gcp-lro" + entry);
  console.log(imported === require("pulumi-gcp-lro" + entry) && Object.keys(imported).length > 0);
}
`;

for (const [manager, name, project] of [
  [npm, "TypeScript", typeScript],
  [pnpm, "TypeScript", typeScript],
  [yarn, "CommonJS", commonJs],
  [bun, "ES module", esModule],
] as const) {
  describe(`an empty project, ${name}, in which ${manager.name} installs the packed package`, () => {
    const observed = scenario(
      { install: installed(manager, project), loading: "asShipped" },
      async ({ stack, operations }) => {
        const inProject = { cwd: stack.folder };
        const loaded = await run(process.execPath, ["entries.mjs"], inProject);
        const version = await run("node_modules/.bin/gcp-lro", ["--version"], inProject);
        await succeeding(stack.run(["up", "--yes", "--skip-preview"]));
        const started = operations("main").map(({ state }) => state);
        const destroyed = await succeeding(stack.destroy());
        return {
          loaded,
          version,
          started,
          destroyed,
          ended: operations("main").map(({ state }) => state),
          after: await stack.exported(),
        };
      },
    );

    test("every entry can be imported and required", () => {
      const { stdout, stderr } = observed().loaded;
      assert.deepEqual({ stdout, stderr }, { stdout: "true\n".repeat(entries.length), stderr: "" });
    });

    test("the command line runs", () => {
      assert.match(observed().version.stdout, /^\d+\.\d+\.\d+\n$/);
    });

    test("up starts the operation", () => {
      assert.deepEqual(observed().started, ["RUNNING"]);
    });

    test("destroy cancels it, waits for its end, and leaves nothing in the state", () => {
      const { destroyed, ended, after } = observed();
      assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
      assert.deepEqual(ended, ["CANCELLED"]);
      assert.deepEqual(after, {});
    });
  });
}

/** Writes the files of a project in place of those of a stack, and runs a package manager in it. */
function installed(manager: PackageManager, { manifest, options, files }: Project): Install {
  return async (modules) => {
    const folder = path.dirname(modules);
    const cache = path.join(folder, "cache");
    await mkdir(cache);
    await rm(path.join(folder, "index.js"));
    const { devDependencies } = JSON.parse(
      await readFile(path.join(packageFolder, "package.json"), "utf8"),
    ) as { devDependencies: Record<string, string> };
    const dependencies = {
      // The version of the CLI that runs it. `pulumi new` names a range.
      "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
      "pulumi-gcp-lro": `file:${tarball.file}`,
    };
    const runtime = { name: "nodejs", options: { packagemanager: manager.name, ...options } };
    for (const [name, text] of Object.entries({
      ...files,
      ...manager.files,
      "package.json": JSON.stringify({ name: "orders", ...manifest, dependencies }),
      "Pulumi.yaml": JSON.stringify({ name: "engine", runtime }),
      "entries.mjs": loader,
    })) {
      await writeFile(path.join(folder, name), text);
    }
    const [command = "", ...parameters] = manager.command;
    const environment = { ...process.env, TMPDIR: cache, ...manager.environment(cache) };
    await run(command, parameters, { cwd: folder, env: environment }).catch(({ stdout, stderr }) =>
      assert.fail(`${manager.name} failed:\n${stdout}${stderr}`),
    );
  };
}

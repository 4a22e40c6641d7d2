import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { packInto, unpackInto } from "./tarball.js";
import { packageFolder, UserProject } from "./userProject.js";

/** A project as `pulumi new typescript` makes it. TypeScript 6 refuses its `moduleResolution` otherwise. */
const template = {
  "package.json": { name: "orders", main: "index.ts", dependencies: { "@pulumi/pulumi": "^3.113.0" } },
  "Pulumi.yaml": { name: "orders", runtime: { name: "nodejs", options: { packagemanager: "npm" } } },
  "tsconfig.json": {
    compilerOptions: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      module: "commonjs",
      moduleResolution: "node",
      ignoreDeprecations: "6.0",
    },
    files: ["index.ts"],
  },
};

/** The README and the files of docs, if any. */
async function documents(): Promise<string[]> {
  const docs = path.join(packageFolder, "docs");
  const names = (await readdir(docs).catch(() => [])).filter((name) => name.endsWith(".md"));
  return Promise.all(
    [path.join(packageFolder, "README.md"), ...names.map((name) => path.join(docs, name))].map((file) =>
      readFile(file, "utf8"),
    ),
  );
}

/** The TypeScript block with this file name in its first line, and the document that has it. */
async function documented(name: string): Promise<{ program: string; document: string }> {
  const found = (await documents()).flatMap((document) =>
    [...document.matchAll(/^```ts\n(\/\/ (\S+)\n.*?)^```$/gms)]
      .filter(([, , file]) => file === name)
      .map(([, program = ""]) => ({ program, document })),
  );
  assert.equal(found.length, 1, `One document has a block that begins with // ${name}`);
  return found[0] as { program: string; document: string };
}

test("the documented test of a user's program passes as written, and leaves nothing", async (t) => {
  const project = await UserProject.create([
    "@pulumi/pulumi",
    "google-auth-library",
    "typescript",
    "@types/node",
  ]);
  t.after(() => project[Symbol.asyncDispose]());
  const outside = await UserProject.create([]);
  t.after(() => outside[Symbol.asyncDispose]());
  await unpackInto(project, await packInto(outside.folder));
  for (const [name, content] of Object.entries(template)) {
    await project.write(name, JSON.stringify(content));
  }
  const { program, document } = await documented("index.test.mts");
  await project.write("index.test.mts", program);
  await project.write("index.ts", (await documented("index.ts")).program);
  const before = await readdir(project.folder);

  const [, command = ""] = /^(node .*index\.test\.mts)$/m.exec(document) ?? [];
  const home = outside.path("home");
  const temporary = outside.path("tmp");
  await mkdir(home);
  await mkdir(temporary);
  const {
    PULUMI_BACKEND_URL: _backend,
    PULUMI_HOME: _home,
    NODE_TEST_CONTEXT: _test,
    ...inherited
  } = process.env;
  const pulumi = await pinnedPulumi();
  const [node = "", ...parameters] = command.split(" ");
  await promisify(execFile)(node, parameters, {
    cwd: project.folder,
    env: pulumi.environment({ ...inherited, HOME: home, TMPDIR: temporary }),
  });

  assert.deepEqual(await readdir(project.folder), before);
  assert.deepEqual(await readdir(path.join(home, ".pulumi")), ["plugins"]);
  assert.deepEqual(await readdir(path.join(home, ".pulumi", "plugins")), []);
  // The compiled index.ts stays: Pulumi keeps it after each `pulumi up`.
  assert.deepEqual(
    (await readdir(temporary)).filter((name) => !name.startsWith("ts-node-")),
    [],
  );
});

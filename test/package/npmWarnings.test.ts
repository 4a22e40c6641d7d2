import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { runProgram } from "./program.js";
import { packageFolder, UserProject } from "./userProject.js";

test("in a clone, npm doesn't warn of the Node.js that it runs on: the scripts run on another one", async (t) => {
  const project = await UserProject.create([]);
  t.after(() => project[Symbol.asyncDispose]());
  await project.write(
    "package.json",
    JSON.stringify({ name: "clone", version: "0.0.0", engines: { node: ">=99" } }),
  );
  const npm = process.env.npm_execpath ?? "";
  const install = () =>
    runProgram(npm, ["install", "--dry-run", "--offline"], {
      cwd: project.folder,
      environment: { npm_config_loglevel: undefined },
    });
  assert.match((await install()).stderr, /EBADENGINE/);
  await copyFile(path.join(packageFolder, ".npmrc"), project.path(".npmrc"));
  assert.equal((await install()).stderr, "");
});

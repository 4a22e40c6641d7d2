import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { packInto } from "../package/tarball.js";
import { clusterExport, linkDependency } from "../support/engineProgram.js";
import { asked, succeeding } from "../support/engineRun.js";
import { story } from "../support/engineStory.js";

/** What npm leaves when it installs the tarball: its files, and the two packages that it depends on. */
async function installTarball(modules: string): Promise<void> {
  const { file } = await packInto(modules);
  const folder = path.join(modules, "pulumi-gcp-lro");
  await mkdir(folder);
  await promisify(execFile)("tar", ["-xzf", file, "-C", folder, "--strip-components=1"]);
  await linkDependency(modules, "@pulumi/pulumi");
  await linkDependency(modules, "google-auth-library");
}

describe("a project that has the packed package installed", () => {
  const told = story({ install: installTarball }, async ({ stack }) => {
    await succeeding(stack.up([clusterExport("main", {}, ["1"])]));
    const replaced = await succeeding(stack.up([clusterExport("main", {}, ["2"])]));
    const destroyed = await succeeding(stack.destroy());
    return { replaced, destroyed, after: await stack.exported() };
  });

  test("a replacement cancels, waits and starts anew", () => {
    assert.match(asked(told().replaced, "main"), /^get cancel( get)+ start$/);
  });

  test("destroy cancels and waits, and leaves nothing in the state", () => {
    const { destroyed, after } = told();
    assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
    assert.deepEqual(after, {});
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageFolder } from "./userProject.js";

test("the sources compile where node_modules is a link, as with pnpm", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-linked-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ["src", "tsconfig.json", "package.json"]) {
    await cp(path.join(packageFolder, name), path.join(folder, name), { recursive: true });
  }
  await symlink(path.join(packageFolder, "node_modules"), path.join(folder, "node_modules"), "junction");
  const tsc = require.resolve("typescript/bin/tsc");
  const compiling = promisify(execFile)(process.execPath, [tsc, "--noEmit", "-p", folder]);
  const stdout = await compiling.then(
    (done) => done.stdout,
    (failed: { stdout: string }) => failed.stdout,
  );
  assert.equal(stdout, "");
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { runProgram } from "./program.js";
import { packageFolder, type UserProject } from "./userProject.js";

/** The tarball that `npm publish` would send. */
export interface Tarball {
  file: string;
  /** Paths inside the package, sorted. */
  contents: string[];
}

/** Packs the package as it lies there: no script runs, so nothing is built anew under the feet of other tests. */
export async function packInto(folder: string): Promise<Tarball> {
  const parameters = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const npm = process.env.npm_execpath;
  assert.ok(npm, "Run this by `npm test` or `npx node --test`: npm tells its own place then.");
  const { code, stdout, stderr } = await runProgram(npm, parameters, { cwd: packageFolder });
  assert.equal(code, 0, stderr);
  const [report] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  assert.ok(report, stdout);
  return {
    file: path.join(folder, report.filename),
    contents: report.files.map((file) => file.path).sort(),
  };
}

/** Puts the package into the project's node_modules, as an installation from the registry would. */
export async function unpackInto(project: UserProject, tarball: Tarball): Promise<string> {
  const folder = project.path("node_modules", "pulumi-gcp-lro");
  await mkdir(folder, { recursive: true });
  await promisify(execFile)("tar", ["-xzf", tarball.file, "-C", folder, "--strip-components=1"]);
  return folder;
}

import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

/** A temporary PATH and home folder, both empty. */
export interface Sandbox {
  folder: string;
  home: string;
  versions: string;
  programs: string;
  environment: NodeJS.ProcessEnv;
}

const COMPANIONS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

export async function createSandbox(t: TestContext): Promise<Sandbox> {
  const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const programs = path.join(folder, "programs");
  await mkdir(programs);
  const home = path.join(folder, "home");
  return {
    folder,
    home,
    versions: path.join(home, ".pulumi", "versions"),
    programs,
    environment: { PATH: programs },
  };
}

/** Writes a script of shell builtins; the PATH of a sandbox has nothing else. */
export async function placeScript(folder: string, name: string, ...lines: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${lines.join("\n")}\n`);
  await chmod(file, 0o755);
}

/** Writes an executable that answers `pulumi version`, and its companions. */
export async function placePulumi(
  folder: string,
  version: string,
  companions: readonly string[] = COMPANIONS,
): Promise<void> {
  await placeScript(folder, "pulumi", `[ "$1" = version ] && echo "v${version}"`);
  for (const companion of companions) {
    await placeScript(folder, companion, ":");
  }
}

export async function appears(file: string): Promise<void> {
  while (!existsSync(file)) {
    await pause(10);
  }
}

/** Checks whether a process runs. A zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(stat);
}

export async function isGone(pid: number): Promise<void> {
  while (await isRunning(pid)) {
    await pause(10);
  }
}

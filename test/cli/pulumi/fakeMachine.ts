import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

/** A machine with a search path and a user's home of its own; both begin empty. */
export interface FakeMachine {
  folder: string;
  home: string;
  versions: string;
  programs: string;
  environment: NodeJS.ProcessEnv;
}

const COMPANIONS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

export async function fakeMachine(t: TestContext): Promise<FakeMachine> {
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

/** A program of shell builtins; the search path of a fake machine has nothing else. */
export async function placeScript(folder: string, name: string, ...lines: string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${lines.join("\n")}\n`);
  await chmod(file, 0o755);
}

/** An executable that answers `pulumi version`, with the companions that are named. */
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

/** Whether a process still runs; one that has ended but was not yet collected by its parent does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const facts = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(facts);
}

export async function isGone(pid: number): Promise<void> {
  while (await isRunning(pid)) {
    await pause(10);
  }
}

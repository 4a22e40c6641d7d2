import { existsSync } from "node:fs";
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { PINNED_VERSION } from "#src/cli/pulumi/version.js";

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

/**
 * A `go` that notes each of its builds in `builds`, waits until `gate` exists, and writes a working fake where
 * `-o=` says. While it waits, it and a process that it started are in `waiting`.
 */
export async function placeGo(
  machine: FakeMachine,
): Promise<{ gate: string; builds: string; waiting: string }> {
  const files = {
    gate: path.join(machine.folder, "gate"),
    builds: path.join(machine.folder, "builds"),
    waiting: path.join(machine.folder, "waiting"),
  };
  // Both end with the machine's folder: a test that fails leaves no process.
  const until = (condition: string): string =>
    `'${process.execPath}' -e 'setInterval(() => { if (${condition} || !fs.existsSync("${machine.folder}")) process.exit() }, 10)'`;
  const idle = until("false");
  const watchGate = until(`fs.existsSync("${files.gate}")`);
  await placeScript(
    machine.programs,
    "go",
    `echo "$PWD $GOMODCACHE $GOWORK $*" >> '${files.builds}'`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'for parameter in "$@"; do case "$parameter" in -o=*) output="${parameter#-o=}";; esac; done',
    `if ! [ -e '${files.gate}' ]; then`,
    `  ${idle} &`,
    `  echo "$$ $!" > '${files.waiting}.part'`,
    `  '${process.execPath}' -e 'fs.renameSync("${files.waiting}.part", "${files.waiting}")'`,
    `  child=$!`,
    `  ${watchGate}`,
    "  kill $child",
    "fi",
    'echo "go: downloading example.invalid/module v1.0.0" >&2',
    "echo '#!/bin/sh' > \"$output\"",
    `echo '[ "$1" = version ] && echo v${PINNED_VERSION.text}' >> "$output"`,
    `'${process.execPath}' -e 'fs.chmodSync(process.argv[1], 0o755)' "$output"`,
  );
  return files;
}

export function openGate(gate: string): Promise<void> {
  return appendFile(gate, "");
}

export async function appears(file: string): Promise<void> {
  while (!existsSync(file)) {
    await pause(10);
  }
}

/** What lies in the versions folder, hidden files included. */
export async function contents(folder: string): Promise<string[]> {
  return existsSync(folder) ? (await readdir(folder)).sort() : [];
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

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that a process which is ending may take for it on a busy machine. */
const ENDING = 10_000;

/**
 * Waits for the end of every process whose environment has this text in it, and answers the command lines of
 * those that stay; they are killed. Only Linux tells.
 */
export async function processesLeft(mark: string): Promise<string[]> {
  const limit = performance.now() + ENDING;
  for (;;) {
    const left = await marked(mark);
    if (left.length === 0) {
      return [];
    }
    if (performance.now() > limit) {
      for (const { pid } of left) {
        kill(pid);
      }
      return left.map(({ command }) => command);
    }
    await pause(50);
  }
}

interface Process {
  pid: number;
  command: string;
}

async function marked(mark: string): Promise<Process[]> {
  const names = process.platform === "linux" ? await readdir("/proc") : [];
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(pids.map((pid) => describe(pid, mark)));
  return found.filter((process) => process !== undefined);
}

async function describe(pid: number, mark: string): Promise<Process | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    return environment.includes(mark) ? { pid, command: command.replaceAll("\0", " ").trim() } : undefined;
  } catch {
    // Not ours to look at, or it has ended in the meantime.
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that a process which is ending may take for it on a busy machine. */
const ENDING = 10_000;

/** A process of a stack: of a run of the CLI, or what a run left behind. */
export interface EngineProcess {
  pid: number;
  /** The command line, its words separated by blanks. */
  command: string;
}

/**
 * Waits for the end of every process whose environment contains this text. Kills the remaining ones and returns their
 * command lines. Only Linux shows a process's environment.
 */
export async function processesLeft(mark: string): Promise<string[]> {
  const left = await staying(mark, () => true);
  for (const { pid } of left) {
    send("SIGKILL", pid);
  }
  return left.map(({ command }) => command);
}

/** Waits for the end of the matching processes, and returns the remaining ones. */
export async function staying(
  mark: string,
  isMeant: (process: EngineProcess) => boolean,
): Promise<EngineProcess[]> {
  const limit = performance.now() + ENDING;
  for (;;) {
    const left = (await processesOf(mark)).filter(isMeant);
    if (left.length === 0 || performance.now() > limit) {
      return left;
    }
    await pause(50);
  }
}

/** The processes whose environment has this text in it. */
export async function processesOf(mark: string): Promise<EngineProcess[]> {
  const names = process.platform === "linux" ? await readdir("/proc") : [];
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(pids.map((pid) => describe(pid, mark)));
  return found.filter((process) => process !== undefined);
}

/** Sends a signal to a process; one that has ended in the meantime is passed over. */
export function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

async function describe(pid: number, mark: string): Promise<EngineProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    return environment.includes(mark) ? { pid, command: command.replaceAll("\0", " ").trim() } : undefined;
  } catch {
    // It belongs to another user, or it has ended in the meantime.
    return undefined;
  }
}

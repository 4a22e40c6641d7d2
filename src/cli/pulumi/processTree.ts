import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Kills a process with all that it started and they started, whatever groups these are in: the Pulumi CLI gives
 * each of its plugins a group of its own, and a plugin outlives a CLI that was killed by minutes.
 *
 * Synchronous, so that it can be the last thing that this process does.
 */
export function killTree(pid: number): void {
  for (const one of [pid, ...descendants(pid)]) {
    kill(one);
  }
}

function descendants(pid: number): number[] {
  const all = processes();
  const found = [pid];
  for (const parent of found) {
    found.push(...all.filter((one) => one.parent === parent).map((one) => one.pid));
  }
  return found.slice(1);
}

/** Every process with its parent; none where the system does not tell, as on Windows. */
function processes(): { pid: number; parent: number }[] {
  return process.platform === "linux" ? listed() : told();
}

/** Linux: its slimmer images have no `ps`. */
function listed(): { pid: number; parent: number }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\nPPid:\s*(\d+)/.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
        return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        // It has ended in the meantime.
        return [];
      }
    });
}

function told(): { pid: number; parent: number }[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return [...(stdout ?? "").matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, parent]) => ({
    pid: Number(pid),
    parent: Number(parent),
  }));
}

/** The group that the process leads, if it leads one, and the process itself. */
function kill(pid: number): void {
  for (const target of process.platform === "win32" ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It has ended by itself in the meantime, or leads no group.
    }
  }
}

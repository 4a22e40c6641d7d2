import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ProcessOptions {
  environment: NodeJS.ProcessEnv;
  directory?: string;
  /** Stops the process and everything that it started. */
  signal?: AbortSignal;
  /** Milliseconds after which it is stopped. Default: no limit. */
  timeout?: number;
  /** The signal that asks it to stop. Default SIGTERM. */
  stopSignal?: "SIGINT" | "SIGTERM";
  /** Milliseconds between asking it to stop and killing it. Default 2000. */
  grace?: number;
  /** Receives every line of both streams. */
  onLine?(line: string, stream: "stdout" | "stderr"): void;
}

/** The end of a process. The caller's own signal shows whether it requested the stop. */
export type ProcessEnd =
  | { kind: "exited"; code: number; stdout: string; stderr: string }
  | { kind: "killed"; signal: NodeJS.Signals }
  | { kind: "timedOut"; timeout: number }
  | { kind: "notStarted"; message: string };

/**
 * Runs a program without a shell and without standard input, in its own process group: a Ctrl-C in the terminal
 * then reaches it once, through the signal, and stopping it stops what it started. If this process exits first, it
 * kills the program and what that started. Never rejects.
 */
export function runProcess(
  command: string,
  parameters: readonly string[],
  options: ProcessOptions,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    if (options.signal?.aborted) {
      resolve({ kind: "notStarted", message: "interrupted" });
      return;
    }
    const child = spawn(command, parameters, {
      env: options.environment,
      cwd: options.directory,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const stdout = collect(child.stdout, (line) => options.onLine?.(line, "stdout"));
    const stderr = collect(child.stderr, (line) => options.onLine?.(line, "stderr"));

    const killAll = (): void => {
      if (child.pid !== undefined) {
        killTree(child.pid);
      }
    };
    // Runs before other listeners, which may remove the files that the program uses.
    process.prependListener("exit", killAll);

    let timedOut = false;
    let killTimer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      signalGroup(child.pid, options.stopSignal ?? "SIGTERM");
      killTimer ??= setTimeout(() => {
        killAll();
        // A grandchild outside the group may keep the pipes open.
        child.stdout.destroy();
        child.stderr.destroy();
      }, options.grace ?? 2000);
    };
    const limit =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop();
          }, options.timeout);
    options.signal?.addEventListener("abort", stop, { once: true });

    const finish = (end: ProcessEnd): void => {
      process.removeListener("exit", killAll);
      clearTimeout(limit);
      clearTimeout(killTimer);
      options.signal?.removeEventListener("abort", stop);
      resolve(end);
    };
    child.once("error", (error) => finish({ kind: "notStarted", message: error.message }));
    child.once("close", (code, signal) => {
      if (timedOut) {
        finish({ kind: "timedOut", timeout: options.timeout ?? 0 });
      } else if (signal !== null) {
        finish({ kind: "killed", signal });
      } else {
        finish({ kind: "exited", code: code ?? 1, stdout: stdout.join("\n"), stderr: stderr.join("\n") });
      }
    });
  });
}

/** Describes the end of a process in one line. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.kind) {
    case "exited":
      return `exit code ${end.code}${lastLines(end.stderr || end.stdout)}`;
    case "killed":
      return `killed by ${end.signal}`;
    case "timedOut":
      return `not finished after ${end.timeout / 1000} s`;
    case "notStarted":
      return end.message;
  }
}

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? "" : `: ${lines.slice(-3).join(" | ").slice(-600)}`;
}

function collect(stream: Readable, onLine: (line: string) => void): string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on("line", (line) => {
    lines.push(line);
    onLine(line);
  });
  return lines;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has already ended.
  }
}

/**
 * Kills a process and its descendants in all process groups: the Pulumi CLI gives each plugin its own group, and a
 * plugin outlives a killed CLI by minutes.
 *
 * Synchronous, so that it can run when this process exits.
 */
function killTree(pid: number): void {
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

/** Every process with its parent; empty on systems without `ps`, such as Windows. */
function processes(): { pid: number; parent: number }[] {
  return process.platform === "linux" ? processesFromProc() : processesFromPs();
}

/** Reads /proc: small Linux images have no `ps`. */
function processesFromProc(): { pid: number; parent: number }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\nPPid:\s*(\d+)/.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
        return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        // It has ended.
        return [];
      }
    });
}

function processesFromPs(): { pid: number; parent: number }[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return [...(stdout ?? "").matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, parent]) => ({
    pid: Number(pid),
    parent: Number(parent),
  }));
}

/** Kills a process and the group that it leads, if any. */
function kill(pid: number): void {
  for (const target of process.platform === "win32" ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It has already ended, or leads no group.
    }
  }
}

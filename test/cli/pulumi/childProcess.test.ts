import assert from "node:assert/strict";
import { test } from "node:test";
import { describeEnd, type ProcessOptions, runProcess } from "#src/cli/pulumi/childProcess.js";
import { isGone } from "./pulumiSandbox.js";

function runScript(script: string, options: Partial<ProcessOptions> = {}): ReturnType<typeof runProcess> {
  return runProcess(process.execPath, ["-e", script], { environment: {}, ...options });
}

const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('ready')";

test("the end has the exit code and both streams, and every line is passed on", async () => {
  const lines: string[] = [];
  const end = await runScript("console.log('a\\nb'); console.error('c'); process.exitCode = 3", {
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
  });
  assert.deepEqual(end, { kind: "exited", code: 3, stdout: "a\nb", stderr: "c" });
  assert.deepEqual(lines.sort(), ["stderr c", "stdout a", "stdout b"]);
  assert.equal(describeEnd(end), "exit code 3: c");
});

test("a missing program throws nothing", async () => {
  const end = await runProcess("/nonexistent/program", [], { environment: {} });
  assert.equal(end.kind, "notStarted");
});

test("nothing is started after the signal has aborted", async () => {
  const end = await runScript("", { signal: AbortSignal.abort() });
  assert.equal(end.kind, "notStarted");
});

test("a program that exceeds its time is stopped", async () => {
  assert.deepEqual(await runScript("setInterval(() => {}, 1e6)", { timeout: 1 }), {
    kind: "timedOut",
    timeout: 1,
  });
});

test("an interrupt reaches the program as the signal that was chosen", async () => {
  const interrupt = new AbortController();
  const end = await runScript(
    "process.once('SIGINT', () => process.exit(7)); setInterval(() => {}, 1e6); console.log('ready')",
    { signal: interrupt.signal, stopSignal: "SIGINT", onLine: () => interrupt.abort() },
  );
  assert.equal(end.kind === "exited" && end.code, 7);
});

test("a program that ignores the signal is killed after its grace", async () => {
  const interrupt = new AbortController();
  const end = await runScript(STUBBORN, {
    signal: interrupt.signal,
    grace: 1,
    onLine: () => interrupt.abort(),
  });
  assert.deepEqual(end, { kind: "killed", signal: "SIGKILL" });
});

/** Starts a process in its own group, as the Pulumi CLI does with plugins, prints its pid, and keeps running. */
const WITH_PLUGIN = `
  process.on("SIGTERM", () => {});
  const { spawn } = require("node:child_process");
  const idle = ["-e", "setTimeout(() => {}, 6e4)"];
  console.log(spawn(process.execPath, idle, { detached: true, stdio: "ignore" }).pid);
  setInterval(() => {}, 1e6);`;

test("killing a program kills what it started in other groups", async () => {
  const interrupt = new AbortController();
  let plugin = 0;
  await runScript(WITH_PLUGIN, {
    signal: interrupt.signal,
    grace: 1,
    onLine: (line) => {
      plugin = Number(line);
      interrupt.abort();
    },
  });
  await isGone(plugin);
});

test("a program that runs when this process exits is killed, with everything that it started", async () => {
  const program = `
    const { runProcess } = require(${JSON.stringify(require.resolve("#src/cli/pulumi/childProcess.js"))});
    const onLine = (line) => { console.log(line); process.exit(); };
    void runProcess(process.execPath, ["-e", ${JSON.stringify(WITH_PLUGIN)}], { environment: {}, onLine });`;
  const end = await runScript(program);
  assert.ok(end.kind === "exited");
  await isGone(Number(end.stdout));
});

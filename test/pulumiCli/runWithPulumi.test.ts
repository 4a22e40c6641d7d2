import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import manifest from "pulumi-gcp-lro/package.json";
import { createSandbox, placePulumi, type Sandbox } from "../cli/pulumi/pulumiSandbox.js";
import { PINNED_VERSION } from "./pinnedVersion.js";

/** Starts the program as `npm run demo` does, as the user of a machine. */
function start(t: TestContext, { environment, home }: Sandbox, ...parameters: string[]): ChildProcess {
  const program = spawn(process.execPath, [require.resolve("./runWithPulumi.js"), ...parameters], {
    env: { ...environment, HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => program.kill("SIGKILL"));
  return program;
}

test("with the pinned CLI in the versions folder it is gcp-lro", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(path.join(sandbox.versions, PINNED_VERSION.text, "bin"), PINNED_VERSION.text);
  const program = start(t, sandbox, "--version");
  assert.ok(program.stdout && program.stderr);
  const [stdout, stderr, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, "exit"),
  ]);
  assert.deepEqual([stdout, stderr, code], [`${manifest.version}\n`, "", 0]);
});

test("an interrupt while it gets a CLI ends it, and gcp-lro does not run", async (t) => {
  const sandbox = await createSandbox(t);
  await mkdir(sandbox.versions, { recursive: true });
  const lock = { pid: process.pid, host: hostname(), token: "someone else" };
  await writeFile(path.join(sandbox.versions, ".gcp-lro.lock"), JSON.stringify(lock));
  const program = start(t, sandbox, "--version");
  assert.ok(program.stdout && program.stderr);
  program.stderr.once("data", () => program.kill("SIGINT"));
  const [stdout, stderr, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, "exit"),
  ]);
  assert.deepEqual([stdout, code], ["", 130]);
  assert.equal(stderr.split("\n").at(-2), "interrupted; nothing is left behind");
});

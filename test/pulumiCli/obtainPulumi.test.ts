import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { findPulumi } from "#src/cli/pulumi/findPulumi.js";
import { appears, createSandbox, isGone, placePulumi, placeScript } from "../cli/pulumi/pulumiSandbox.js";
import { packageRoot } from "../support/providerProject.js";
import { openGate, placeGo } from "./fakeGo.js";
import { goBuild } from "./goBuild.js";
import type { PulumiMaker } from "./maker.js";
import { obtainPulumi } from "./obtainPulumi.js";
import { PINNED_VERSION } from "./pinnedVersion.js";
import { PulumiUnavailableError } from "./pulumiUnavailableError.js";

/** The contents of the versions folder, hidden files included. */
async function contents(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

/** A maker that fails, or places a fake CLI. */
function fakeMaker(outcome: { version: string } | { failed: string }): PulumiMaker & { calls: number } {
  return {
    calls: 0,
    title: "a fake download",
    async make(staging) {
      this.calls++;
      if ("failed" in outcome) {
        return outcome;
      }
      await placePulumi(path.join(staging.product, "bin"), outcome.version);
      return "made";
    },
  };
}

test("where nothing works, one message tells what was tried, why it failed, and the ways out", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(sandbox.programs, "3.20.0");
  await placePulumi(path.join(sandbox.versions, "3.200.0", "bin"), "3.200.0", []);
  const failing = obtainPulumi({ ...sandbox, makers: [fakeMaker({ failed: "no route to host" }), goBuild] });
  await assert.rejects(failing, (error) => {
    assert.ok(error instanceof PulumiUnavailableError);
    const [onPath = "", inVersions = "", ...made] = error.attempts;
    assert.match(onPath, /^on PATH: .*3\.20\.0; a 3\.x version from 3\.146\.0 on is required/);
    assert.match(inVersions, /^in .*versions: .*pulumi-.* is missing beside/);
    assert.deepEqual(made, ["a fake download: no route to host", "a build with Go: no go on PATH"]);
    assert.ok(error.attempts.every((attempt) => error.message.includes(attempt)));
    assert.match(error.message, /https:\/\/www\.pulumi\.com\/docs\/install\//);
    assert.ok(error.message.includes(path.join(sandbox.versions, "<version>", "bin")));
    return true;
  });
  assert.deepEqual(await contents(sandbox.versions), ["3.200.0"]);
});

test("a download is published under its version, and found the next time", async (t) => {
  const sandbox = await createSandbox(t);
  const maker = fakeMaker({ version: "3.250.0" });
  const first = await obtainPulumi({ ...sandbox, makers: [maker] });
  assert.equal(first.directory, path.join(sandbox.versions, "3.250.0", "bin"));
  const second = await obtainPulumi({ ...sandbox, makers: [maker] });
  assert.equal(second.directory, first.directory);
  assert.equal(maker.calls, 1);
  assert.deepEqual(await contents(sandbox.versions), ["3.250.0"]);
});

test("an incomplete folder of the same version gives way", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(path.join(sandbox.versions, "3.250.0", "bin"), "3.250.0", []);
  const made = await obtainPulumi({ ...sandbox, makers: [fakeMaker({ version: "3.250.0" })] });
  assert.equal(made.version, "3.250.0");
  assert.deepEqual(await contents(sandbox.versions), ["3.250.0"]);
});

test("a download that turns out unusable is not published, and the next way is tried", async (t) => {
  const sandbox = await createSandbox(t);
  const good = fakeMaker({ version: "3.250.0" });
  const made = await obtainPulumi({ ...sandbox, makers: [fakeMaker({ version: "3.1.0" }), good] });
  assert.equal(made.version, "3.250.0");
  assert.deepEqual(await contents(sandbox.versions), ["3.250.0"]);
});

test("the build says why it is needed and what it takes, compiles both modules in its own caches, and removes these", async (t) => {
  const sandbox = await createSandbox(t);
  const { gate, builds } = await placeGo(sandbox);
  await openGate(gate);
  const lines: string[] = [];
  const pulumi = await obtainPulumi({
    ...sandbox,
    makers: [fakeMaker({ failed: "no route to host" }), goBuild],
    report: (line) => lines.push(line),
  });
  const [failure, announcement = ""] = lines;
  assert.equal(failure, "Failed: a fake download: no route to host");
  assert.match(announcement, /about 5 minutes .* half an hour/);
  assert.ok(announcement.includes(`4.5 GB of disk in ${sandbox.versions}, `), announcement);
  assert.equal(pulumi.version, PINNED_VERSION.text);
  assert.deepEqual(await contents(pulumi.directory), [
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
  assert.deepEqual(await contents(sandbox.versions), [PINNED_VERSION.text]);
  const commands = (await readFile(builds, "utf8")).trim().split("\n");
  assert.equal(commands.length, 2);
  for (const command of commands) {
    const [directory = "", moduleCache = "", workspace] = command.split(" ");
    assert.match(directory, /test\/pulumiCli\/source\/(cli|language-host)$/);
    assert.ok(moduleCache.startsWith(sandbox.versions));
    assert.equal(workspace, "off");
    assert.match(command, /-modcacherw/);
  }
  assert.match(
    lines.join("\n"),
    /2 of 2, the Pulumi CLI: built, 1 modules downloaded, 1 of at most 2 packages compiled/,
  );
});

test("who needs the pinned version gets it built once beside an older one; who needs none uses what is there", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(path.join(sandbox.versions, "3.259.0", "bin"), "3.259.0");
  const { gate, builds } = await placeGo(sandbox);
  await openGate(gate);
  assert.equal((await obtainPulumi({ ...sandbox, makers: [goBuild] })).version, "3.259.0");
  await placePulumi(sandbox.programs, "3.200.0");
  const pinned = { ...sandbox, minimum: PINNED_VERSION, makers: [goBuild] };
  const found = await Promise.all([obtainPulumi(pinned), obtainPulumi(pinned)]);
  found.push(await obtainPulumi(pinned));
  assert.deepEqual(
    found.map(({ version }) => version),
    [PINNED_VERSION.text, PINNED_VERSION.text, PINNED_VERSION.text],
  );
  const programs = (await readFile(builds, "utf8")).trim().split("\n");
  assert.equal(programs.length, 2, "the language host and the CLI, once each");
  assert.equal((await obtainPulumi({ ...sandbox, makers: [] })).directory, sandbox.programs);
});

test("the pinned version is that of the SDK, which is downloaded, and that of go.mod, which is built", async () => {
  const manifest = require("@pulumi/pulumi/package.json") as { version: string };
  const modules = await readFile(path.join(packageRoot, "test/pulumiCli/source/cli/go.mod"), "utf8");
  assert.equal(manifest.version, PINNED_VERSION.text);
  assert.equal(/pulumi\/pkg\/v3 v(\S+)/.exec(modules)?.[1], PINNED_VERSION.text);
  const { message } = new PulumiUnavailableError([], "versions", PINNED_VERSION);
  assert.ok(message.includes(`Go ${/^go (\S+)$/m.exec(modules)?.[1]} or newer`), message);
});

test("a versions folder that can't be made is told like any other failure", async (t) => {
  const sandbox = await createSandbox(t);
  await writeFile(sandbox.home, "no folder");
  await assert.rejects(obtainPulumi({ ...sandbox, makers: [fakeMaker({ version: "3.250.0" })] }), (error) => {
    assert.ok(error instanceof PulumiUnavailableError);
    assert.match(error.message, /making .*versions: ENOTDIR/);
    return true;
  });
});

test("a failing build says what go said last", async (t) => {
  const sandbox = await createSandbox(t);
  await placeScript(sandbox.programs, "go", "echo 'go: module lookup disabled' >&2", "exit 1");
  await assert.rejects(
    obtainPulumi({ ...sandbox, makers: [goBuild] }),
    /a build with Go: the Node\.js language host: go list: exit code 1: go: module lookup disabled/,
  );
  assert.deepEqual(await contents(sandbox.versions), []);
});

test("of two runs at once one builds and the other takes what it built", async (t) => {
  const sandbox = await createSandbox(t);
  const { gate, builds, waiting } = await placeGo(sandbox);
  const first = obtainPulumi({ ...sandbox, makers: [goBuild] });
  await appears(waiting);
  let second: ReturnType<typeof obtainPulumi> | undefined;
  await new Promise<void>((resolve) => {
    second = obtainPulumi({
      ...sandbox,
      makers: [goBuild],
      report: (line) => {
        assert.match(line, /^Waiting for another process/);
        resolve();
      },
    });
  });
  await openGate(gate);
  assert.equal((await first).directory, (await second)?.directory);
  assert.equal((await readFile(builds, "utf8")).trim().split("\n").length, 2);
});

test("an interrupt stops the build with all its processes and leaves nothing", async (t) => {
  const sandbox = await createSandbox(t);
  const { waiting } = await placeGo(sandbox);
  const interrupt = new AbortController();
  const run = obtainPulumi({ ...sandbox, makers: [goBuild], signal: interrupt.signal });
  await appears(waiting);
  interrupt.abort();
  await assert.rejects(run, { name: "AbortError" });
  for (const pid of (await readFile(waiting, "utf8")).trim().split(" ")) {
    await isGone(Number(pid));
  }
  assert.deepEqual(await contents(sandbox.versions), []);
});

test("an interrupt ends the wait for another run", async (t) => {
  const sandbox = await createSandbox(t);
  await mkdir(sandbox.versions, { recursive: true });
  const lock = { pid: process.pid, host: hostname(), token: "someone else" };
  await writeFile(path.join(sandbox.versions, ".gcp-lro.lock"), JSON.stringify(lock));
  const interrupt = new AbortController();
  const run = obtainPulumi({
    ...sandbox,
    makers: [fakeMaker({ version: "3.250.0" })],
    signal: interrupt.signal,
    report: () => interrupt.abort(),
  });
  await assert.rejects(run, { name: "AbortError" });
  assert.deepEqual(await contents(sandbox.versions), [".gcp-lro.lock"]);
});

test("what a killed run left is taken for no CLI, and the next run builds and clears it away", async (t) => {
  const sandbox = await createSandbox(t);
  const { gate, waiting } = await placeGo(sandbox);
  const program = `
    const { obtainPulumi } = require(${JSON.stringify(require.resolve("./obtainPulumi.js"))});
    const { goBuild } = require(${JSON.stringify(require.resolve("./goBuild.js"))});
    void obtainPulumi({ versions: ${JSON.stringify(sandbox.versions)}, makers: [goBuild] });`;
  const killed = spawn(process.execPath, ["-e", program], { env: sandbox.environment, stdio: "ignore" });
  await appears(waiting);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  for (const pid of (await readFile(waiting, "utf8")).trim().split(" ")) {
    process.kill(Number(pid), "SIGKILL");
  }
  assert.equal((await findPulumi(sandbox)).ok, false);
  assert.equal((await contents(sandbox.versions)).length, 2, "the lock and the staging folder");

  await openGate(gate);
  assert.equal((await obtainPulumi({ ...sandbox, makers: [goBuild] })).version, PINNED_VERSION.text);
  assert.deepEqual(await contents(sandbox.versions), [PINNED_VERSION.text]);
});

const deadLocks: { what: string; lock: string; age: number }[] = [
  {
    what: "a process of this machine that has ended",
    lock: JSON.stringify({ pid: spawnSync(process.execPath, ["-e", ""]).pid, host: hostname(), token: "t" }),
    age: 0,
  },
  {
    what: "another machine that gave no sign of life for long",
    lock: JSON.stringify({ pid: process.pid, host: "elsewhere.invalid", token: "t" }),
    age: 120_000,
  },
  { what: "a process that died while it wrote it", lock: "", age: 120_000 },
];
for (const { what, lock, age } of deadLocks) {
  test(`the lock of ${what} is broken`, async (t) => {
    const sandbox = await createSandbox(t);
    const file = path.join(sandbox.versions, ".gcp-lro.lock");
    await mkdir(sandbox.versions, { recursive: true });
    await writeFile(file, lock);
    const then = new Date(Date.now() - age);
    await utimes(file, then, then);
    const made = await obtainPulumi({ ...sandbox, makers: [fakeMaker({ version: "3.250.0" })] });
    assert.equal(made.version, "3.250.0");
    assert.deepEqual(await contents(sandbox.versions), ["3.250.0"]);
  });
}

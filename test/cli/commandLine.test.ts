import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import manifest from "pulumi-gcp-lro/package.json";
import { runCommandLine } from "#src/cli/commandLine.js";
import { assertMessage } from "../support/golden.js";

async function run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const code = await runCommandLine(words, streams, new AbortController().signal);
  return {
    code,
    stdout: streams.stdout.read()?.toString() ?? "",
    stderr: streams.stderr.read()?.toString() ?? "",
  };
}

/** The lines of more than 80 columns. */
function tooLong(text: string): string[] {
  return text.split("\n").filter((line) => line.length > 80);
}

test("--version prints the package's version", async () => {
  assert.deepEqual(await run("--version"), { code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("--help lists the commands on stdout", async (t) => {
  const { code, stdout, stderr } = await run("--help");
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: gcp-lro /);
  assertMessage(t, "help", stdout);
  assert.deepEqual(tooLong(stdout), []);
  assert.equal(stderr, "");
});

test("help is what --help is", async () => {
  assert.deepEqual(await run("help"), await run("--help"));
  assert.deepEqual(await run("help", "help"), await run("--help"));
});

test("help for an unknown command is a usage error", async () => {
  const { code, stderr } = await run("help", "emulater");
  assert.equal(code, 2);
  assert.match(stderr, /unknown command "emulater"/);
});

test("no command at all is a usage error with the help on stderr", async () => {
  const { code, stdout, stderr } = await run();
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Usage: gcp-lro/);
});

test("an unknown command is a usage error that names the nearest", async (t) => {
  const { code, stderr } = await run("emulater");
  assert.equal(code, 2);
  assert.match(stderr, /"emulater".*"emulator"/);
  assertMessage(t, "unknown command", stderr);
});

test("a property of every object is no command", async () => {
  assert.equal((await run("constructor")).code, 2);
});

test("an unknown option is a usage error", async () => {
  const { code, stderr } = await run("--verbose");
  assert.equal(code, 2);
  assert.match(stderr, /--verbose/);
});

for (const command of ["list", "describe", "wait", "cancel", "services", "emulator", "demo"]) {
  for (const words of [
    [command, "--help"],
    [command, "-h"],
    ["help", command],
  ]) {
    test(`${words.join(" ")} describes that command, in 80 columns`, async (t) => {
      const { code, stdout, stderr } = await run(...words);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.ok(stdout.startsWith(`Usage: gcp-lro ${command}`), stdout);
      assert.deepEqual(tooLong(stdout), []);
      assertMessage(t, `help of ${command}`, stdout);
    });
  }
}

test("a command refuses unknown arguments", async () => {
  const { code, stderr } = await run("demo", "--fast");
  assert.equal(code, 2);
  assert.match(stderr, /--fast/);
});

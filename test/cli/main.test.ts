import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";

const main = require.resolve("#src/cli/main.js");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} stops the command`, async (t) => {
    const child = spawn(process.execPath, [main, "emulator"], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    child.stdout.once("data", () => child.kill(signal));
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
}

test("an emulator continues when the reader of its log is gone", async (t) => {
  const child = spawn(process.execPath, [main, "emulator"], { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  child.stderr.destroy();
  await once(child.stderr, "close");
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const url = `http://${line.trim().split("=")[1]}/datastore/v1/projects/p/operations`;
  for (const _ of [1, 2, 3]) {
    assert.equal((await fetch(url)).status, 200);
  }
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
});

test("the exit code of the process is the command's", async (t) => {
  const child = spawn(process.execPath, [main, "emulate"], { stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.match(stderr, /Did you mean "emulator"/);
  assert.equal(code, 2);
});

test("a list whose reader is gone ends quietly, with exit code 1", async (t) => {
  const child = spawn(process.execPath, [main, "services"], { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  child.stdout.destroy();
  const [stderr, [code, signal]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.deepEqual([stderr, code, signal], ["", 1, null]);
});

const noFullDevice = existsSync("/dev/full") ? false : "this system has no /dev/full";

test("output that a full disk doesn't take has exit code 1, and a message", {
  skip: noFullDevice,
}, async (t) => {
  const file = openSync("/dev/full", "w");
  t.after(() => closeSync(file));
  const child = spawn(process.execPath, [main, "services"], { stdio: ["ignore", file, "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  assert.ok(child.stderr !== null);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.match(stderr, /^gcp-lro: stdout can't be written \(ENOSPC.*\)\n$/);
  assert.equal(code, 1);
});

test("without colors in NO_COLOR, and in a pipe", async (t) => {
  const child = spawn(process.execPath, [main, "help", "list"], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [stdout] = await Promise.all([text(child.stdout), once(child, "exit")]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a terminal's control sequence
  assert.doesNotMatch(stdout, /\u001b/);
});

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { before, type TestContext, test } from "node:test";
import { PINNED_VERSION } from "../../pulumiCli/pinnedVersion.js";
import { processesLeft } from "../../support/engineProcesses.js";
import { assertMessage } from "../../support/golden.js";
import { pinnedPulumi } from "../../support/pinnedPulumi.js";
import { appears, createSandbox, placePulumi, placeScript } from "../pulumi/pulumiSandbox.js";

/** The built program, as npm starts it. */
const main = require.resolve("#src/cli/main.js");

before(() => pinnedPulumi());

/** Starts `gcp-lro demo` without a terminal, with its own folder for temporary files. */
async function startDemo(
  t: TestContext,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ demo: ChildProcess; temporary: string }> {
  const temporary = await mkdtemp(path.join(tmpdir(), "gcp-lro-demo-test-"));
  const demo = spawn(process.execPath, [main, "demo"], {
    env: { ...process.env, ...environment, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    demo.kill("SIGKILL");
    await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return { demo, temporary };
}

test("the demo shows cancel and GETs up to done for every operation, and cleans up", async (t) => {
  const { demo, temporary } = await startDemo(t);
  assert.ok(demo.stdout && demo.stderr);
  const [stdout, stderr, [code]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, "exit"),
  ]);
  assert.equal(stderr, "");
  assert.doesNotMatch(stdout, /BROKEN/);
  assert.equal(code, 0);
  assert.equal(stdout.match(/^ +kept {2}/gm)?.length, 5);
  for (const said of [/POST +200 started/g, /POST +200 cancel acknowledged/g, /GET +200 done, CANCELLED/g]) {
    assert.equal(stdout.match(said)?.length, 6, String(said));
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a terminal's control sequence
  assert.doesNotMatch(stdout, /\u001b/);
  assert.deepEqual(await readdir(temporary), []);
});

test("without a Pulumi CLI the demo names the version that it needs and how to install it", async (t) => {
  const sandbox = await createSandbox(t);
  const { demo, temporary } = await startDemo(t, { PATH: sandbox.programs, HOME: sandbox.home });
  assert.ok(demo.stdout && demo.stderr);
  const [stdout, stderr, [code]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, "exit"),
  ]);
  assert.deepEqual([stdout, code], ["", 1]);
  assert.ok(stderr.includes(sandbox.versions), stderr);
  assertMessage(t, "no Pulumi CLI", stderr);
  assert.deepEqual(await readdir(temporary), []);
});

test("an interrupt ends the demo and leaves nothing", async (t) => {
  const { demo, temporary } = await startDemo(t);
  assert.ok(demo.stdout && demo.stderr);
  demo.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (chunk.includes("1. pulumi up")) {
      demo.kill("SIGINT");
    }
  });
  const [stderr, [code]] = await Promise.all([text(demo.stderr), once(demo, "exit")]);
  assert.equal(stderr, "interrupted; everything was removed\n");
  assert.equal(code, 130);
  assert.deepEqual(await readdir(temporary), []);
});

test("a second interrupt ends the demo at once, with every process and folder of its own", async (t) => {
  const programs = await mkdtemp(path.join(tmpdir(), "gcp-lro-demo-test-"));
  t.after(() => rm(programs, { recursive: true, force: true }));
  await placePulumi(programs, PINNED_VERSION.text);
  const ready = path.join(programs, "ready");
  // A CLI that ignores interrupts, and has a plugin in another group.
  const stubborn = `
    process.on("SIGINT", () => {});
    const idle = ["-e", "setTimeout(() => {}, 6e4)"];
    require("node:child_process").spawn(process.execPath, idle, { detached: true, stdio: "ignore" });
    fs.writeFileSync(process.argv[1], "");
    setTimeout(() => {}, 6e4);`;
  await placeScript(
    programs,
    "pulumi",
    'case "$1" in',
    `version) echo v${PINNED_VERSION.text};;`,
    `up) exec '${process.execPath}' -e '${stubborn}' '${ready}';;`,
    "esac",
  );
  const { demo, temporary } = await startDemo(t, { PATH: programs });
  assert.ok(demo.stderr);
  demo.stdout?.resume();
  const ended = Promise.all([text(demo.stderr), once(demo, "exit")]);
  await appears(ready);
  // Repeats until it ends: two within half a second count as one.
  const again = setInterval(() => demo.kill("SIGINT"), 50);
  const [stderr, [code]] = await ended.finally(() => clearInterval(again));
  assert.deepEqual([stderr, code], ["", 130]);
  assert.deepEqual(await processesLeft(temporary), []);
  assert.deepEqual(await readdir(temporary), []);
});

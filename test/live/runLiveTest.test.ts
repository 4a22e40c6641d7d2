import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { type TestContext, test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { type ProgramEnd, runProgram } from "../package/program.js";
import { UserProject } from "../package/userProject.js";
import { assertMessage } from "../support/golden.js";

const program = require.resolve("./runLiveTest.js");
const parameters = ["--project", "my-project", "--bucket", "gs://my-bucket"];

/** Runs the test as `npm run test:live` does, without a terminal, and asserts that it leaves no temporary file. */
async function run(
  t: TestContext,
  added: readonly string[],
  emulator: string | undefined,
): Promise<ProgramEnd> {
  const machine = await UserProject.create([]);
  t.after(() => machine[Symbol.asyncDispose]());
  const temporary = machine.path("tmp");
  await mkdir(temporary);
  const environment = {
    GCP_LRO_EMULATOR_HOST: emulator,
    STORAGE_EMULATOR_HOST: undefined,
    PULUMI_HOME: machine.path("home"),
    TMPDIR: temporary,
  };
  const end = await runProgram(program, added, { cwd: machine.folder, environment });
  assert.deepEqual(await readdir(temporary), []);
  return { ...end, stdout: end.stdout.replace(/gcp-lro-live-[0-9a-f]{8}/g, "gcp-lro-live-<id>") };
}

test("it says what it does, what it costs and what it needs, and starts nothing without a yes", async (t) => {
  const { code, stdout, stderr } = await run(t, parameters, undefined);
  assert.equal(code, 2);
  assertMessage(t, "plan", `${stdout}${stderr}`);
});

test("without a bucket it shows its usage", async (t) => {
  const { code, stdout, stderr } = await run(t, ["--project", "my-project", "--yes"], undefined);
  assert.deepEqual([code, stdout], [2, ""]);
  assertMessage(t, "usage", stderr);
});

test("against the emulator it starts an export, cancels it, and leaves nothing", async (t) => {
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  const { code, stdout, stderr } = await run(t, [...parameters, "--kind", "Order", "--yes"], emulator.host);
  assert.equal(code, 0, `${stdout}${stderr}`);
  const lines = stdout.split("\n");
  const plan = lines.slice(0, lines.indexOf("=== pulumi up"));
  assertMessage(
    t,
    "run against the emulator",
    [...plan, ...lines.filter((line) => line.startsWith("=== "))].join("\n"),
  );
  assert.deepEqual(
    emulator.operations.map(({ method, state }) => [method, state]),
    [["exportEntities", "CANCELLED"]],
  );
  const body = emulator.requests[0]?.body.replace(/gcp-lro-live-[0-9a-f]{8}/, "<id>") ?? "";
  assert.deepEqual(JSON.parse(body), {
    outputUrlPrefix: "gs://my-bucket/<id>",
    entityFilter: { kinds: ["Order"] },
  });
});

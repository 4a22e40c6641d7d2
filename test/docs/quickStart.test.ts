import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageFolder, UserProject } from "../package/userProject.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { unsharedPort } from "../support/unsharedPort.js";
import { blocksOf, programs, section } from "./pages.js";

const run = promisify(execFile);

test("the commands of the quick start cancel two exports, and wait for each", async () => {
  const text = section("README.md", "Quick start");
  const port = String(unsharedPort());
  const [, prepare = "", use = ""] = blocksOf({ file: "README.md", text })
    .filter(({ language }) => language === "sh")
    .map((block) => block.text.replaceAll("8085", port));
  const lines = prepare.trim().split("\n");
  const emulator = lines.pop() ?? "";
  const program = programs.find(({ name }) => name === "index.ts");
  assert.ok(program);

  // In place of `npm install`: the packages of this clone.
  await using project = await UserProject.create(["@pulumi/pulumi", "@types/node", "typescript"]);
  await project.install("pulumi-gcp-lro", packageFolder);
  await project.write("clone/.keep", "");
  const pulumi = await pinnedPulumi();
  const options = {
    cwd: project.path("clone"),
    env: pulumi.environment({
      ...process.env,
      PULUMI_HOME: project.path("home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    }),
  };
  await run("bash", ["-euc", lines.filter((line) => !line.startsWith("npm install")).join("\n")], options);
  const inFolder = { ...options, cwd: project.path("orders") };
  await project.write("orders/index.ts", program.text);
  const main = `exec "${process.execPath}" "${packageFolder}/dist/gcp-lro.js"`;
  const server = spawn("bash", ["-c", emulator.replace(/^npx gcp-lro/, main)], inFolder);
  const requests = linesOf(server);
  try {
    await once(server.stdout, "data");
    const { stdout } = await run("bash", ["-euc", use], inFolder);
    assert.match(stdout, /\+-1 replaced[\s\S]*2 deleted/);
  } finally {
    server.kill("SIGINT");
    await once(server, "close");
  }
  const starts = requests.filter((line) => line.includes("clusters/orders:export 200"));
  const cancels = requests.filter((line) => line.includes(":cancel 200"));
  const ends = requests.filter((line) => line.endsWith("200 CANCELLED"));
  assert.deepEqual(
    [starts, cancels, ends].map(({ length }) => length),
    [2, 2, 2],
  );
  assert.ok(requests.indexOf(ends[0] ?? "") < requests.indexOf(starts[1] ?? ""));
});

/** The lines that a process writes to stderr, as they arrive. */
function linesOf({ stderr }: ChildProcess): string[] {
  const lines: string[] = [];
  if (stderr !== null) {
    createInterface({ input: stderr }).on("line", (line) => lines.push(line));
  }
  return lines;
}

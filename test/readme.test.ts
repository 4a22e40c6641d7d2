import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import ts from "typescript";
import { compile } from "./package/compile.js";
import { runProgram } from "./package/program.js";
import { programs, readme, underMocks } from "./package/readmeProgram.js";
import { packageFolder, UserProject } from "./package/userProject.js";

let project: UserProject;

before(async () => {
  project = await UserProject.create(["@pulumi/pulumi", "@types/node"]);
  await project.install("pulumi-gcp-lro", packageFolder);
});

after(() => project[Symbol.asyncDispose]());

async function compiled(name: string): Promise<string> {
  const text = programs.get(name);
  assert.ok(text, `README.md has no block that begins with // ${name}`);
  const source = await project.write(name, text);
  assert.deepEqual(compile([source], { module: ts.ModuleKind.Node16 }), []);
  return source.replace(/ts$/, "js");
}

test("every TypeScript block names its file, and there is a test for each: index.test.mts in test/package", () => {
  assert.equal(programs.size, readme.match(/^```ts$/gm)?.length);
  assert.deepEqual([...programs.keys()], ["index.ts", "undo.ts", "adopt.ts", "cancel.mts", "index.test.mts"]);
});

for (const name of ["index.ts", "adopt.ts"]) {
  test(`${name} makes a resource whose deletion ends the operation`, async () => {
    const script = await compiled(name);
    await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
    emulator.seedOperation({
      service: "datastore",
      method: "exportEntities",
      target: "projects/my-project",
      name: "projects/my-project/operations/ASA0ODU2NDI0NTY",
    });
    const runner = await project.write("mocks.cjs", underMocks);
    const { code, stderr } = await runProgram(runner, [script], {
      cwd: project.folder,
      environment: { GCP_LRO_EMULATOR_HOST: emulator.host, PULUMI_HOME: project.path("home") },
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const wanted = name === "index.ts" ? "alloydb" : "datastore";
    const states = emulator.operations.filter(({ service }) => service === wanted).map(({ state }) => state);
    assert.deepEqual(states, ["CANCELLED"]);
  });
}

test("undo.ts deletes what was created despite the cancel", async () => {
  const script = await compiled("undo.ts");
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  emulator.behave({ match: { method: "createInstance" }, endsWhenCancelled: "succeed" });
  emulator.behave({ match: { method: "deleteInstance" }, operationTime: 0 });
  const runner = await project.write("mocks.cjs", underMocks);
  const { code, stderr } = await runProgram(runner, [script], {
    cwd: project.folder,
    environment: { GCP_LRO_EMULATOR_HOST: emulator.host, PULUMI_HOME: project.path("home") },
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.deepEqual(
    emulator.operations.map(({ method, state, target }) => `${method} ${state} ${target.split("/").at(-1)}`),
    ["createInstance SUCCEEDED etl", "deleteInstance SUCCEEDED etl"],
  );
});

test("cancel.mts cancels what runs on its cluster, and nothing else", async () => {
  const script = await compiled("cancel.mts");
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  const place = "projects/my-project/locations/europe-west1";
  const [one, other, spared] = ["orders", "orders", "other"].map((cluster) =>
    emulator.seedOperation({
      service: "alloydb",
      method: "exportCluster",
      target: `${place}/clusters/${cluster}`,
    }),
  );
  const { code, stdout } = await runProgram(script, [], {
    cwd: project.folder,
    environment: { GCP_LRO_EMULATOR_HOST: emulator.host },
  });
  assert.deepEqual(
    { code, lines: stdout.trim().split("\n").sort() },
    { code: 0, lines: [`${one} cancelled`, `${other} cancelled`].sort() },
  );
  const running = emulator.operations.filter(({ state }) => state === "RUNNING").map(({ name }) => name);
  assert.deepEqual(running, [spared]);
});

test("index.test.mts compiles", async () => {
  await compiled("index.test.mts");
});

test("every npm script that is spoken of exists", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/\bnpm (?:run (\w+)|(test))\b/g)].map(([, run, own]) => run ?? own ?? "");
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

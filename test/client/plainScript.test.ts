import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import ts from "typescript";
import { compile } from "../package/compile.js";
import { runProgram } from "../package/program.js";
import { packInto, unpackInto } from "../package/tarball.js";
import { UserProject } from "../package/userProject.js";
import { exportRequest, parent } from "../support/emulatorScene.js";

let project: UserProject;
let emulator: Emulator;

before(async () => {
  project = await UserProject.create(["google-auth-library", "@types/node"]);
  await unpackInto(project, await packInto(project.folder));
  emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
});

after(async () => {
  await emulator.close();
  await project[Symbol.asyncDispose]();
});

/** Runs a script in a project that has this package, but not Pulumi; answers what it printed as JSON. */
async function run(body: string): Promise<unknown> {
  emulator.clear();
  const file = await project.write(
    "script.mjs",
    `import { createRequire } from "node:module";
     import { OperationsClient } from "pulumi-gcp-lro/client";
     const client = new OperationsClient({ service: "alloydb" });
     ${body}`,
  );
  const environment = { GCP_LRO_EMULATOR_HOST: emulator.host };
  const { code, stdout, stderr } = await runProgram(file, [], { cwd: project.folder, environment });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

test("Pulumi is not there, and the client loads without it and without the auth library", async () => {
  const printed = await run(`
    const require = createRequire(import.meta.url);
    let pulumi = "there";
    try {
      require.resolve("@pulumi/pulumi");
    } catch (error) {
      pulumi = error.code;
    }
    const loads = (part) => Object.keys(require.cache).some((file) => file.includes(part));
    console.log(JSON.stringify({ pulumi, client: loads("operationsClient"), auth: loads("google-auth") }));`);
  assert.deepEqual(printed, { pulumi: "MODULE_NOT_FOUND", client: true, auth: false });
});

test("the client's types need no types of Pulumi", async () => {
  const source = await project.write(
    "types.mts",
    `import { OperationsClient, type Outcome } from "pulumi-gcp-lro/client";
     const client = new OperationsClient({ service: "alloydb", requestTimeout: "10s" });
     export const outcome: Promise<Outcome> = client.cancelAndWait("projects/p/locations/l/operations/o");`,
  );
  assert.deepEqual(compile([source], { module: ts.ModuleKind.NodeNext, noEmit: true }), []);
});

test("a plain script starts, lists, cancels and waits", async () => {
  const printed = await run(`
    const { name } = await client.start(${JSON.stringify(exportRequest)});
    const listed = await Array.fromAsync(client.list("${parent}"), (operation) => operation.name === name);
    const outcome = await client.cancelAndWait(name);
    console.log(JSON.stringify({ listed, kind: outcome.kind, byUs: outcome.byUs }));`);
  assert.deepEqual(printed, { listed: [true], kind: "cancelled", byUs: true });
});

test("after an abort nothing keeps a script alive", async () => {
  const printed = await run(`
    const { name } = await client.start(${JSON.stringify(exportRequest)});
    const controller = new AbortController();
    const waiting = client.wait(name, {
      signal: controller.signal,
      onProgress: ({ kind }) => kind === "polled" && setImmediate(() => controller.abort()),
    });
    const { kind, because } = await waiting;
    const alive = process.getActiveResourcesInfo().filter((resource) => /Timeout|Immediate|TCP/.test(resource));
    console.log(JSON.stringify({ kind, because, alive }));`);
  assert.deepEqual(printed, { kind: "running", because: "interrupted", alive: [] });
});

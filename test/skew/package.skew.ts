import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { runProgram } from "../package/program.js";
import { packInto, unpackInto } from "../package/tarball.js";
import { typedProgram } from "../package/typedProgram.js";
import { UserProject } from "../package/userProject.js";
import {
  newestNode,
  newestTypeScript,
  oldestNode,
  oldestNodeTypes,
  oldestSdk,
  oldestTypeScript,
  promisedEngines,
  promisedPeers,
} from "./versions.js";

let project: UserProject;

before(async () => {
  project = await UserProject.create(["google-auth-library"]);
  await project.install("@pulumi/pulumi", oldestSdk.folder);
  await project.install("@types/node", oldestNodeTypes.folder);
  await unpackInto(project, await packInto(project.folder));
});

after(() => project[Symbol.asyncDispose]());

test("the oldest versions here are the oldest that the package asks for", () => {
  assert.equal(promisedPeers["@pulumi/pulumi"], `^${oldestSdk.version}`);
  assert.ok(promisedEngines.node?.startsWith(`^${oldestNode.version} `), promisedEngines.node);
});

for (const node of [oldestNode, newestNode]) {
  for (const entry of ["client", "emulator", "provider"]) {
    test(`pulumi-gcp-lro/${entry} loads on Node.js ${node.version}, and nothing in it is deprecated`, async () => {
      const script = await project.write(`load-${entry}.cjs`, `require("pulumi-gcp-lro/${entry}");`);
      const end = await runProgram(script, [], {
        cwd: project.folder,
        node: node.program,
        flags: ["--throw-deprecation", "--pending-deprecation"],
      });
      assert.deepEqual(end, { code: 0, stdout: "", stderr: "" });
    });
  }

  test(`pulumi-gcp-lro loads on Node.js ${node.version} with Pulumi's SDK ${oldestSdk.version}`, async () => {
    const script = await project.write(
      "program.mjs",
      'import { LongRunningOperation } from "pulumi-gcp-lro"; console.log(typeof LongRunningOperation);',
    );
    const end = await runProgram(script, [], { cwd: project.folder, node: node.program });
    assert.deepEqual(end, { code: 0, stdout: "function\n", stderr: "" });
  });
  test(`resolveConflicts refuses Pulumi's SDK ${oldestSdk.version} on Node.js ${node.version}`, async () => {
    const script = await project.write(
      "conflicts.mjs",
      'import { resolveConflicts } from "pulumi-gcp-lro/hooks"; try { resolveConflicts(); } catch ({ message }) { console.log(message); }',
    );
    const { code, stdout } = await runProgram(script, [], { cwd: project.folder, node: node.program });
    assert.equal(code, 0);
    assert.match(stdout, /needs Pulumi's SDK 3\.245\.0/);
  });
}

/** The configuration that `pulumi new typescript` wrote at the release of the oldest SDK. It also checks packages' types. */
const template = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  sourceMap: true,
  experimentalDecorators: true,
  pretty: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
};

for (const [compiler, options] of [
  [oldestTypeScript, template],
  // Later ones find no types by themselves, and only put up with that form of modules.
  [newestTypeScript, { ...template, types: ["node"], ignoreDeprecations: "6.0" }],
] as const) {
  test(`TypeScript ${compiler.version} compiles a program of Pulumi's template with SDK ${oldestSdk.version}`, async () => {
    await project.write("index.ts", typedProgram);
    await project.write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["index.ts"] }));
    const script = path.join(compiler.folder, "lib", "tsc.js");
    const end = await runProgram(script, ["--noEmit", "--pretty", "false"], { cwd: project.folder });
    assert.deepEqual(end, { code: 0, stdout: "", stderr: "" });
  });
}

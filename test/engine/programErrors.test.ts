import assert from "node:assert/strict";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import manifest from "pulumi-gcp-lro/package.json";
import { type Install, linkDependency } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import type { EngineStack } from "../support/engineStack.js";
import { assertMessage } from "../support/golden.js";
import { packageRoot } from "../support/providerProject.js";

const HEAD = `const pulumi = require("@pulumi/pulumi");
const { alloydb, datafusion, gcpProviderArgs, LongRunningOperation } = require("pulumi-gcp-lro");
const cluster = "projects/p/locations/europe-west1/clusters/orders";
const start = { path: cluster + ":export", body: { database: "d" } };
`;

/** A command for a program of its own. */
async function runProgram(stack: EngineStack, program: string, command: string[]): Promise<EngineRun> {
  await writeFile(path.join(stack.folder, "index.js"), `${HEAD}${program}`);
  return stack.run(command);
}

/** The one line of a run's diagnostics that holds a text. */
function lineOf({ stdout }: EngineRun, part: string): string {
  const [, diagnostics = ""] = stdout.split("Diagnostics:");
  const lines = diagnostics.split("\n").filter((line) => line.includes(part));
  assert.equal(lines.length, 1, stdout);
  return lines[0]?.trim() ?? "";
}

const preview = ["preview"];
const up = ["up", "--yes", "--skip-preview"];

describe("pulumi/pulumi#17934: an Output in a template literal", () => {
  const observed = scenario({}, async ({ stack }) => {
    const program = `new LongRunningOperation("op", { service: "alloydb", start, triggers: [\`v-\${pulumi.output(1)}\`] });`;
    return [
      await failing(runProgram(stack, program, preview)),
      await failing(runProgram(stack, program, up)),
    ];
  });

  test("is refused in a trigger by preview and by up, with the path and the way out", (t) => {
    for (const run of observed()) {
      const shown = diagnosticsOf(run, "op");
      assert.match(shown, /: property triggers\[0\] .*pulumi\.interpolate/);
      assertMessage(t, "Output in a trigger", shown);
    }
  });

  test("nothing is sent", () => {
    assert.deepEqual(
      observed().flatMap(({ requests }) => requests),
      [],
    );
  });
});

describe("what a recipe or a provider can't use", () => {
  const observed = scenario({}, async ({ stack }) => ({
    recipe: await failing(
      runProgram(
        stack,
        `new LongRunningOperation("op", alloydb.exportCluster({ cluster, database: "d", sqlExportOptions: {} }));`,
        preview,
      ),
    ),
    late: await failing(
      runProgram(
        stack,
        `new LongRunningOperation("op", datafusion.createInstance({
           project: "p", location: "l", instanceId: pulumi.secret("i"), type: pulumi.output("BASC"),
         }));`,
        preview,
      ),
    ),
    credentials: await failing(
      runProgram(
        stack,
        `const provider = { billingProject: pulumi.output(undefined), credentials: pulumi.secret("hush") };
         new LongRunningOperation("op", { service: "alloydb", start, ...gcpProviderArgs(provider, "alloydb") });`,
        preview,
      ),
    ),
    good: await succeeding(
      runProgram(
        stack,
        `const provider = { billingProject: pulumi.output("payer") };
         new LongRunningOperation("op", {
           ...alloydb.exportCluster({
             cluster: pulumi.output(cluster),
             database: pulumi.secret("d"),
             gcsDestination: { uri: "gs://b/f" },
             sqlExportOptions: {},
           }),
           ...gcpProviderArgs(provider, "alloydb"),
         });`,
        up,
      ),
    ),
    inputs: (await stack.exported()).op?.inputs,
    again: await succeeding(stack.run(up)),
  }));

  test("is refused by preview, with the resource, the recipe and the field", (t) => {
    const { recipe, late } = observed();
    assert.match(diagnosticsOf(recipe, "op"), /alloydb\.exportCluster: gcsDestination: /);
    assertMessage(t, "missing field of a recipe", diagnosticsOf(recipe, "op"));
    assert.match(diagnosticsOf(late, "op"), /datafusion\.createInstance: type: /);
    assertMessage(t, "field of a recipe known late", diagnosticsOf(late, "op"));
    assertForPeople(recipe.text);
  });

  test("is refused by preview where credentials would be lost, which are not shown", (t) => {
    const { credentials } = observed();
    assert.match(diagnosticsOf(credentials, "op"), /gcpProviderArgs does not copy/);
    assertMessage(t, "credentials of a provider", diagnosticsOf(credentials, "op"));
    assert.doesNotMatch(credentials.text, /hush/);
  });

  test("leaves nothing in the state where all is well, and nothing to change", () => {
    const { inputs, again } = observed();
    assert.doesNotMatch(JSON.stringify(inputs), /__problems/);
    assert.match(again.text, /1 unchanged|2 unchanged/);
  });
});

describe("pulumi/pulumi#2776: the option provider with a provider of another package", () => {
  const observed = scenario({}, ({ stack }) =>
    failing(
      runProgram(
        stack,
        `class Provider extends pulumi.ProviderResource {}
         const provider = new Provider("pulumi", "mine", {});
         new LongRunningOperation("op", { service: "alloydb", start }, { provider });`,
        preview,
      ),
    ),
  );

  test("is refused by the program, with the way to pass its settings", (t) => {
    const line = lineOf(observed(), "LongRunningOperation op: ");
    assert.match(line, /gcpProviderArgs\(provider, "alloydb"\)/);
    assertMessage(t, "provider of another package", line);
    assertForPeople(observed().text);
  });
});

/** Installs packages as pnpm does: the program resolves a library, and only the library resolves this package. */
const behindLibrary: Install = async (modules) => {
  const library = path.join(modules, "library");
  const own = path.join(library, "node_modules");
  await mkdir(own, { recursive: true });
  await writeFile(path.join(library, "index.js"), 'module.exports = require("pulumi-gcp-lro");');
  await symlink(packageRoot, path.join(own, "pulumi-gcp-lro"));
  await linkDependency(modules, "@pulumi/pulumi");
};

describe("pulumi/pulumi#18976: a package that only a library of the program sees", () => {
  const observed = scenario({ install: behindLibrary }, async ({ stack }) => {
    const program = `new (require("library").LongRunningOperation)("op", { service: "alloydb", start: { path: "a/b:c" } });`;
    await writeFile(path.join(stack.folder, "index.js"), program);
    return { run: await failing(stack.run(preview)), folder: stack.folder };
  });

  test("is refused by the program, with the folder of the project that has to depend on it", (t) => {
    const { run, folder } = observed();
    const line = lineOf(run, folder);
    assertMessage(t, "package that only a library sees", line);
    assertForPeople(run.text);
  });
});

/** The program sees another version of this package than its library. */
const otherVersion: Install = async (modules) => {
  await behindLibrary(modules);
  const copy = path.join(modules, "library", "node_modules", "pulumi-gcp-lro");
  await rm(copy);
  await mkdir(copy);
  await cp(path.join(packageRoot, "dist"), path.join(copy, "dist"), { recursive: true });
  const manifest = JSON.parse(await readFile(path.join(packageRoot, "package.json"), "utf8")) as object;
  await writeFile(path.join(copy, "package.json"), JSON.stringify({ ...manifest, version: "0.0.9" }));
  await symlink(packageRoot, path.join(modules, "pulumi-gcp-lro"));
};

describe("another version of the package in the project's folder than the program uses", () => {
  const observed = scenario({ install: otherVersion }, async ({ stack }) => {
    const program = `const { LongRunningOperation } = require("library");
      for (const name of ["a", "b"]) {
        const path = "projects/p/locations/europe-west1/clusters/c:export";
        new LongRunningOperation(name, { service: "alloydb", start: { path } });
      }`;
    await writeFile(path.join(stack.folder, "index.js"), program);
    return succeeding(stack.run(preview));
  });

  test("is warned of once", (t) => {
    const line = lineOf(observed(), "0.0.9");
    assert.match(line, /warning: /);
    assertMessage(t, "another version in the project", line.replace(manifest.version, "<version>"));
  });
});

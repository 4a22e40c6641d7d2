import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import ts from "typescript";
import { compile } from "../package/compile.js";
import { type ProgramEnd, runProgram } from "../package/program.js";
import { packageFolder, UserProject } from "../package/userProject.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { telemetryPackages } from "../telemetry/telemetryPackages.js";
import { blocks, imports, type Program, programs, unnamedPrograms } from "./pages.js";
import { underMocks } from "./underMocks.js";

/** Programs that need more than the operations that run in the emulator, or whose effect is checked. */
const special: Record<
  string,
  { prepare?(emulator: Emulator): void; verify(emulator: Emulator, end: ProgramEnd): void }
> = {
  "undo.ts": {
    prepare(emulator) {
      emulator.behave({ match: { method: "createInstance" }, endsWhenCancelled: "succeed" });
      emulator.behave({ match: { method: "deleteInstance" }, operationTime: 0 });
    },
    verify: (emulator) => assert.deepEqual(statesOf(emulator, "datafusion"), ["SUCCEEDED", "SUCCEEDED"]),
  },
  "group.ts": {
    verify: (emulator) =>
      assert.deepEqual(statesOf(emulator, "alloydb"), [
        ...["CANCELLED", "CANCELLED", "RUNNING"],
        ...["CANCELLED", "CANCELLED"],
      ]),
  },
  "cancel.mts": {
    verify(emulator, { stdout }) {
      const cancelled = emulator.operations.filter(({ state }) => state === "CANCELLED");
      assert.deepEqual(
        stdout.trim().split("\n").sort(),
        cancelled.map(({ name }) => `${name} cancelled`).sort(),
      );
      assert.deepEqual(statesOf(emulator, "alloydb"), ["CANCELLED", "CANCELLED", "RUNNING"]);
    },
  },
};

const CLUSTER = "projects/my-project/locations/europe-west1/clusters/orders";

/** Seeds exports of two clusters, which the pages speak of. Only cancel.mts and group.ts end some. */
function seedExports(emulator: Emulator): void {
  for (const target of [CLUSTER, CLUSTER, CLUSTER.replace("orders", "other")]) {
    emulator.seedOperation({ service: "alloydb", method: "exportCluster", target });
  }
}

/** Seeds the operation that a program adopts or waits for, by its name and service in the program. */
function seedNamed(emulator: Emulator, { text }: Program): void {
  const [, service] = /service: "(\w+)"/.exec(text) ?? [];
  const [, name] = /"(projects\/[^"]+\/operations\/[^"]+)"/.exec(text) ?? [];
  if (name !== undefined && service === "datastore") {
    emulator.seedOperation({ service, method: "exportEntities", target: "projects/my-project", name });
  } else if (name !== undefined && service === "alloydb") {
    emulator.seedOperation({ service, method: "exportCluster", target: CLUSTER, name });
  }
}

function statesOf(emulator: Emulator, wanted: string): string[] {
  return emulator.operations.filter(({ service }) => service === wanted).map(({ state }) => state);
}

const ownPrograms = programs.filter((program) => !imports(program, "@pulumi/gcp"));

let project: UserProject;

before(async () => {
  project = await UserProject.create(["@pulumi/pulumi", "@types/node", ...telemetryPackages]);
  await project.install("pulumi-gcp-lro", packageFolder);
  await project.write("mocks.cjs", underMocks);
});

after(() => project[Symbol.asyncDispose]());

test("every program names its file in its first line, and no two have the same name", () => {
  assert.deepEqual(
    unnamedPrograms.map(({ file, text }) => `${file}: ${text.split("\n")[0]}`),
    [],
  );
  const names = programs.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});

test("every block has one of the languages that the pages use", () => {
  const known = ["ts", "js", "sh", "text", "json", "yaml"];
  assert.deepEqual(
    blocks.filter(({ language }) => !known.includes(language)),
    [],
  );
});

test("every program compiles", async () => {
  const sources = await Promise.all(ownPrograms.map(({ name, text }) => project.write(name, text)));
  const outDir = project.path("out");
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.Node16,
    rootDir: project.folder,
    outDir,
    allowJs: true,
    checkJs: true,
  };
  assert.deepEqual(compile(sources, options), []);
});

/** The JavaScript that the compilation made of a program. */
function scriptOf({ name }: Program): string {
  return project.path("out", name.replace(/ts$/, "js"));
}

for (const program of ownPrograms.filter(({ name }) => !name.includes(".test."))) {
  test(`${program.name} runs to its end`, async () => {
    await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
    seedExports(emulator);
    const seeded = emulator.operations.length;
    seedNamed(emulator, program);
    const { prepare, verify } = special[program.name] ?? {};
    prepare?.(emulator);
    const isPulumiProgram = imports(program, "pulumi-gcp-lro");
    const script = scriptOf(program);
    const end = await runProgram(
      isPulumiProgram ? project.path("mocks.cjs") : script,
      isPulumiProgram ? [script] : [],
      {
        cwd: project.folder,
        environment: { GCP_LRO_EMULATOR_HOST: emulator.host, PULUMI_HOME: project.path("home") },
      },
    );
    const { code, stdout, stderr } = end;
    assert.equal(code, 0, `${stdout}${stderr}`);
    if (isPulumiProgram) {
      const own = emulator.operations.slice(seeded);
      const running = own.filter(({ state }) => state === "RUNNING");
      assert.notEqual(own.length, 0);
      assert.deepEqual({ stderr, running }, { stderr: "", running: [] });
    }
    verify?.(emulator, end);
  });
}

for (const program of ownPrograms.filter(({ name }) => name.includes(".test."))) {
  test(`${program.name} passes with the real Pulumi CLI`, async () => {
    const runtime = { name: "nodejs", options: { typescript: false } };
    await project.write("out/Pulumi.yaml", JSON.stringify({ name: "user", runtime, main: "index.js" }));
    await project.write("state/.keep", "");
    const pulumi = await pinnedPulumi();
    const environment = pulumi.environment({
      ...process.env,
      PULUMI_HOME: project.path("home"),
      PULUMI_BACKEND_URL: `file://${project.path("state")}`,
      PULUMI_CONFIG_PASSPHRASE: "docs",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    const { code, stdout, stderr } = await runProgram(scriptOf(program), [], {
      cwd: project.path("out"),
      environment,
    });
    assert.equal(code, 0, `${stdout}${stderr}`);
  });
}

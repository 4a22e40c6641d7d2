import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageRoot } from "./support/providerProject.js";
import { exportsOf, importsOf, type SourceFile, sourceFiles } from "./support/sourceFiles.js";

/** The exports of each entry. A new name is a commitment to users, so it is reviewed here. */
const surface: Record<string, { file: string; bundle?: string; values: string[]; types: string[] }> = {
  ".": {
    file: "index",
    values: [
      "LongRunningOperation",
      "OperationGroup",
      "alloydb",
      "cloudaicompanion",
      "datafusion",
      "datastore",
      "discoveryengine",
      "gcpProviderArgs",
      "guard",
    ],
    types: [
      "GcpProvider",
      "GcpProviderArgs",
      "GuardArgs",
      "HttpRequest",
      "JsonObject",
      "JsonValue",
      "LongRunningOperationArgs",
      "OnDelete",
      "OnInterrupt",
      "OperationError",
      "OperationGroupArgs",
      "OperationState",
      "Recipe",
      "RecipeStart",
      "StartRequest",
      "Timeouts",
      "WhenCancelUnsupported",
      "WhenCompletedDespiteCancel",
    ],
  },
  "./client": {
    file: "client/index",
    values: [
      "ArgumentError",
      "IncompleteListError",
      "ListRefusedError",
      "NoAnswerError",
      "OperationsClient",
      "RequestRefusedError",
      "StartRefusedError",
      "StartUncertainError",
      "TargetError",
      "isArgumentError",
      "isIncompleteListError",
      "isListRefusedError",
      "isNoAnswerError",
      "isRequestRefusedError",
      "isStartRefusedError",
      "isStartUncertainError",
      "isTargetError",
      "readMetadata",
    ],
    types: [
      "ApiError",
      "CallOptions",
      "CancelAllOptions",
      "CancelOptions",
      "CancelledOutcome",
      "CompletedOutcome",
      "CredentialsFailure",
      "EndedOperation",
      "FailedOutcome",
      "GoneOutcome",
      "GoogleOptions",
      "GrpcCodeName",
      "HttpRequest",
      "IncompleteList",
      "JsonObject",
      "JsonValue",
      "ListOptions",
      "NetworkFailure",
      "NonApiResponse",
      "Operation",
      "OperationError",
      "OperationEvent",
      "OperationOutcome",
      "OperationProgress",
      "OperationReport",
      "OperationResult",
      "OperationSelection",
      "OperationsClientOptions",
      "Outcome",
      "RequestFailure",
      "RunningOperation",
      "RunningOutcome",
      "SetupProblem",
      "StartRequest",
      "StillRunningBecause",
      "TargetProblem",
      "UnreadableResponse",
      "WorkCounter",
    ],
  },
  "./emulator": {
    file: "emulator/index",
    values: ["startEmulator"],
    types: [
      "Behaviour",
      "BehaviourRule",
      "CancelPolicy",
      "CredentialsPolicy",
      "DelayFault",
      "DurationLike",
      "EmulatedFault",
      "EmulatedOperation",
      "Emulator",
      "EmulatorOptions",
      "Ending",
      "EndlessFault",
      "FaultEffect",
      "FaultMatch",
      "FaultOccurrence",
      "FaultRule",
      "HtmlFault",
      "OperationFailure",
      "OperationForm",
      "OperationPhase",
      "OperationSeed",
      "OperationsAction",
      "OperationsRoute",
      "RecordedRequest",
      "RedirectFault",
      "ReplyFault",
      "RequestKind",
      "RequestStatus",
      "ResetFault",
      "ResetMidBodyFault",
      "ServiceDescription",
      "ServiceLocations",
      "StartMatch",
      "StatusFault",
      "TruncatedFault",
    ],
  },
  "./hooks": {
    file: "hooks/index",
    values: ["resolveConflicts"],
    types: ["ConflictOptions", "ConflictPolicy"],
  },
  "./provider": {
    file: "pulumi/provider",
    bundle: "provider",
    values: ["longRunningOperation", "operationGroup"],
    types: [],
  },
  "./telemetry": {
    file: "telemetry/index",
    values: ["enableTelemetry"],
    types: ["TelemetryOptions"],
  },
};

const manifest = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
  scripts: { bundle: string };
};
const esbuild = require.resolve("esbuild/bin/esbuild");

test("the entries are those of the contract, each with types and code", () => {
  const { "./package.json": own, "./events.schema.json": schema, ...entries } = manifest.exports;
  assert.equal(own, "./package.json");
  assert.equal(schema, "./dist/events.schema.json");
  assert.deepEqual(
    entries,
    Object.fromEntries(
      Object.entries(surface).map(([entry, { file, bundle = file }]) => [
        entry,
        { types: `./dist/${file}.d.ts`, default: `./dist/${bundle}.js` },
      ]),
    ),
  );
});

for (const [entry, { file, values, types }] of Object.entries(surface)) {
  test(`pulumi-gcp-lro${entry.slice(1)} exports the reviewed names`, () => {
    const source = sourceFiles("src").find(({ path: one }) => one === `${file}.ts`);
    assert.ok(source);
    assert.deepEqual(exportsOf(source).sort(), [...values, ...types.map((name) => `type ${name}`)].sort());
  });

  test(`pulumi-gcp-lro${entry.slice(1)} has the reviewed names at run time`, async () => {
    const { names } = await loaded(entry);
    assert.deepEqual(names, [...values].sort());
  });
}

test("the provider is one file and loads no other package: it starts with every run of Pulumi", async () => {
  const { modules } = await loaded("./provider");
  assert.deepEqual(
    modules.map((one) => path.relative(packageRoot, one)),
    [path.join("dist", "provider.js")],
  );
});

test("the bundled provider is what the sources say: run `npm run types` after a change", async () => {
  const { bundle } = manifest.scripts;
  const outfile = "dist/provider.js";
  assert.ok(bundle.startsWith("esbuild ") && bundle.endsWith(` --outfile=${outfile}`));
  const parameters = bundle.split(" ").slice(1, -1);
  const { stdout } = await promisify(execFile)(esbuild, parameters, { cwd: packageRoot, maxBuffer: 4e6 });
  assert.equal(stdout, readFileSync(path.join(packageRoot, outfile), "utf8"));
});

test("the emulator loads no other package, and nothing of the client", async () => {
  const { modules } = await loaded("./emulator");
  const foreign = modules.filter((one) => /node_modules|dist.(google|pulumi|cli)/.test(one));
  assert.deepEqual(foreign, []);
});

test("the client loads no other package, neither Pulumi nor the auth library", async () => {
  const { modules } = await loaded("./client");
  assert.deepEqual(
    modules.filter((one) => /node_modules|dist.(pulumi|services|cli)[\\/]/.test(one)),
    [],
  );
});

test("telemetry loads OpenTelemetry's API and no other package, and nothing of the provider's code", async () => {
  const { modules } = await loaded("./telemetry");
  const foreign = modules.filter((one) => /node_modules|dist.(pulumi|client)[\\/]/.test(one));
  const unexpected = foreign.filter((one) => !/@opentelemetry.api[\\/]|stepChannel\.js$/.test(one));
  assert.deepEqual(unexpected, []);
});

test("the program's entry loads the SDK and no auth library", async () => {
  const { modules } = await loaded(".");
  assert.deepEqual(
    modules.filter((one) => one.includes("google-auth-library")),
    [],
  );
});

test("the public types name no connection: what a client is made of is no promise", () => {
  for (const entry of ["index", "client/index"]) {
    const declarations = declarationsBehind(`${entry}.d.ts`);
    assert.ok(declarations.length > 10);
    const internal = declarations.filter(({ text }) =>
      /\b(?:ServiceConnection|ConnectionPool|ClientDependencies)\b/.test(text),
    );
    assert.deepEqual(
      internal.map(({ path: one }) => one),
      [],
    );
  }
});

/** The declarations that an entry's types are made of: its own and all that they import. */
function declarationsBehind(entry: string): SourceFile[] {
  const all = new Map(sourceFiles("dist", ".d.ts").map((file) => [file.path, file]));
  const found = new Set<SourceFile>();
  const visit = (path: string): void => {
    const file = all.get(path);
    if (file !== undefined && !found.has(file)) {
      found.add(file);
      for (const imported of importsOf(file)) {
        visit(imported.replace(/\.js$/, ".d.ts"));
      }
    }
  };
  visit(entry);
  return [...found];
}

/** The modules and exports of a new process after it has required an entry. */
async function loaded(entry: string): Promise<{ names: string[]; modules: string[] }> {
  const specifier = JSON.stringify(`pulumi-gcp-lro${entry.slice(1)}`);
  const program = `
    const names = Object.keys(require(${specifier})).sort();
    process.stdout.write(JSON.stringify({ names, modules: Object.keys(require.cache) }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    cwd: packageRoot,
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as { names: string[]; modules: string[] };
}

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageRoot } from "./support/providerProject.js";

/** The entries of the contract. The reports in api list what each exports. */
const files: Record<string, { types: string; code?: string }> = {
  ".": { types: "index" },
  "./client": { types: "client/index" },
  "./emulator": { types: "emulator/index" },
  "./hooks": { types: "hooks/index" },
  "./provider": { types: "pulumi/provider", code: "provider" },
  "./telemetry": { types: "telemetry/index" },
};

const manifest = JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
};

test("the entries are those of the contract, each with types and code", () => {
  const { "./package.json": own, "./events.schema.json": schema, ...entries } = manifest.exports;
  assert.equal(own, "./package.json");
  assert.equal(schema, "./dist/events.schema.json");
  assert.deepEqual(
    entries,
    Object.fromEntries(
      Object.entries(files).map(([entry, { types, code = types }]) => [
        entry,
        { types: `./dist/${types}.d.ts`, default: `./dist/${code}.js` },
      ]),
    ),
  );
});

test("the provider is one file and loads no other package: it starts with every run of Pulumi", async () => {
  const modules = await loaded("./provider");
  assert.deepEqual(
    modules.map((one) => path.relative(packageRoot, one)),
    [path.join("dist", "provider.js")],
  );
});

test("the bundles are what the sources say", async () => {
  const bundle = [path.join(".ci", "bundle.mjs"), "--check"];
  await promisify(execFile)(process.execPath, bundle, { cwd: packageRoot });
});

test("the emulator loads no other package, and nothing of the client", async () => {
  const modules = await loaded("./emulator");
  const foreign = modules.filter((one) => /node_modules|dist.(google|pulumi|cli)/.test(one));
  assert.deepEqual(foreign, []);
});

test("the client loads no other package, neither Pulumi nor the auth library", async () => {
  const modules = await loaded("./client");
  assert.deepEqual(
    modules.filter((one) => /node_modules|dist.(pulumi|services|cli)[\\/]/.test(one)),
    [],
  );
});

test("telemetry loads OpenTelemetry's API and no other package, and nothing of the provider's code", async () => {
  const modules = await loaded("./telemetry");
  const foreign = modules.filter((one) => /node_modules|dist.(pulumi|client)[\\/]/.test(one));
  const unexpected = foreign.filter((one) => !/@opentelemetry.api[\\/]|stepChannel\.js$/.test(one));
  assert.deepEqual(unexpected, []);
});

test("the program's entry loads the SDK and no auth library", async () => {
  const modules = await loaded(".");
  assert.deepEqual(
    modules.filter((one) => one.includes("google-auth-library")),
    [],
  );
});

/** The modules of a new process after it has required an entry. */
async function loaded(entry: string): Promise<string[]> {
  const specifier = JSON.stringify(`pulumi-gcp-lro${entry.slice(1)}`);
  const program = `
    require(${specifier});
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    cwd: packageRoot,
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as string[];
}

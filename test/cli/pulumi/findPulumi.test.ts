import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { findPulumi, type PulumiInstallation, type PulumiSearch } from "#src/cli/pulumi/findPulumi.js";
import { assertMessage } from "../../support/golden.js";
import { createSandbox, placePulumi, placeScript } from "./pulumiSandbox.js";

async function found(search: PulumiSearch): Promise<PulumiInstallation> {
  const end = await findPulumi(search);
  assert.ok(end.ok, JSON.stringify(end));
  return end.value;
}

test("a CLI on PATH that is new enough and complete is used", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(sandbox.programs, "3.200.1");
  const pulumi = await found(sandbox);
  assert.equal(pulumi.version, "3.200.1");
  assert.equal(pulumi.command, path.join(sandbox.programs, "pulumi"));
});

test("companions may lie elsewhere on PATH", async (t) => {
  const sandbox = await createSandbox(t);
  const elsewhere = path.join(sandbox.folder, "elsewhere");
  await placePulumi(sandbox.programs, "3.200.0", ["pulumi-language-nodejs"]);
  await placeScript(elsewhere, "pulumi-resource-pulumi-nodejs", ":");
  const environment = { PATH: [sandbox.programs, elsewhere].join(path.delimiter) };
  assert.equal((await found({ ...sandbox, environment })).directory, sandbox.programs);
});

test("companions may lie beside the file that PATH has a link to", async (t) => {
  const sandbox = await createSandbox(t);
  const real = path.join(sandbox.folder, "real");
  await placePulumi(real, "3.200.0");
  await symlink(path.join(real, "pulumi"), path.join(sandbox.programs, "pulumi"));
  assert.equal((await found(sandbox)).directory, sandbox.programs);
});

test("an unusable CLI on PATH is skipped for a later one", async (t) => {
  const sandbox = await createSandbox(t);
  const later = path.join(sandbox.folder, "later");
  await placePulumi(sandbox.programs, "3.100.0");
  await placePulumi(later, "3.150.0");
  const environment = { PATH: [sandbox.programs, later].join(path.delimiter) };
  assert.equal((await found({ ...sandbox, environment })).directory, later);
});

test("the newest complete CLI of the versions folder is used if PATH has none", async (t) => {
  const sandbox = await createSandbox(t);
  for (const version of ["3.99.0", "3.9.0", "3.240.2", "3.240.10"]) {
    await placePulumi(path.join(sandbox.versions, version, "bin"), version);
  }
  await placePulumi(path.join(sandbox.versions, "3.300.0", "bin"), "3.300.0", ["pulumi-language-nodejs"]);
  const pulumi = await found(sandbox);
  assert.equal(pulumi.directory, path.join(sandbox.versions, "3.240.10", "bin"));
});

test("versions are kept in the user's home, whatever PULUMI_HOME says", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(path.join(sandbox.versions, "3.200.0", "bin"), "3.200.0");
  const module = JSON.stringify(require.resolve("#src/cli/pulumi/findPulumi.js"));
  const program = `require(${module}).findPulumi().then(({ value }) => console.log(value.directory))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    env: { PATH: sandbox.programs, HOME: sandbox.home, PULUMI_HOME: path.join(sandbox.folder, "other") },
  });
  assert.equal(stdout.trim(), path.join(sandbox.versions, "3.200.0", "bin"));
});

test("the environment puts the CLI and this Node.js first on PATH and keeps the rest", async (t) => {
  const sandbox = await createSandbox(t);
  await placePulumi(sandbox.programs, "3.200.0");
  const pulumi = await found(sandbox);
  assert.deepEqual(pulumi.environment({ PATH: "/usr/bin", HOME: "/h" }), {
    HOME: "/h",
    PATH: [sandbox.programs, path.dirname(process.execPath), "/usr/bin"].join(path.delimiter),
  });
});

const misfits: { what: string; spoil(bin: string): Promise<void> }[] = [
  {
    what: "is too old",
    spoil: (bin) => placePulumi(bin, "3.145.9"),
  },
  {
    what: "is of an unknown major version",
    spoil: (bin) => placePulumi(bin, "4.0.0"),
  },
  {
    what: "has no language host",
    spoil: (bin) => rm(path.join(bin, "pulumi-language-nodejs")),
  },
  {
    what: "has an empty launcher",
    spoil: (bin) => writeFile(path.join(bin, "pulumi-resource-pulumi-nodejs"), ""),
  },
  {
    what: "does not start",
    spoil: (bin) => placeScript(bin, "pulumi", "echo broken >&2", "exit 3"),
  },
  {
    what: "is no executable",
    spoil: async (bin) => {
      await rm(path.join(bin, "pulumi"));
      await writeFile(path.join(bin, "pulumi"), "half of a download");
    },
  },
];
for (const { what, spoil } of misfits) {
  test(`a CLI of the versions folder that ${what} is refused with the reason`, async (t) => {
    const sandbox = await createSandbox(t);
    const bin = path.join(sandbox.versions, "3.200.0", "bin");
    await placePulumi(bin, "3.200.0");
    await spoil(bin);
    const end = await findPulumi(sandbox);
    assert.ok(!end.ok);
    const [onPath, inVersions = ""] = end.error;
    assert.equal(onPath, "on PATH: no pulumi");
    assertMessage(t, what, inVersions);
  });
}

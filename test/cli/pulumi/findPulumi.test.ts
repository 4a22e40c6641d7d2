import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { findPulumi, type PulumiSearch } from "#src/cli/pulumi/findPulumi.js";
import type { PulumiInstallation } from "#src/cli/pulumi/installation.js";
import { assertMessage } from "../../support/golden.js";
import { fakeMachine, placePulumi, placeScript } from "./fakeMachine.js";

async function found(search: PulumiSearch): Promise<PulumiInstallation> {
  const end = await findPulumi(search);
  assert.ok("found" in end, JSON.stringify(end));
  return end.found;
}

test("a CLI on PATH that is new enough and complete is taken", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(machine.programs, "3.200.1");
  const pulumi = await found(machine);
  assert.equal(pulumi.version, "3.200.1");
  assert.equal(pulumi.command, path.join(machine.programs, "pulumi"));
});

test("companions may lie elsewhere on PATH", async (t) => {
  const machine = await fakeMachine(t);
  const elsewhere = path.join(machine.folder, "elsewhere");
  await placePulumi(machine.programs, "3.200.0", ["pulumi-language-nodejs"]);
  await placeScript(elsewhere, "pulumi-resource-pulumi-nodejs", ":");
  const environment = { PATH: [machine.programs, elsewhere].join(path.delimiter) };
  assert.equal((await found({ ...machine, environment })).directory, machine.programs);
});

test("companions may lie beside the file that PATH has a link to", async (t) => {
  const machine = await fakeMachine(t);
  const real = path.join(machine.folder, "real");
  await placePulumi(real, "3.200.0");
  await symlink(path.join(real, "pulumi"), path.join(machine.programs, "pulumi"));
  assert.equal((await found(machine)).directory, machine.programs);
});

test("a misfit on PATH is passed over for a later one", async (t) => {
  const machine = await fakeMachine(t);
  const later = path.join(machine.folder, "later");
  await placePulumi(machine.programs, "3.100.0");
  await placePulumi(later, "3.150.0");
  const environment = { PATH: [machine.programs, later].join(path.delimiter) };
  assert.equal((await found({ ...machine, environment })).directory, later);
});

test("the newest complete CLI of the versions folder is taken where PATH has none", async (t) => {
  const machine = await fakeMachine(t);
  for (const version of ["3.99.0", "3.9.0", "3.240.2", "3.240.10"]) {
    await placePulumi(path.join(machine.versions, version, "bin"), version);
  }
  await placePulumi(path.join(machine.versions, "3.300.0", "bin"), "3.300.0", ["pulumi-language-nodejs"]);
  const pulumi = await found(machine);
  assert.equal(pulumi.directory, path.join(machine.versions, "3.240.10", "bin"));
});

test("versions are kept in the user's home, whatever PULUMI_HOME says", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(path.join(machine.versions, "3.200.0", "bin"), "3.200.0");
  const module = JSON.stringify(require.resolve("#src/cli/pulumi/findPulumi.js"));
  const program = `require(${module}).findPulumi().then(({ found }) => console.log(found.directory))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    env: { PATH: machine.programs, HOME: machine.home, PULUMI_HOME: path.join(machine.folder, "other") },
  });
  assert.equal(stdout.trim(), path.join(machine.versions, "3.200.0", "bin"));
});

test("the environment puts the CLI and this Node.js first on PATH and keeps the rest", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(machine.programs, "3.200.0");
  const pulumi = await found(machine);
  assert.deepEqual(pulumi.environment({ PATH: "/usr/bin", HOME: "/h" }), {
    HOME: "/h",
    PATH: [machine.programs, path.dirname(process.execPath), "/usr/bin"].join(path.delimiter),
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
    const machine = await fakeMachine(t);
    const bin = path.join(machine.versions, "3.200.0", "bin");
    await placePulumi(bin, "3.200.0");
    await spoil(bin);
    const end = await findPulumi(machine);
    assert.ok("missing" in end);
    const [onPath, inVersions = ""] = end.missing;
    assert.equal(onPath, "on PATH: no pulumi there");
    assertMessage(t, what, inVersions);
  });
}

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { obtainPulumi } from "#src/cli/pulumi/obtainPulumi.js";
import { isPulumiUnavailableError } from "#src/cli/pulumi/pulumiUnavailableError.js";
import { fakeMachine, placePulumi, placeScript } from "./fakeMachine.js";

test("a CLI on PATH that is new enough and complete is taken, and nothing is said", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(machine.programs, "3.200.1");
  const lines: string[] = [];
  const pulumi = await obtainPulumi({ ...machine, makers: [], report: (line) => lines.push(line) });
  assert.equal(pulumi.origin, "path");
  assert.equal(pulumi.version, "3.200.1");
  assert.equal(pulumi.command, path.join(machine.programs, "pulumi"));
  assert.deepEqual(lines, []);
});

test("companions may lie elsewhere on PATH", async (t) => {
  const machine = await fakeMachine(t);
  const elsewhere = path.join(machine.folder, "elsewhere");
  await placePulumi(machine.programs, "3.200.0", ["pulumi-language-nodejs"]);
  await placeScript(elsewhere, "pulumi-resource-pulumi-nodejs", ":");
  const environment = { PATH: [machine.programs, elsewhere].join(path.delimiter) };
  assert.equal((await obtainPulumi({ ...machine, environment, makers: [] })).origin, "path");
});

test("companions may lie beside the file that PATH has a link to", async (t) => {
  const machine = await fakeMachine(t);
  const real = path.join(machine.folder, "real");
  await placePulumi(real, "3.200.0");
  await symlink(path.join(real, "pulumi"), path.join(machine.programs, "pulumi"));
  assert.equal((await obtainPulumi({ ...machine, makers: [] })).origin, "path");
});

test("a misfit on PATH is passed over for a later one", async (t) => {
  const machine = await fakeMachine(t);
  const later = path.join(machine.folder, "later");
  await placePulumi(machine.programs, "3.100.0");
  await placePulumi(later, "3.150.0");
  const environment = { PATH: [machine.programs, later].join(path.delimiter) };
  assert.equal((await obtainPulumi({ ...machine, environment, makers: [] })).directory, later);
});

test("the newest complete CLI of the versions folder is taken where PATH has none", async (t) => {
  const machine = await fakeMachine(t);
  for (const version of ["3.99.0", "3.9.0", "3.240.2", "3.240.10"]) {
    await placePulumi(path.join(machine.versions, version, "bin"), version);
  }
  await placePulumi(path.join(machine.versions, "3.300.0", "bin"), "3.300.0", ["pulumi-language-nodejs"]);
  const pulumi = await obtainPulumi({ ...machine, makers: [] });
  assert.equal(pulumi.origin, "cache");
  assert.equal(pulumi.directory, path.join(machine.versions, "3.240.10", "bin"));
});

test("versions are kept in the user's home, whatever PULUMI_HOME says: a CLI is made for all of them", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(path.join(machine.versions, "3.200.0", "bin"), "3.200.0");
  const module = JSON.stringify(require.resolve("#src/cli/pulumi/obtainPulumi.js"));
  const program = `require(${module}).obtainPulumi({ makers: [] }).then(({ directory }) => console.log(directory))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    env: { PATH: machine.programs, HOME: machine.home, PULUMI_HOME: path.join(machine.folder, "other") },
  });
  assert.equal(stdout.trim(), path.join(machine.versions, "3.200.0", "bin"));
});

test("the environment puts the CLI and this Node.js first on PATH and keeps the rest", async (t) => {
  const machine = await fakeMachine(t);
  await placePulumi(machine.programs, "3.200.0");
  const pulumi = await obtainPulumi({ ...machine, makers: [] });
  assert.deepEqual(pulumi.environment({ PATH: "/usr/bin", HOME: "/h" }), {
    HOME: "/h",
    PATH: [machine.programs, path.dirname(process.execPath), "/usr/bin"].join(path.delimiter),
  });
});

const misfits: { what: string; spoil(bin: string): Promise<void>; reason: RegExp }[] = [
  {
    what: "is too old",
    spoil: (bin) => placePulumi(bin, "3.145.9"),
    reason: /version 3\.145\.9; needed is 3\.146\.0 or newer/,
  },
  {
    what: "is of an unknown major version",
    spoil: (bin) => placePulumi(bin, "4.0.0"),
    reason: /version 4\.0\.0; needed/,
  },
  {
    what: "has no language host",
    spoil: (bin) => rm(path.join(bin, "pulumi-language-nodejs")),
    reason: /lacks its companion pulumi-language-nodejs/,
  },
  {
    what: "has an empty launcher",
    spoil: (bin) => writeFile(path.join(bin, "pulumi-resource-pulumi-nodejs"), ""),
    reason: /lacks its companion pulumi-resource-pulumi-nodejs/,
  },
  {
    what: "does not start",
    spoil: (bin) => placeScript(bin, "pulumi", "echo broken >&2", "exit 3"),
    reason: /does not tell its version \(exit code 3: broken\)/,
  },
  {
    what: "is no executable",
    spoil: async (bin) => {
      await rm(path.join(bin, "pulumi"));
      await writeFile(path.join(bin, "pulumi"), "half of a download");
    },
    reason: /is no executable file/,
  },
];
for (const { what, spoil, reason } of misfits) {
  test(`a CLI of the versions folder that ${what} is refused with the reason`, async (t) => {
    const machine = await fakeMachine(t);
    const bin = path.join(machine.versions, "3.200.0", "bin");
    await placePulumi(bin, "3.200.0");
    await spoil(bin);
    await assert.rejects(obtainPulumi({ ...machine, makers: [] }), (error) => {
      assert.ok(isPulumiUnavailableError(error));
      assert.match(error.message, reason);
      return true;
    });
  });
}

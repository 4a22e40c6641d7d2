import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type ProgramEnd, runProgram } from "./program.js";
import { packageFolder } from "./userProject.js";

/** The result of the audit for a response of npm. */
async function audit(t: TestContext, answer: string): Promise<ProgramEnd> {
  const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-audit-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const npm = path.join(folder, "npm");
  await writeFile(path.join(folder, "answer"), answer);
  await writeFile(npm, `#!/bin/sh\ncat "${path.join(folder, "answer")}"\n`);
  await chmod(npm, 0o755);
  const environment = { PATH: `${folder}${path.delimiter}${process.env.PATH}` };
  return runProgram(path.join(packageFolder, ".ci/audit.mjs"), [], { cwd: packageFolder, environment });
}

function report(high: number, critical: number): string {
  const vulnerabilities = { info: 0, low: 0, moderate: 2, high, critical, total: 2 + high + critical };
  return JSON.stringify({ vulnerabilities: {}, metadata: { vulnerabilities, dependencies: { prod: 23 } } });
}

test("an audit without high vulnerabilities passes, and says what it looked at", async (t) => {
  const { code, stdout } = await audit(t, report(0, 0));
  assert.deepEqual(
    [code, stdout],
    [0, "audited 23 packages: 2 known vulnerabilities, 0 of them high or worse\n"],
  );
});

for (const [high, critical] of [
  [1, 0],
  [0, 1],
] as const) {
  test(`an audit with ${high} high and ${critical} critical vulnerabilities fails`, async (t) => {
    assert.equal((await audit(t, report(high, critical))).code, 1);
  });
}

test("a registry that takes no audits is said to, in one line", async (t) => {
  const { code, stdout } = await audit(
    t,
    JSON.stringify({ message: "405 Method Not Allowed - POST https://h/x" }),
  );
  assert.deepEqual(
    [code, stdout],
    [0, "NOT audited: the registry takes no audits (405 Method Not Allowed)\n"],
  );
});

for (const answer of ["", "no JSON", "{}", JSON.stringify({ message: "request to https://h failed" })]) {
  test(`an audit that came to nothing fails: ${answer || "no answer"}`, async (t) => {
    assert.equal((await audit(t, answer)).code, 1);
  });
}

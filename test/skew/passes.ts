import assert from "node:assert/strict";
import { globSync } from "node:fs";
import path from "node:path";
import { runProgram } from "../package/program.js";
import { packageRoot } from "../support/providerProject.js";
import type { NodeVersion, Version } from "./versions.js";

export interface Companions {
  node: NodeVersion;
  sdk?: Version;
}

/**
 * Runs tests of this package, already compiled, once more by another Node.js or with another SDK, and passes when
 * every one of them does. A deprecation warning fails them too.
 *
 * @param files pattern of the test files below `test`, without their ending
 */
export async function assertPasses(files: string, { node, sdk }: Companions): Promise<void> {
  const compiled = globSync(`build/test/${files}.test.js`, { cwd: packageRoot });
  assert.notEqual(compiled.length, 0, `There is no test file ${files}.`);
  const { code, stdout, stderr } = await runProgram(compiled[0] ?? "", compiled.slice(1), {
    cwd: packageRoot,
    node: node.program,
    flags: ["--test", "--throw-deprecation", "--test-concurrency=2", "--test-reporter=tap"],
    environment: {
      ...(sdk && { GCP_LRO_TEST_SDK: sdk.folder }),
      // What a test finds by its name on the path is this Node.js as well.
      PATH: `${path.dirname(node.program)}${path.delimiter}${process.env.PATH}`,
    },
  });
  const count = (what: string): number => Number(stdout.match(new RegExp(`^# ${what} (\\d+)$`, "m"))?.[1]);
  const summary = { code, fail: count("fail"), cancelled: count("cancelled"), skipped: count("skipped") };
  assert.deepEqual(summary, { code: 0, fail: 0, cancelled: 0, skipped: 0 }, `${stdout}${stderr}`);
  assert.ok(count("pass") > compiled.length, stdout);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../package/program.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { compileCache } from "../support/sdkLoading.js";
import { examplePath } from "./examples.js";

interface Example {
  interruption(): AbortSignal;
}

test("an AbortSignal ends up and destroy: each cancels the operation, and the last destroy finds it cancelled", async () => {
  const pulumi = await pinnedPulumi();
  const { code, stdout, stderr } = await runProgram(examplePath("automation-api", "run.js"), [], {
    cwd: examplePath("automation-api"),
    environment: pulumi.environment({ ...process.env, NODE_COMPILE_CACHE: compileCache }),
  });
  assert.equal(code, 0, stdout + stderr);
  const [, up = "", interrupted = "", destroy = ""] = stdout.split(/^=== /m);
  assert.match(up, /pulumi up was interrupted\.\nPOST \S+:export: 200\nPOST \S+:cancel: 200$/m);
  assert.match(interrupted, /pulumi destroy was interrupted\.\nPOST \S+:cancel: 200$/m);
  assert.doesNotMatch(destroy, /interrupted|POST/);
  assert.match(destroy, /^The export: CANCELLED$/m);
});

test("SIGINT aborts, unless one of the standard streams is a terminal, which sends SIGINT to the CLI too", (t) => {
  const { interruption } = require(examplePath("automation-api", "index.js")) as Example;
  const streams = ["stdin", "stdout", "stderr"] as const;
  for (const terminal of [undefined, ...streams]) {
    for (const stream of streams) {
      t.mock.getter(process, stream, () => ({ isTTY: stream === terminal }));
    }
    const { mock } = t.mock.method(process, "on", () => process);
    const signal = interruption();
    const handler = mock.calls.find(({ arguments: [event] }) => event === "SIGINT")?.arguments[1];
    (handler as () => void)();
    t.mock.restoreAll();
    assert.equal(signal.aborted, terminal === undefined);
  }
});

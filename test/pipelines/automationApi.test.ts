import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "../package/program.js";
import { pinnedPulumi } from "../support/pinnedPulumi.js";
import { compileCache } from "../support/sdkLoading.js";
import { examplePath } from "./examples.js";

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

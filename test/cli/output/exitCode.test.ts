import assert from "node:assert/strict";
import { test } from "node:test";
import { combinedExitCode, type ExitCode } from "#src/cli/output/exitCode.js";

test("with several codes: 130, 6, 5, 4, 3, 1, 0", () => {
  const order: ExitCode[] = [130, 6, 5, 4, 3, 1, 0];
  for (const [index, code] of order.entries()) {
    assert.equal(combinedExitCode(order.slice(index).reverse()), code);
  }
  assert.equal(combinedExitCode([]), 0);
});

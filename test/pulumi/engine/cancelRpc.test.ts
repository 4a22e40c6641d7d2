import assert from "node:assert/strict";
import { test } from "node:test";
import { interruptWarning } from "#src/pulumi/engine/cancelRpc.js";
import { assertMessage } from "../../support/golden.js";

for (const version of ["v22.17.0", "v22.18.1", "v24.2.0", "v24.10.0", "v25.0.0", "v26.1.0"]) {
  test(`Node.js ${version} publishes the engine's Cancel: no warning`, () => {
    assert.equal(interruptWarning(version), undefined);
  });
}

for (const version of ["v20.19.0", "v22.16.0", "v23.11.0", "v24.0.0", "v24.1.0"]) {
  test(`Node.js ${version} does not: the warning names it, and the versions that do`, (t) => {
    const warning = interruptWarning(version) ?? "";
    for (const fact of [version, "22.17", "24.2"]) {
      assert.ok(warning.includes(fact), warning);
    }
    assertMessage(t, `Node.js ${version}`, warning);
  });
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

describe("what a stack configures for pulumi-gcp", () => {
  const observed = scenario({}, async ({ stack }) => {
    const set = (key: string, value: string) => succeeding(stack.run(["config", "set", key, value]));
    await set("gcp:userProjectOverride", "maybe");
    const refused = await failing(stack.preview([clusterExport("main")]));
    await set("gcp:userProjectOverride", "true");
    await set("gcp:billingProject", "billing");
    await set("gcp:requestReason", "ticket 42");
    const up = await succeeding(stack.up([clusterExport("main")]));
    const destroyed = await succeeding(stack.destroy());
    return { refused, up, destroyed };
  });

  test("a value that can't be read is refused at preview by its key, and nothing is sent", () => {
    const { refused } = observed();
    assert.match(refused.text, /gcp:userProjectOverride: .*"maybe"/);
    assert.deepEqual(refused.requests, []);
    assertForPeople(refused.text);
  });

  test("it goes with every request, also when destroy doesn't run the program", () => {
    const { up, destroyed } = observed();
    assert.match(asked(destroyed, "main"), /^get cancel( get)+$/);
    for (const { headers } of [...up.requests, ...destroyed.requests]) {
      assert.equal(headers["x-goog-user-project"], "billing");
      assert.equal(headers["x-goog-request-reason"], "ticket 42");
    }
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterExport, secret } from "../support/engineProgram.js";
import { asked, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

const password = "correct horse battery staple";

describe("a secret in the start's body", () => {
  const observed = scenario({}, async ({ stack }) => {
    const resource = (trigger: string) => {
      const declared = clusterExport("main", {}, [trigger]);
      const start = declared.args.start as { path: string; body: object };
      return {
        ...declared,
        args: { ...declared.args, start: { ...start, body: { ...start.body, database: secret(password) } } },
      };
    };
    const up = await succeeding(stack.up([resource("1")]));
    const exported = await stack.exportedText();
    const again = await succeeding(stack.up([resource("1")]));
    const replaced = await succeeding(stack.up([resource("2")]));
    const destroyed = await succeeding(stack.destroy());
    return { up, exported, again, replaced, destroyed };
  });

  test("it is sent to the service", () => {
    const [start] = observed().up.requests;
    assert.equal((JSON.parse(start?.body ?? "") as { database: string }).database, password);
  });

  test("it isn't in the state in plain text", () => {
    assert.ok(!observed().exported.includes(password));
  });

  test("it isn't shown", () => {
    const { up, replaced, destroyed } = observed();
    assert.ok(![up, replaced, destroyed].some(({ text }) => text.includes(password)));
  });

  test("it changes nothing about what is a change", () => {
    const { again, replaced } = observed();
    assert.deepEqual(again.requests, []);
    assert.match(asked(replaced, "main"), /^get cancel( get)+ start$/);
  });
});

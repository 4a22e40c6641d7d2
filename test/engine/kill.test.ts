import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cannotSignalParts } from "../support/engineKill.js";
import { clusterExport } from "../support/engineProgram.js";
import { asked, failing, KILLED, succeeding } from "../support/engineRun.js";
import { story } from "../support/engineStory.js";

describe("kill -9 of the CLI and its provider while up waits", { skip: cannotSignalParts }, () => {
  const resources = [clusterExport("export", { waitFor: "done" })];
  const told = story({ time: "driven", cancelTime: "1m" }, async ({ stack, until, count, operations }) => {
    const creating = stack.up(resources);
    await until(creating, () => count("get", "export") >= 1);
    await stack.kill("cli", "provider");
    const killed = await failing(creating);
    const locked = await failing(stack.destroy());
    await stack.unlock();
    const saved = await stack.exported();
    const destroyed = await succeeding(stack.destroy());
    return { killed, locked, saved, destroyed, operations: operations("export") };
  });

  test("the run ends as killed, and nothing asks about the operation any more", () => {
    const { killed, locked } = told();
    assert.equal(killed.code, KILLED);
    assert.deepEqual(locked.requests, []);
  });

  test("the stack stays locked until `pulumi cancel`", () => {
    assert.match(told().locked.text, /currently locked.*`pulumi cancel`/);
  });

  test("the operation is in no state, so destroy can't know of it", () => {
    const { saved, destroyed } = told();
    assert.deepEqual(saved, {});
    assert.equal(asked(destroyed, "export"), "");
  });

  test("its name was printed right after the start", () => {
    const { killed, operations } = told();
    assert.match(killed.text, new RegExp(`started ${operations[0]?.name}`));
  });
});

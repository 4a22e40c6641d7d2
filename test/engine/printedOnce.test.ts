import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { clusterExport } from "../support/engineProgram.js";
import { type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

/** A provider of the program's own, in the same process. */
const OWN_PROVIDER = `
const { dynamic } = require("@pulumi/pulumi");
const own = {
  create: async () => ({ id: "own", outs: {} }),
  read: async () => { throw new Error("own refresh failed"); },
  delete: async () => { throw new Error("own delete failed"); },
};
new dynamic.Resource(own, "own", {});
`;

/** The number of times that a text occurs in the final output of a command. */
function shownTimes({ text }: EngineRun, part: string): number {
  const [, diagnostics = ""] = text.split(/^Diagnostics:$/m);
  return diagnostics.split(part).length - 1;
}

describe("refresh and destroy that fail, beside a provider of the program's own", () => {
  const observed = scenario({ cancelTime: 0 }, async ({ stack, emulator, operations }) => {
    emulator.behave({ match: { target: "clusters/forbidden" }, cancel: "forbid" });
    await appendFile(path.join(stack.folder, "index.js"), OWN_PROVIDER);
    await succeeding(stack.up([clusterExport("forbidden"), clusterExport("unseen")]));
    const unseen = operations("unseen")[0]?.name ?? "";
    const fault = { kind: "html", status: 404 } as const;
    emulator.fault({ match: { kind: "get", path: unseen }, when: { from: 1, to: 2 }, fault });
    const refreshed = await failing(stack.refresh());
    const destroyed = await failing(stack.destroy());
    return { refreshed, destroyed, unseen, forbidden: operations("forbidden")[0]?.name ?? "" };
  });

  test("the failure of a refresh is shown once", () => {
    const { refreshed, unseen } = observed();
    assert.equal(shownTimes(refreshed, `${unseen} could not be refreshed`), 1, refreshed.text);
  });

  test("the failures of a destroy are shown once", () => {
    const { destroyed, unseen, forbidden } = observed();
    assert.equal(shownTimes(destroyed, `${forbidden} was not cancelled`), 1, destroyed.text);
    assert.equal(shownTimes(destroyed, `state of ${unseen} is unknown`), 1, destroyed.text);
  });

  test("what the other provider throws is shown as ever", () => {
    const { refreshed, destroyed } = observed();
    assert.ok(shownTimes(refreshed, "own refresh failed") >= 1);
    assert.ok(shownTimes(destroyed, "own delete failed") >= 1);
  });
});

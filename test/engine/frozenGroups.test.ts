import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import type { Behaviour } from "pulumi-gcp-lro/emulator";
import { FROZEN_SECRET, frozenGroups } from "../fixtures/state/frozenSecrets.js";
import { frozenFile, frozenVersions } from "../fixtures/state/frozenStates.js";
import { type Declared, secret } from "../support/engineProgram.js";
import { assertForPeople, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

/** The program that the frozen groups were made with. */
function programOf(version: number): Declared[] {
  return [...frozenGroups(version, secret)].map(([name, { inputs }]) => ({
    name,
    type: "OperationGroup",
    args: Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__"))),
  }));
}

for (const version of frozenVersions) {
  describe(`groups that were exported with state version ${version}`, () => {
    const observed = scenario({ time: "driven", cancelTime: 0 }, async ({ stack, emulator }) => {
      const parent = "projects/p/locations/europe-west1";
      const start = (method: string, cluster: string, behaviour: Behaviour = {}, name = cluster) =>
        emulator.seedOperation({
          service: "alloydb",
          method,
          target: `${parent}/clusters/${cluster}`,
          name: `${parent}/operations/${name}`,
          behaviour,
        });
      start("exportCluster", "named");
      start("exportCluster", "listed");
      start("importCluster", "listed", {}, "import");
      start("exportCluster", "settings", { cancelTime: "1h" });
      start("exportCluster", FROZEN_SECRET, {}, "secret");
      await copyFile(frozenFile(version, "groups"), path.join(stack.folder, "exported.json"));
      await succeeding(stack.run(["stack", "import", "--file", "exported.json"]));
      const again = await succeeding(stack.up(programOf(version)));
      const destroyed = await succeeding(stack.destroy());
      const states = emulator.operations.map(({ name, state }) => [name.split("/").at(-1), state]);
      return { again, destroyed, states: Object.fromEntries(states), after: await stack.exported() };
    });

    test("an up of the same program changes nothing", () => {
      const { again } = observed();
      assert.deepEqual(again.requests, []);
      assert.match(again.text, new RegExp(`${frozenGroups(version).size + 1} unchanged`));
    });

    test("destroy cancels what each group selects, also by a secret filter", () => {
      const { destroyed, states } = observed();
      assert.deepEqual(states, {
        named: "CANCELLED",
        listed: "CANCELLED",
        import: "RUNNING",
        settings: "CANCELLING",
        secret: "CANCELLED",
      });
      const settings = destroyed.requests.find(
        ({ kind, operation }) => kind === "cancel" && operation?.endsWith("/settings"),
      );
      assert.equal(settings?.version, "v1");
      assert.equal(settings.headers["x-goog-user-project"], "payer");
      assertForPeople(destroyed.text);
    });

    test("nothing is left in the state", () => {
      assert.deepEqual(observed().after, {});
    });
  });
}

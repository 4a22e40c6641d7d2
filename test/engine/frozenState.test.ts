import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { FROZEN_URL, frozenFile, frozenResources, frozenVersions } from "../fixtures/state/frozenStates.js";
import { asked, assertForPeople, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

for (const version of frozenVersions) {
  const frozen = frozenResources(version);
  /** The operations that had not ended, according to the state. */
  const running = [...frozen].filter(([, { outputs }]) => !outputs.done && outputs.state !== "GONE");

  describe(`a deployment that was exported with state version ${version}`, () => {
    const observed = scenario({ time: "driven", cancelTime: 0 }, async ({ stack, emulator }) => {
      for (const [name, { outputs }] of running) {
        emulator.seedOperation({
          service: name === "adopted" ? "discoveryengine" : "alloydb",
          method: name === "adopted" ? "importDocuments" : "exportCluster",
          version: String(outputs.apiVersion),
          target: `projects/p/${name}`,
          name: String(outputs.operationName),
        });
      }
      const exported = await readFile(frozenFile(version, "deployment"), "utf8");
      await writeFile(
        path.join(stack.folder, "exported.json"),
        exported.replaceAll(FROZEN_URL, emulator.url),
      );
      const restore = () => succeeding(stack.run(["stack", "import", "--file", "exported.json"]));

      await restore();
      const refreshed = await succeeding(stack.refresh());
      const seen = await stack.exported();
      await restore();
      const destroyed = await succeeding(stack.destroy());
      return {
        refreshed,
        seen,
        destroyed,
        ends: new Set(emulator.operations.map(({ state }) => state)),
        after: await stack.exported(),
      };
    });

    test("refresh keeps every resource, and shows each as it is", () => {
      const { refreshed, seen } = observed();
      assert.deepEqual(
        Object.entries(seen).map(([name, { outputs }]) => [name, outputs.state]),
        [...frozen].map(([name, { outputs }]) => [name, outputs.state]),
      );
      assertForPeople(refreshed.text);
    });

    test("destroy cancels each that runs", () => {
      const { destroyed, ends } = observed();
      for (const [name] of running) {
        assert.match(asked(destroyed, name), name === "settings" ? /^get cancel$/ : /^get cancel( get)+$/);
      }
      assert.deepEqual(ends, new Set(["CANCELLED"]));
      assertForPeople(destroyed.text);
    });

    test("destroy sends nothing about those whose end was known, and looks for the one that had vanished", () => {
      const others = observed().destroyed.requests.filter(({ target }) => target === undefined);
      const gone = String(frozen.get("gone")?.outputs.operationName);
      assert.deepEqual(
        others.map(({ kind, operation, status }) => [kind, operation, status]),
        [["get", gone, 404]],
      );
    });

    test("nothing is left in the state", () => {
      assert.deepEqual(observed().after, {});
    });
  });
}

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import {
  FROZEN_SECRET,
  frozenSecrets,
  frozenSecretsText,
  readableResources,
} from "../fixtures/state/frozenSecrets.js";
import { FROZEN_URL, frozenVersions, resourcesOf } from "../fixtures/state/frozenStates.js";
import { type Declared, secret } from "../support/engineProgram.js";
import { asked, assertForPeople, requestsAbout, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";

/** The program that the frozen resources were made with. */
function programOf(version: number): Declared[] {
  return [...frozenSecrets(version, secret)].map(([name, { inputs }]) => ({
    name,
    args: Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__"))),
  }));
}

for (const version of frozenVersions) {
  const frozen = frozenSecrets(version);
  /** The operations that had not ended. */
  const running = [...frozen].filter(([, { outputs }]) => !outputs.done);

  describe(`a deployment with secrets that was exported with state version ${version}`, () => {
    // By the seed of the emulator that it was frozen in front of, the undo would be called like a frozen operation.
    const observed = scenario(
      { time: "driven", cancelTime: 0, seed: 2 },
      async ({ stack, emulator, operations }) => {
        emulator.behave({ match: { method: "restartInstance" }, operationTime: 0 });
        for (const [name, { inputs, outputs }] of running) {
          emulator.seedOperation({
            service: "alloydb",
            method: name === "undoable" ? "createInstance" : "exportCluster",
            version: String(outputs.apiVersion),
            target: String(outputs.target),
            name: String(outputs.operationName),
            body: (inputs.start as { body: JsonObject }).body,
            ...(name === "undoable" && { behaviour: { endsWhenCancelled: "succeed" } }),
          });
        }
        const exported = frozenSecretsText(version).replaceAll(FROZEN_URL, emulator.url);
        await writeFile(path.join(stack.folder, "exported.json"), exported);

        const runs = [
          await succeeding(stack.run(["stack", "import", "--file", "exported.json"])),
          await succeeding(stack.refresh()),
          await succeeding(stack.up(programOf(version))),
        ];
        const kept = await stack.exportedText();
        runs.push(await succeeding(stack.destroy()));
        const [, refreshed, again, destroyed] = runs;
        assert.ok(refreshed && again && destroyed);
        const ends = Object.fromEntries(
          running.map(([name]) => [name, operations(name).map(({ method, state }) => `${method} ${state}`)]),
        );
        return { exported, kept, runs, refreshed, again, destroyed, ends, after: await stack.exported() };
      },
    );

    test("an up of the same program changes nothing", () => {
      const { again } = observed();
      assert.deepEqual(again.requests, []);
      assert.match(again.text, new RegExp(`${frozen.size + 1} unchanged`));
    });

    test("refresh finds what the state says, and encrypts it by the stack that it was imported into", () => {
      const { refreshed } = observed();
      assert.deepEqual(
        refreshed.requests.map(({ kind, operation }) => `${kind} ${operation}`).sort(),
        [...frozen.values()].map(({ outputs }) => `get ${String(outputs.operationName)}`).sort(),
      );
      const { exported, kept } = observed();
      const outputsOf = (text: string) =>
        [...readableResources(text)].map(([name, { outputs }]) => [name, outputs]);
      assert.deepEqual(Object.fromEntries(outputsOf(kept)), Object.fromEntries(outputsOf(exported)));
      for (const [name, { outputs }] of resourcesOf(exported)) {
        assert.notDeepEqual(resourcesOf(kept).get(name)?.outputs.__lro, outputs.__lro);
      }
    });

    test("destroy cancels each that runs, and sends nothing about those that had ended", () => {
      const { destroyed, ends } = observed();
      assert.match(asked(destroyed, "running"), /^get cancel( get)+$/);
      assert.deepEqual(ends.running, ["exportCluster CANCELLED"]);
      assert.equal(asked(destroyed, "completed") + asked(destroyed, "failed"), "");
      assert.ok(destroyed.requests.every(({ target }) => target !== undefined));
    });

    test("what completes despite its cancel is undone by the request that was encrypted", () => {
      const { destroyed, ends } = observed();
      assert.deepEqual(ends.undoable, ["createInstance SUCCEEDED", "restartInstance SUCCEEDED"]);
      const [undo] = requestsAbout(destroyed, "undoable").filter(({ kind }) => kind === "start");
      assert.deepEqual(JSON.parse(undo?.body ?? ""), { nodeIds: [FROZEN_SECRET] });
    });

    test("no secret is shown, nor kept in plain text", () => {
      const { runs, kept } = observed();
      assert.ok(![kept, ...runs.map(({ text }) => text)].some((text) => text.includes(FROZEN_SECRET)));
      for (const { text } of runs) {
        assertForPeople(text);
      }
    });

    test("nothing is left in the state", () => {
      assert.deepEqual(observed().after, {});
    });
  });
}

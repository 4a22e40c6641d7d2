import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import { shutdownReport } from "#src/pulumi/engine/steps.js";
import { later } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { inputsOf, ProviderScene, type Resource } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";
import { PART, type Situation, secretStart, situations, WORD } from "../../support/secretSituations.js";

/** Everything that a user or a log sees of a situation, and the states that are saved. */
async function shown({ script, inputs = {}, interruptAt, next, journal }: Situation, secret: JsonObject) {
  const given = inputsOf({
    ...(inputs.operationName === undefined && { start: secretStart }),
    ...inputs,
    ...secret,
  });
  const kept = (await journal?.(given)) ?? new MemoryJournal();
  const scene = new ProviderScene(script, { journal: kept, clock: await later(minute) });
  const texts: string[] = [];
  const states: JsonObject[] = [];
  const context = async (work: () => Promise<unknown>): Promise<Resource | undefined> => {
    try {
      const resource = (await work()) as Resource | undefined;
      states.push(...(resource === undefined ? [] : [resource.state]));
      return resource;
    } catch (error) {
      const { message, stack, id, properties, reasons } = error as Partial<Failure> & Error;
      texts.push(message, stack ?? "", ...(reasons ?? []));
      if (id === undefined || properties === undefined) {
        return undefined;
      }
      states.push(properties);
      return { id, state: properties };
    } finally {
      texts.push(shutdownReport(scene.statuses));
    }
  };
  if (interruptAt !== undefined) {
    scene.terminateIn(interruptAt);
  }
  const resource = await context(() => scene.create(given));
  if (resource !== undefined && next !== undefined) {
    await scene.clock.sleep(10 * minute);
    await context(() => next(scene, resource, given));
  }
  texts.push(...scene.lines.map(({ message }) => message));
  return { texts: texts.filter((text) => text !== ""), states };
}

interface Failure {
  id: string;
  properties: JsonObject;
  reasons: string[];
}

const everyWord = new RegExp(WORD, "i");
const everyPart = new RegExp(PART, "i");

for (const [what, situation] of Object.entries(situations)) {
  test(`with a secret argument, no text repeats a word of the service: ${what}`, async () => {
    const { texts } = await shown(situation, { __secret: true });
    assert.notEqual(texts.length, 0, "nothing is shown at all");
    assert.deepEqual(
      texts.filter((text) => everyWord.test(text)),
      [],
    );
  });

  test(`with a secret argument in names, neither texts nor states repeat a word or a name's path: ${what}`, async () => {
    const { texts, states } = await shown(situation, { __secret: true, __secretName: true });
    const shownState = ({ verb: _, ...state }: JsonObject): string =>
      JSON.stringify(Object.values(state).filter((value) => !isSecret(value)));
    assert.deepEqual(
      [...texts, ...states.map(shownState)].filter((text) => everyWord.test(text) || everyPart.test(text)),
      [],
    );
  });
}

test("the situations do show the service's words where no argument is secret", async () => {
  const all = await Promise.all(Object.values(situations).map((situation) => shown(situation, {})));
  const showing = all.filter(({ texts }) => texts.some((text) => everyWord.test(text)));
  assert.ok(showing.length > all.length / 2, `${showing.length} of ${all.length}`);
});

function isSecret(value: unknown): boolean {
  return JSON.stringify(value)?.includes("1b47061264138c4ac30d75fd1eb44270") ?? false;
}

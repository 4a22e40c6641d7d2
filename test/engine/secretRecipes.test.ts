import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EmulatedOperation } from "pulumi-gcp-lro/emulator";
import type { JsonObject } from "#src/core/json.js";
import type { Declared } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { HUSH, type RecipeName, recipesWith, secretRecipe } from "../support/secretRecipes.js";

/** Lines of a run that show a secret. */
function leaksOf({ command, text }: EngineRun): string[] {
  return text
    .split("\n")
    .filter((line) => line.toLowerCase().includes(HUSH))
    .map((line) => `${command}: ${line.trim()}`);
}

/** Paths of a deployment's values that show a secret. The ID of a resource can't be secret in Pulumi. */
function leaksIn(deployment: string): string[] {
  const leaks: string[] = [];
  JSON.parse(deployment, (key, value: unknown) => {
    if (
      key !== "id" &&
      key !== "ciphertext" &&
      typeof value === "string" &&
      value.toLowerCase().includes(HUSH)
    ) {
      leaks.push(`${key}: ${value}`);
    }
    return value;
  });
  return leaks;
}

describe("secrets in every argument of every recipe", () => {
  const resources = (names = {}, others = {}): Declared[] => [
    ...recipesWith("names").map((of) => secretRecipe(of, "names", names)),
    ...recipesWith("others").map((of) => secretRecipe(of, "others", others)),
  ];
  const observed = scenario(
    { time: "driven", cancelTime: "1m", saves: "atEnd" },
    async ({ stack, emulator, until }) => {
      emulator.behave({ match: { method: "deleteIndex" }, endsWhenCancelled: "succeed" });
      emulator.behave({
        match: { method: "purgeDocuments" },
        endsWhenCancelled: { fail: { code: 13, message: "hush is broken" } },
      });
      const runs: EngineRun[] = [];
      const texts: string[] = [];
      const ended = async (running: Promise<EngineRun>): Promise<void> => {
        runs.push(await running);
        texts.push(await stack.exportedText());
      };
      await ended(succeeding(stack.up(resources())));
      const started = emulator.operations.length;
      await ended(succeeding(stack.refresh()));

      const interrupt = new AbortController();
      const waiting = stack.up(resources({ waitFor: "done" }, { waitFor: "done", onInterrupt: "leave" }), {
        when: interrupt.signal,
        by: "SIGINT",
      });
      const gets = () => emulator.requests.filter(({ kind }) => kind === "get").length;
      const before = gets();
      await until(waiting, () => gets() >= before + 2 * started);
      interrupt.abort();
      await ended(failing(waiting));

      const secondInterrupt = new AbortController();
      const destroying = stack.destroy({ when: secondInterrupt.signal, by: "SIGINT" });
      // Discovery Engine can't cancel most of its operations.
      const isDealtWith = ({ cancelRequestedAt, service }: EmulatedOperation) =>
        cancelRequestedAt !== undefined || service === "discoveryengine";
      await until(destroying, () => emulator.operations.every(isDealtWith));
      secondInterrupt.abort();
      await ended(failing(destroying));
      await emulator.advance(2 * 3_600_000);
      await ended(succeeding(stack.destroy()));
      return { runs, texts, started, ends: emulator.operations, after: await stack.exported() };
    },
  );

  test("every recipe starts, waits, is interrupted and destroyed", () => {
    const { started, ends, after } = observed();
    assert.equal(started, resources().length);
    assert.equal(ends.length, started);
    assert.ok(ends.every(({ done }) => done));
    assert.deepEqual(after, {});
  });

  test("no run shows a secret", () => {
    assert.deepEqual(observed().runs.flatMap(leaksOf), []);
  });

  test("no state has one in plain text", () => {
    assert.deepEqual([...new Set(observed().texts.flatMap(leaksIn))], []);
  });
});

/** Words of a service that repeat what it was sent. */
const words = "hush was not understood";
const refused = { kind: "status", status: 400, message: words } as const;
const forbidden = { kind: "status", status: 403, message: words } as const;
const page = {
  kind: "reply",
  status: 404,
  headers: { "content-type": "text/html" },
  body: `<html><body>${words}</body></html>`,
} as const;

describe("secret arguments, and a service that repeats them in everything that goes wrong", () => {
  const all = (of: RecipeName, more: JsonObject = {}): Declared => secretRecipe(of, "all", more);
  const done = { waitFor: "done" };
  const undo = { whenCompletedDespiteCancel: "undo", undo: { method: "DELETE", path: "{target}" } };
  const badUndo = { ...undo, undo: { method: "DELETE", path: "{response.name}" } };
  const kept = [
    all("alloydb.createInstance", undo),
    all("alloydb.restartInstance", badUndo),
    all("alloydb.createBackup", { whenCancelUnsupported: "fail" }),
    all("alloydb.failoverInstance"),
    all("alloydb.promoteCluster", { timeouts: { delete: "2s" } }),
    all("datafusion.createInstance", { whenCompletedDespiteCancel: "fail" }),
    all("datastore.exportEntities", { onDelete: "cancel" }),
    all("datastore.importEntities", { onDelete: "abandon" }),
  ];
  const failingAtUp = [
    all("alloydb.exportCluster"),
    all("alloydb.importCluster"),
    all("alloydb.switchoverCluster", { timeouts: { create: "1s" } }),
    all("datastore.createIndex", done),
    all("datafusion.restartInstance", done),
    all("cloudaicompanion.createCodeRepositoryIndex", { ...done, timeouts: { create: "2s" } }),
    all("cloudaicompanion.deleteRepositoryGroup", { timeouts: { create: "2s" } }),
  ];
  const observed = scenario({ cancelTime: 0 }, async ({ stack, emulator }) => {
    const named = (method: string): string =>
      emulator.operations.find((operation) => operation.method === method)?.name ?? "none";
    const completes = { endsWhenCancelled: "succeed" } as const;
    emulator.behave({ match: { method: "createInstance" }, ...completes });
    emulator.behave({ match: { method: "restartInstance", service: "alloydb" }, ...completes });
    emulator.behave({ match: { method: "deleteInstance" }, operationTime: 0 });
    emulator.behave({ match: { method: "switchoverCluster" }, whileBusy: "refuse" });
    const ends = { fail: { code: 3, message: words } };
    emulator.behave({ match: { method: "createIndex" }, operationTime: 200, ends });
    const runs: EngineRun[] = [];
    const texts: string[] = [];
    const ended = async (running: Promise<EngineRun>): Promise<void> => {
      runs.push(await running);
      texts.push(await stack.exportedText());
    };
    await ended(succeeding(stack.up(kept)));

    emulator.fault({ match: { kind: "start", path: ":export" }, fault: refused });
    emulator.fault({ match: { kind: "start", path: ":import" }, fault: { kind: "reset", effect: "after" } });
    emulator.fault({
      match: { kind: "start", path: "repositoryGroups" },
      fault: { kind: "reply", status: 200, body: `{ "${words}` },
    });
    emulator.fault({
      match: { kind: "get", service: "cloudaicompanion" },
      when: { from: 1, to: 3 },
      fault: { kind: "status", status: 503, message: words },
    });
    emulator.fault({ match: { kind: "get", service: "datafusion" }, when: { nth: 1 }, fault: page });
    await ended(failing(stack.upDespiteErrors([...kept, ...failingAtUp])));

    emulator.fault({
      match: { kind: "get", path: named("failoverInstance") },
      when: { nth: 1 },
      fault: forbidden,
    });
    emulator.fault({ match: { kind: "get", path: named("promoteCluster") }, when: { nth: 1 }, fault: page });
    await ended(failing(stack.refresh()));

    emulator.fault({
      match: { kind: "cancel", path: named("failoverInstance") },
      when: { nth: 1 },
      fault: forbidden,
    });
    emulator.fault({
      match: { kind: "cancel", path: named("createBackup") },
      when: { nth: 1 },
      fault: { ...refused, status: 501 },
    });
    emulator.fault({
      match: { kind: "cancel", path: named("promoteCluster") },
      when: { from: 1, to: 8 },
      fault: { kind: "status", status: 503, message: words },
    });
    emulator.fault({
      match: { kind: "start", path: "/instances/hush-id" },
      when: { nth: 1 },
      fault: refused,
    });
    const response = { name: words };
    emulator.fault({
      match: { kind: "get", path: named("restartInstance") },
      when: { from: 2, to: 2 },
      fault: {
        kind: "reply",
        status: 200,
        body: JSON.stringify({ name: named("restartInstance"), done: true, response }),
      },
    });
    await ended(failing(stack.destroy()));
    await ended(stack.destroy());
    return { runs, texts };
  });

  test("every one of them goes wrong as it is meant to", () => {
    const [, up, ...failed] = observed().runs.slice(0, -1);
    assert.equal(failed.length, 2);
    for (const { name } of failingAtUp) {
      assert.match(diagnosticsOf(up as EngineRun, name), /\berror: /, name);
    }
    for (const { text } of [up as EngineRun, ...failed]) {
      assertForPeople(text);
    }
  });

  test("no run shows a secret", () => {
    assert.deepEqual(observed().runs.flatMap(leaksOf), []);
  });

  test("no state has one in plain text", () => {
    assert.deepEqual([...new Set(observed().texts.flatMap(leaksIn))], []);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { readState, writeState } from "#src/pulumi/state/operationState.js";
import { assertJson } from "../../support/assertJson.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { inputsOf, ProviderScene, type Resource, startPath } from "../../support/providerScene.js";
import { deleteTarget } from "../../support/undoScene.js";

/** The same name as a service forms it that knows projects by number. */
const numberedName = operationName.replace("projects/p/", "projects/123/");

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
const object = fc.dictionary(fc.string(), json, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;

const metadata: fc.Arbitrary<JsonObject> = fc.oneof(
  object,
  fc.record(
    {
      requestedCancellation: fc.boolean(),
      verb: json,
      target: json,
      createTime: json,
      endTime: json,
      "@type": fc.constant("type.googleapis.com/google.cloud.automl.v1.OperationMetadata"),
      progressPercent: json,
      common: object,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
);

const end: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  fc.record({ response: object }),
  fc.record({ error: fc.record({ code: fc.integer({ min: 0, max: 20 }), message: fc.string() }) }),
);

/** The ways in which a service may treat its operation, except a refusal to return it. */
const script: fc.Arbitrary<ProviderScript> = fc.record(
  {
    endsAt: fc.integer({ min: 0, max: 7_200_000 }),
    end,
    metadata,
    cancelTakes: fc.oneof(fc.constant("ignores" as const), fc.integer({ min: 0, max: 600_000 })),
    visibleFrom: fc.integer({ min: 0, max: 59_000 }),
    goneFrom: fc.integer({ min: 0, max: 7_200_000 }),
    formsName: fc.constant(numberedName),
  },
  { requiredKeys: [] },
);

const inputs: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      triggers: fc.array(json, { maxLength: 3 }),
      waitFor: fc.constantFrom("started", "done"),
      onDelete: fc.constantFrom("cancelAndWait", "cancel", "wait", "abandon"),
      whenCompletedDespiteCancel: fc.constantFrom("accept", "fail", "undo"),
      timeouts: fc.constantFrom({}, { create: "20m" }, { delete: "10m", request: "5s" }),
      body: object,
      adopts: fc.boolean(),
    },
    { requiredKeys: ["adopts"] },
  )
  .map(({ adopts, body, ...settings }) =>
    inputsOf({
      ...settings,
      ...(settings.whenCompletedDespiteCancel === "undo" && { undo: deleteTarget }),
      ...(adopts ? { operationName } : { start: { path: startPath, ...(body !== undefined && { body }) } }),
    } as JsonObject),
  );

/** A create as Pulumi sees it: what it saves of success and of partial failure; nothing of a plain failure. */
async function created(scene: ProviderScene, given: JsonObject): Promise<Resource | undefined> {
  return scene.create(given).catch((failure: Error & { id?: string; properties?: JsonObject }) => {
    const { id, properties } = failure;
    return id !== undefined && properties !== undefined ? { id, state: properties } : undefined;
  });
}

test("the same inputs are a change only for a wait that is to be resumed, or an operation to be replaced", async () => {
  await fc.assert(
    fc.asyncProperty(script, inputs, async (service, given) => {
      const scene = new ProviderScene(service);
      const resource = await created(scene, given);
      if (resource === undefined) {
        return;
      }
      const refreshed = await scene.refresh(resource);
      for (const standing of [resource, refreshed]) {
        const { changes, replaces } = await scene.diff(standing, given);
        const { state } = standing.state;
        const ours = given.operationName === undefined;
        const endedOtherwise = given.waitFor === "done" && (state === "FAILED" || state === "CANCELLED");
        assert.deepEqual(replaces, endedOtherwise && ours ? ["start"] : undefined);
        const isWaitedFor = state === "RUNNING" || state === "CANCELLING";
        assert.equal(changes, given.waitFor === "done" && (isWaitedFor || replaces !== undefined));
      }
    }),
    { numRuns: 150 },
  );
});

test("nothing that is returned or thrown holds undefined or anything else that isn't JSON", async () => {
  await fc.assert(
    fc.asyncProperty(script, inputs, async (service, given) => {
      const scene = new ProviderScene(service);
      const resource = await created(scene, given);
      if (resource === undefined) {
        return;
      }
      assertJson(resource.state, "state");
      assert.ok(resource.id.startsWith("//"), "an empty id would lose the resource");
      assertJson((await scene.refresh(resource)).state, "state");
      assertJson((await scene.update(resource, inputsOf({ onDelete: "abandon" }))).state, "state");
    }),
    { numRuns: 150 },
  );
});

test("a started operation is never lost: its name is in what is saved", async () => {
  await fc.assert(
    fc.asyncProperty(script, inputs, async (service, given) => {
      const scene = new ProviderScene(service);
      const resource = await created(scene, given);
      const name = resource?.state.operationName;
      assert.ok(scene.count("start") === 0 || name === operationName || name === numberedName);
    }),
    { numRuns: 100 },
  );
});

test("a delete ends within its limit, succeeds only on an end or a 404, and once more does no harm", async () => {
  await fc.assert(
    fc.asyncProperty(script, inputs, async (service, given) => {
      const scene = new ProviderScene(service);
      const resource = await created(scene, given);
      if (resource === undefined) {
        return;
      }
      const begin = scene.clock.monotonic();
      const failure = await scene.delete(resource).catch((error: Error) => error);
      assert.ok(scene.clock.monotonic() - begin <= 60 * 60_000);
      if (failure instanceof Error) {
        return;
      }
      const mayRun = given.onDelete === "cancel" || given.onDelete === "abandon";
      const look = scene.connection.lastLook;
      assert.ok(mayRun || look?.ok === false || look?.value.done, "deleted while it was in flight");
      await scene.delete(resource);
    }),
    { numRuns: 150 },
  );
});

test("writeState and readState are inverse", async () => {
  await fc.assert(
    fc.asyncProperty(script, inputs, async (service, given) => {
      const scene = new ProviderScene(service);
      const resource = await created(scene, given);
      if (resource === undefined) {
        return;
      }
      const { __provider: _, ...state } = resource.state;
      const saved = readState(state);
      assert.deepEqual(writeState(saved), state);
      assert.deepEqual(readState(writeState(saved)), saved);
    }),
    { numRuns: 100 },
  );
});

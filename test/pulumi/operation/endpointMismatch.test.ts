import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Emulator, startEmulator } from "pulumi-gcp-lro/emulator";
import { systemClock } from "#src/core/clock.js";
import type { JsonObject } from "#src/core/json.js";
import { connectService } from "#src/google/connectionPool.js";
import { silentLog } from "#src/pulumi/engine/logStream.js";
import { operationProvider } from "#src/pulumi/operationProvider.js";
import { UserError } from "#src/pulumi/report/userError.js";
import { assertMessage } from "../../support/golden.js";
import { providerDependencies } from "../../support/providerDependencies.js";

const inputs = {
  service: "alloydb",
  start: {
    path: "projects/p/locations/l/clusters/c:export",
    body: { database: "d", gcsDestination: { uri: "gs://b/o" }, sqlExportOptions: {} },
  },
  __provider: "text",
  __urn: "urn",
};

/** A resource whose operation runs at `home`, where it was seen, and a provider that can be sent elsewhere. */
async function twoPlaces(t: TestContext) {
  const [home, away] = await Promise.all([1, 2].map(() => startEmulator({ cancelTime: 0 })));
  assert.ok(home && away);
  t.after(() => Promise.all([home.close(), away.close()]));
  let place: Emulator = home;
  const provider = operationProvider(
    providerDependencies({
      clock: systemClock,
      random: Math.random,
      connect: (target) => connectService({ ...target, environment: { GCP_LRO_EMULATOR_HOST: place.host } }),
      log: () => silentLog,
      newRequestId: () => "00000000-0000-4000-8000-000000000001",
    }),
  );
  const { id, outs } = await provider.create(inputs);
  const refresh = async (state: JsonObject): Promise<JsonObject> =>
    (await provider.read?.(id, state))?.props ?? {};
  const state = await refresh(outs ?? {});
  return {
    home,
    state,
    refresh,
    destroy: (one: JsonObject) => provider.delete?.(id, one),
    update: async (one: JsonObject, news: JsonObject) => (await provider.update?.(id, one, news))?.outs,
    goAway: () => {
      place = away;
    },
    comeBack: () => {
      place = home;
    },
  };
}

test("a destroy that looks in the wrong place fails: the operation may still be running where it was", async (t) => {
  const { home, state, destroy, goAway, comeBack } = await twoPlaces(t);
  goAway();
  await assert.rejects(
    async () => destroy(state),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.ok(error.message.includes(`${home.url}/alloydb `), error.message);
      assertMessage(t, "a destroy elsewhere", error.message);
      return true;
    },
  );
  assert.equal(home.operations[0]?.state, "RUNNING");
  comeBack();
  await destroy(state);
  assert.equal(home.operations[0]?.state, "CANCELLED");
});

test("a refresh in the wrong place keeps the state", async (t) => {
  const { state, refresh, goAway } = await twoPlaces(t);
  goAway();
  assert.deepEqual(await refresh(state), state);
});

test("an update elsewhere without a look still says where the operation was last known", async (t) => {
  const { state, update, goAway } = await twoPlaces(t);
  goAway();
  const updated = await update(state, { ...inputs, onDelete: "wait" });
  assert.equal(updated?.endpoint, state.endpoint);
});

test("what is given up is given up in the wrong place too", async (t) => {
  const { state, update, destroy, goAway } = await twoPlaces(t);
  const abandoned = (await update(state, { ...inputs, onDelete: "abandon" })) ?? {};
  goAway();
  await destroy(abandoned);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "#src/core/json.js";
import {
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
  unreadable,
} from "../../support/faults.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import type { ProviderScript, UndoAnswering, UndoScript } from "../../support/providerConnection.js";
import { inputsOf, ProviderScene, type Resource } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";
import { deleteTarget, responseName, restoreTarget, target } from "../../support/undoScene.js";

const time = fc.oneof(fc.nat(5_000), fc.nat(2 * hour));

const lost = reset();
const garbled = unreadable();

const answer = fc.constantFrom<UndoAnswering | undefined>(
  undefined,
  "lostAnswer",
  "noOperation",
  unavailable,
  notFound,
  notPermitted,
  rejected(409, "ABORTED"),
  rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 3 * hour }),
  refusedConnection(),
  lost,
  garbled,
);

const undo: fc.Arbitrary<UndoScript> = fc
  .record({
    answers: fc.array(answer, { maxLength: 4 }),
    takes: fc.constantFrom(0, 2_000, 10 * minute),
    endsAt: time,
    end: fc.constantFrom<JsonObject>({}, { error: { code: 13, message: "broken" } }),
    goneFrom: fc.constantFrom(Number.POSITIVE_INFINITY, 10 * minute),
  })
  .map(({ answers, ...script }) => ({ ...script, answers: (nth) => answers[nth - 1] }));

const script: fc.Arbitrary<ProviderScript> = fc.record(
  {
    endsAt: time,
    end: fc.constantFrom<JsonObject>(
      {},
      { response: { name: responseName } },
      { error: { code: 1, message: "cancelled" } },
      { error: { code: 13, message: "broken" } },
    ),
    cancelTakes: fc.oneof(fc.constant("ignores" as const), time),
    metadata: fc.constantFrom<JsonObject>({ target }, { target, requestedCancellation: true }, {}),
    mishaps: fc.constantFrom(
      {},
      { roundTrip: 500 },
      { get: (nth: number) => (nth % 3 === 0 ? unavailable : undefined) },
    ),
    undo,
  },
  { requiredKeys: ["undo"] },
);

const life = fc.record({
  request: fc.constantFrom(deleteTarget, restoreTarget, {
    path: "x:undo",
    body: { name: "{response.name}" },
  }),
  onDelete: fc.constantFrom("cancelAndWait", "cancel", "wait"),
  timeout: fc.constantFrom("20m", "60m"),
  /** Milliseconds until each delete is interrupted. */
  interrupts: fc.array(fc.option(time), { minLength: 3, maxLength: 3 }),
  refreshes: fc.boolean(),
});

test("an undo is sent only for what completed despite our cancel, never after a delete succeeded, and within the limit", async () => {
  await fc.assert(
    fc.asyncProperty(script, life, async (service, { request, onDelete, timeout, interrupts, refreshes }) => {
      const scene = new ProviderScene(service, { journal: new MemoryJournal() });
      const given = {
        whenCompletedDespiteCancel: "undo",
        undo: request,
        onDelete,
        timeouts: { delete: timeout },
      };
      let resource: Resource = await scene.create(inputsOf(given));
      let hasSucceeded = false;
      for (const interrupt of interrupts) {
        const begin = scene.clock.monotonic();
        const sent = scene.count("undo");
        if (interrupt !== null) {
          scene.interruptIn(interrupt);
        }
        const end = await scene.delete(resource).catch((error: Error) => error);
        assert.ok(scene.clock.monotonic() - begin <= (timeout === "20m" ? 20 : 60) * minute + 1_000);
        if (scene.count("undo") > sent) {
          assert.ok(!hasSucceeded, "it was sent after a delete had succeeded");
          assertDue(scene);
        }
        if (end instanceof Error) {
          assert.equal(end.name, "UserError", end.stack);
        } else {
          hasSucceeded = true;
        }
        await scene.clock.sleep(hour);
        resource = refreshes ? await scene.refresh(resource).catch(() => resource) : resource;
      }
    }),
    { numRuns: 150 },
  );
});

function assertDue({ connection }: ProviderScene): void {
  const { wire, lastLook } = connection;
  const cancel = wire.indexOf("cancel");
  assert.ok(cancel >= 0 && cancel < wire.indexOf("undo"), "its cancellation had not been requested");
  assert.ok(
    lastLook?.ok && lastLook.value.done && lastLook.value.result.kind !== "error",
    "it had not completed",
  );
}

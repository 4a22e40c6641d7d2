import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cancelAll } from "#src/core/cancelAll.js";
import type { OperationEvent } from "#src/core/events.js";
import { isRequestRefusedError } from "#src/core/operationErrors.js";
import type { Outcome } from "#src/core/outcome.js";
import { waitAll } from "#src/core/waitAll.js";
import { notPermitted, unavailable, unimplemented } from "../support/faults.js";
import { everyCancel, everyGet, firstCancels, operationName } from "../support/modelService.js";
import { minute, Scene } from "../support/scene.js";

const plan = { whenUnsupported: "leave" as const };

function ends(scene: Scene): [name: string, outcome: Outcome][] {
  return scene.events.flatMap((event) =>
    event.kind === "ended" ? [[event.name, event.outcome] as [string, Outcome]] : [],
  );
}

const scenes: [title: string, scene: () => Scene][] = [
  ["ended before", () => new Scene({ endsAt: 0 })],
  ["cancelled", () => new Scene({ cancelTakes: minute })],
  ["not cancellable", () => new Scene({ endsAt: minute }, everyCancel(unimplemented))],
  ["gone", () => new Scene({ goneFrom: 0 })],
  ["time-out", () => new Scene({ cancelTakes: "ignores" }, {}, { timeout: minute })],
  ["interrupted", () => new Scene({ cancelTakes: "ignores" }, {}, { interruptAt: minute })],
  ["cancel sent again", () => new Scene({ endsAt: 1_000 }, firstCancels(unavailable))],
];

/** The functions of core that own their calls. The client and the provider report the ends of all others. */
const calls: [title: string, call: (scene: Scene) => Promise<Outcome | undefined>][] = [
  [
    "waitAll",
    async (scene) => {
      const waits = [{ name: operationName, context: scene.context }];
      return (await waitAll(waits, scene.limits))[0]?.outcome;
    },
  ],
  [
    "cancelAll",
    async (scene) => {
      const cancellations = [{ name: operationName, context: scene.context, plan }];
      return (await cancelAll(cancellations, scene.limits, 1))[0]?.outcome;
    },
  ],
];

describe("the event `ended`", () => {
  for (const [call, run] of calls) {
    for (const [title, open] of scenes) {
      it(`is the last event of ${call}, once, with the outcome that it returns: ${title}`, async () => {
        const scene = open();
        const timeout = call === "waitAll" && title === "cancelled";
        if (timeout) {
          void scene.clock.sleep(minute).then(() => scene.interrupt());
        }
        const outcome = await run(scene);
        assert.deepEqual(ends(scene), [[operationName, outcome]]);
        assert.equal(scene.events.at(-1)?.kind, "ended");
      });
    }

    it(`is not reported by ${call} if the service refuses`, async () => {
      const scene = new Scene({}, everyGet(notPermitted));
      await run(scene).catch((error: unknown) => assert.ok(isRequestRefusedError(error)));
      assert.deepEqual(ends(scene), []);
    });
  }
});

it("every event has the time at which it happened", async () => {
  const scene = new Scene({ cancelTakes: minute }, firstCancels(unavailable));
  const begin = scene.clock.wall();
  await scene.cancelAndWait();
  const times = scene.events.map(({ time }) => time);
  assert.equal(times[0], begin);
  assert.equal(times.at(-1), scene.clock.wall());
  assert.deepEqual(
    times,
    [...times].sort((one, other) => one - other),
  );
});

it("a cancel request is reported before its answer, each time it is sent", async () => {
  const scene = new Scene({}, { ...firstCancels(unavailable), roundTrip: 100 });
  await scene.cancelAndWait();
  const sent = scene.events.filter(
    (event): event is OperationEvent & { kind: "cancelSent" } => event.kind === "cancelSent",
  );
  const cancels = scene.service.requests.filter(({ method }) => method === "cancel");
  const begin = scene.clock.wall() - scene.clock.monotonic();
  assert.deepEqual(
    sent.map(({ time }) => Math.round(time - begin)),
    cancels.map(({ at }) => Math.round(at)),
  );
  assert.equal(sent.length, 2);
});

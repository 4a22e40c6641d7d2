import assert from "node:assert/strict";
import { test } from "node:test";
import { assertMessage } from "../../support/golden.js";
import { deleteInVain, inputsOf, ProviderScene, started } from "../../support/providerScene.js";
import { hour, minute } from "../../support/scene.js";

const year = 365 * 24 * hour;

for (const jump of [year, -year]) {
  const how = jump > 0 ? "ahead" : "back";

  test(`edge case 63: the clock set ${how} a year while a start isn't visible yet: it is waited for, a minute long`, async () => {
    for (const [visibleFrom, state] of [
      [50_000, "SUCCEEDED"],
      [70_000, "GONE"],
    ] as const) {
      const scene = new ProviderScene({ visibleFrom, endsAt: 55_000 });
      void scene.clock.sleep(10_000).then(() => scene.clock.setWall(scene.clock.wall() + jump));
      const inputs = inputsOf({ waitFor: "done" });
      const resource = state === "GONE" ? await scene.createInVain(inputs) : await scene.create(inputs);
      assert.equal(resource.state.state, state);
      assert.ok(scene.clock.monotonic() <= 61_000, `${scene.clock.monotonic()} ms`);
    }
  });

  test(`edge case 63: the clock set ${how} a year before a wait goes on: it looks often enough, and in no hot loop`, async () => {
    const { scene, resource } = await started({ endsAt: 20 * minute });
    scene.clock.setWall(scene.clock.wall() + jump);
    const looks = scene.count("GET");
    const updated = await scene.update(resource, inputsOf({ waitFor: "done" }));
    assert.equal(updated.state.state, "SUCCEEDED");
    const lag = scene.clock.monotonic() - 20 * minute;
    assert.ok(lag <= 5_500, `noticed ${lag} ms late`);
    assert.ok(scene.count("GET") - looks <= 250, `${scene.count("GET") - looks} looks in ten minutes`);
  });

  test(`edge case 63: the clock set ${how} a year before a destroy: one never seen is looked for a minute at most`, async () => {
    const scene = new ProviderScene({ visibleFrom: 2 * year });
    const resource = await scene.create();
    scene.clock.setWall(scene.clock.wall() + jump);
    await scene.delete(resource);
    assert.ok(scene.clock.monotonic() <= minute + 1_000, `${scene.clock.monotonic()} ms`);
  });

  test(`edge case 63: the clock set ${how} a year in a destroy changes neither its limit nor its pace`, async (t) => {
    const { scene, resource } = await started(
      { cancelTakes: "ignores" },
      { timeouts: { delete: "10m" }, onDelete: "cancelAndWait" },
    );
    const begin = scene.clock.monotonic();
    void scene.clock.sleep(minute).then(() => scene.clock.setWall(scene.clock.wall() + jump));
    const message = await deleteInVain(scene, resource);
    assertMessage(t, `a time-out after the clock was set ${how}`, message);
    assert.equal(scene.clock.monotonic() - begin, 10 * minute - 1_000);
  });
}

test("edge case 63: a destroy whose machine slept looks once more before it gives up", async (t) => {
  const { scene, resource } = await started({ cancelTakes: 5 * minute }, { timeouts: { delete: "10m" } });
  void scene.clock.sleep(minute).then(() => scene.clock.jump(8 * hour));
  await scene.delete(resource);
  assertMessage(t, "cancelled after a sleep", scene.said("info").at(-1) ?? "");
});

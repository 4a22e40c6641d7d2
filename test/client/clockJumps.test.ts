import assert from "node:assert/strict";
import { test } from "node:test";
import { isNoAnswerError, OperationsClient } from "pulumi-gcp-lro/client";
import { withDependencies } from "#src/client/clientContext.js";
import { ConnectionPool } from "#src/google/connectionPool.js";
import { DrivenClock } from "../support/drivenClock.js";
import { unavailable } from "../support/faults.js";
import { everyGet, operationName } from "../support/modelService.js";
import { ProviderConnection, type ProviderScript } from "../support/providerConnection.js";
import { hour, minute } from "../support/scene.js";
import { seededRandom } from "../support/seededRandom.js";

const year = 365 * 24 * hour;

/** A client of a scripted service, both on one driven clock. */
function scene(script: ProviderScript) {
  const clock = new DrivenClock();
  const connection = new ProviderConnection(clock, script);
  const client = new OperationsClient(
    withDependencies(
      { service: "alloydb", endpoint: "https://alloydb.googleapis.com" },
      {
        clock,
        random: seededRandom(1),
        pool: new ConnectionPool({ clock, connect: () => connection }),
        newRequestId: () => "00000000-0000-4000-8000-000000000001",
      },
    ),
  );
  const looks = (): number => connection.wire.filter((request) => request === "GET").length;
  return { clock, client, looks };
}

for (const jump of [year, -year]) {
  test(`edge case 63: a clock set by ${jump} ms changes no call's timeout`, async () => {
    const { clock, client } = scene({});
    void clock.sleep(minute).then(() => clock.setWall(clock.wall() + jump));
    const outcome = await client.wait(operationName, { timeout: "10m" });
    assert.ok(outcome.kind === "running" && outcome.because === "deadline");
    assert.equal(clock.monotonic(), 10 * minute - 1_000);
  });

  test(`edge case 63: a clock set by ${jump} ms changes not how long a 404 after a start is no news`, async () => {
    const { clock, client } = scene({ visibleFrom: 50_000, endsAt: 55_000 });
    const { name } = await client.start({ path: "projects/p/locations/l/clusters/c:export" });
    clock.setWall(clock.wall() + jump);
    assert.equal((await client.wait(name)).kind, "completed");
  });
}

test("edge case 63: a call whose machine slept through its timeout looks once more", async () => {
  const { clock, client } = scene({ endsAt: 30 * minute });
  void clock.sleep(minute).then(() => clock.jump(8 * hour));
  assert.equal((await client.wait(operationName, { timeout: "10m" })).kind, "completed");
});

test("edge case 63: a get whose machine slept asks once more before it says that there was no answer", async () => {
  const { clock, client, looks } = scene({ mishaps: { ...everyGet(unavailable), roundTrip: 100 } });
  void clock.sleep(60).then(() => clock.jump(8 * hour));
  await assert.rejects(client.get(operationName, { timeout: "1m" }), isNoAnswerError);
  assert.equal(looks(), 2);
});

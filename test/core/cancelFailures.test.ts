import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRefused } from "../support/assertRefused.js";
import {
  finishedAlready,
  foreign,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  unavailable,
} from "../support/faults.js";
import { everyCancel, everyGet, firstCancels, laterGets } from "../support/mishaps.js";
import { hour, minute, Scene } from "../support/scene.js";

describe("cancelAndWait, when requests fail", () => {
  for (const status of [404, 405]) {
    it(`edge case 14: a front end's ${status} on four cancels while GET works is an operation that can't be cancelled`, async () => {
      const scene = new Scene({}, everyCancel(foreign(status)));
      const outcome = await scene.cancelAndWait({ whenUnsupported: "leave" });
      assert.ok(outcome.kind === "running" && outcome.because === "cancelUnsupported");
      assert.equal(outcome.cancelRequested, false);
      assert.equal(scene.service.count("cancel"), 4);
    });
  }

  it("edge case 14: a cancel answered by a front end's 403 is a hard error with the URL", async () => {
    const request = "POST https://wrong.example/v1/operations/o:cancel";
    const scene = new Scene({}, everyCancel(foreign(403, { request })));
    await assertRefused(
      scene.cancelAndWait(),
      /^HTTP 403 .*\(POST https:\/\/wrong\.example\S+\)\. .*was not cancelled/,
    );
  });

  it("edge case 14: a look answered by a 404 that isn't Google's is a hard error, never gone", async () => {
    const scene = new Scene({}, everyGet(foreign(404)));
    await assertRefused(scene.cancelAndWait(), /HTTP 404 .* is unknown\.$/);
    assert.equal(scene.service.count("cancel"), 0);
  });

  it("edge case 15: 404 on cancel while GET works is tried again", async () => {
    const scene = new Scene({}, firstCancels(notFound, notFound, notFound));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 15: NOT_FOUND on four cancels while GET works is an operation that can't be cancelled", async () => {
    const scene = new Scene({}, everyCancel(notFound));
    const outcome = await scene.cancelAndWait({ whenUnsupported: "leave" });
    assert.ok(outcome.kind === "running" && outcome.because === "cancelUnsupported");
    assert.equal(scene.service.count("cancel"), 4);
  });

  it("edge case 15: other setbacks don't count as NOT_FOUND", async () => {
    const busy = rejected(409, "ABORTED");
    const scene = new Scene({}, firstCancels(busy, busy, busy, busy, notFound));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 19: a disabled API is a hard error with the place to enable it", async () => {
    const failure = rejected(403, "PERMISSION_DENIED", {
      reason: "SERVICE_DISABLED",
      activationUrl: "https://console.example/enable",
    });
    const scene = new Scene({}, everyGet(failure));
    await assertRefused(scene.cancelAndWait(), /SERVICE_DISABLED.*https:\/\/console\.example\/enable/);
  });

  it("edge case 20: 403 on cancel names the permission in full, and nothing is waited for", async () => {
    const failure = rejected(403, "PERMISSION_DENIED", { permission: "alloydb.operations.cancel" });
    const scene = new Scene({ endsAt: minute }, everyCancel(failure));
    await assertRefused(
      scene.cancelAndWait(),
      /was not cancelled and is still running\. The credentials need the permission alloydb\.operations\.cancel\.$/,
    );
    assert.equal(scene.service.sequence, "GET cancel");
  });

  it("edge case 20: 403 on cancel that names no permission: the error says so", async () => {
    const scene = new Scene({}, everyCancel(notPermitted));
    await assertRefused(
      scene.cancelAndWait(),
      /still running\. The refusal does not name the missing permission\.$/,
    );
  });

  it("edge case 19: a disabled API on cancel is no question of permission", async () => {
    const failure = rejected(403, "PERMISSION_DENIED", { reason: "SERVICE_DISABLED" });
    await assertRefused(new Scene({}, everyCancel(failure)).cancelAndWait(), /is still running\.$/);
  });

  it("edge case 20: 403 on a cancel sent again admits that the earlier one may have arrived", async () => {
    const scene = new Scene({ cancelTakes: hour }, firstCancels("lostAnswer", notPermitted));
    await assertRefused(scene.cancelAndWait(), /an earlier cancel request may have reached it/);
  });

  it("edge case 21: 403 on GET after 200 on cancel says that the outcome can't be verified", async () => {
    const scene = new Scene({}, laterGets(notPermitted));
    await assertRefused(scene.cancelAndWait(), /was requested, but its outcome can't be verified\.$/);
  });

  it("edge case 22: a 403 on cancel that means slower is sent again", async () => {
    const slower = rejected(403, "PERMISSION_DENIED", { reason: "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" });
    assert.equal((await new Scene({}, firstCancels(slower)).cancelAndWait()).kind, "cancelled");
  });

  it("edge case 23: a 429 on cancel is sent again when Retry-After says", async () => {
    const busy = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 });
    const scene = new Scene({}, firstCancels(busy));
    await scene.cancelAndWait();
    const [, second] = scene.service.requests.filter(({ method }) => method === "cancel");
    assert.ok(second && second.at >= 20_000 && second.at <= 22_000, `${second?.at} ms`);
  });

  it("edge case 23: sends the cancel once more before the deadline, be Retry-After longer", async () => {
    const busy = rejected(503, "UNAVAILABLE", { retryAfter: hour });
    const scene = new Scene({}, firstCancels(busy), { timeout: 2 * minute });
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  it("edge case 24: a 401 on cancel is a hard error", async () => {
    const scene = new Scene({}, everyCancel(rejected(401, "UNAUTHENTICATED")));
    await assertRefused(scene.cancelAndWait(), /HTTP 401 UNAUTHENTICATED/);
  });

  it("edge case 25: an hour of trouble after the cancel decides nothing", async () => {
    const scene = new Scene(
      { cancelTakes: 10 * minute },
      { get: (nth) => (nth > 1 && nth < 30 ? unavailable : undefined) },
    );
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });

  for (const [title, mishap] of [
    ["503", unavailable],
    ["a connection that was never made", refusedConnection()],
    ["a lost answer", "lostAnswer"],
    ["no answer in time", "hangs"],
  ] as const) {
    it(`edge case 26: sends the cancel again after ${title}`, async () => {
      const scene = new Scene({ cancelTakes: 5_000 }, firstCancels(mishap));
      const outcome = await scene.cancelAndWait();
      assert.ok(outcome.kind === "cancelled" && outcome.byUs);
      assert.match(scene.service.sequence, /^GET cancel GET cancel GET/);
    });
  }

  it("edge case 26: a lost answer to cancel is followed by a GET: that cancel may have been enough", async () => {
    const scene = new Scene({}, firstCancels("lostAnswer"));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.sequence, "GET cancel GET");
  });

  it("edge case 26: tells the natural end that comes while every cancel is answered 503", async () => {
    const scene = new Scene({ endsAt: 5_000 }, everyCancel(unavailable));
    assert.equal((await scene.cancelAndWait()).kind, "completed");
    assert.ok(scene.clock.monotonic() < minute, `${scene.clock.monotonic()} ms`);
  });

  it("edge case 26: a cancel that never left doesn't make an end our doing", async () => {
    const scene = new Scene({ endsAt: 5_000, end: { error: { code: 1 } } }, everyCancel(refusedConnection()));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && !outcome.byUs);
  });

  it("edge case 26: waits where a repeated cancel is contested: the one before may have been accepted", async () => {
    const scene = new Scene({ cancelTakes: 5_000 }, firstCancels("lostAnswer", finishedAlready));
    const outcome = await scene.cancelAndWait();
    assert.ok(outcome.kind === "cancelled" && outcome.byUs);
    assert.equal(scene.service.count("cancel"), 2);
  });

  it("another request in the way (ABORTED) is tried again", async () => {
    const scene = new Scene({}, firstCancels(rejected(409, "ABORTED"), rejected(409, "ABORTED")));
    assert.equal((await scene.cancelAndWait()).kind, "cancelled");
  });
});

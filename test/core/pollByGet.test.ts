import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pollByGet } from "#src/core/polling.js";
import { DrivenClock, idle } from "../support/drivenClock.js";
import { assertMessage } from "../support/golden.js";
import { ModelService, operationName } from "../support/modelService.js";

describe("pollByGet", () => {
  it("asks nothing before the pause has passed", async () => {
    const clock = new DrivenClock("whenTold");
    const service = new ModelService(clock);
    void pollByGet(service, clock).next(operationName, 1_000, {});
    await clock.advance(999);
    assert.equal(service.sequence, "");
  });

  it("answers one GetOperation taken after the pause", async () => {
    const clock = new DrivenClock();
    const service = new ModelService(clock);
    const reply = await pollByGet(service, clock).next(operationName, 1_000, {});
    assert.deepEqual(reply, { ok: true, value: { name: operationName, done: false } });
    assert.deepEqual(
      service.requests.map(({ method, at }) => [method, at]),
      [["GET", 1_000]],
    );
  });

  it("passes the request's limits on", async () => {
    const clock = new DrivenClock();
    const service = new ModelService(clock);
    await pollByGet(service, clock).next(operationName, 0, { timeout: 7_000 });
    assert.equal(service.requests[0]?.timeout, 7_000);
  });

  it("comes back at once when interrupted in the pause, and asks nothing", async (t) => {
    const clock = new DrivenClock("whenTold");
    const service = new ModelService(clock);
    const interrupt = new AbortController();
    const next = pollByGet(service, clock).next(operationName, 1_000, { signal: interrupt.signal });
    await idle();
    interrupt.abort();
    const reply = await next;
    assert.ok(!reply.ok && reply.error.kind === "network");
    const { code, request, mayHaveArrived, message } = reply.error;
    assert.deepEqual([code, request, mayHaveArrived], ["ABORTED", `GET ${operationName}`, false]);
    assert.deepEqual([service.sequence, clock.sleeping], ["", 0]);
    assertMessage(t, "interrupted in the pause", message);
  });
});

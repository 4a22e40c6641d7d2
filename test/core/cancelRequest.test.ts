import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CancelFailure, type CancelResult, requestCancel } from "#src/core/cancel.js";
import {
  finishedAlready,
  foreign,
  noCredentials,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  unavailable,
  unimplemented,
  unreadable,
} from "../support/faults.js";
import { type Mishap, operationName } from "../support/modelService.js";
import { minute, Scene } from "../support/scene.js";

function ask(scene: Scene): Promise<CancelResult> {
  return requestCancel(scene.context, operationName, scene.limits);
}

const setbacks: [title: string, mishap: Mishap, kind: CancelFailure["kind"], mayHaveBeenAccepted: boolean][] =
  [
    ["edge case 26: 503", unavailable, "transient", true],
    ["edge case 26: a front end's 502", foreign(502), "transient", true],
    ["edge case 26: a lost answer", "lostAnswer", "transient", true],
    ["edge case 26: no answer in time", "hangs", "transient", true],
    ["an answer that can't be read", unreadable(), "transient", true],
    ["a refusal that is cut off", unreadable({ httpStatus: 404 }), "transient", false],
    ["a 501 that is cut off", unreadable({ httpStatus: 501 }), "transient", true],
    ["a connection that was never made", refusedConnection(), "transient", false],
    ["credentials that can't be had just now", noCredentials(true), "transient", false],
    ["429", rejected(429, "RESOURCE_EXHAUSTED"), "transient", false],
    ["500", rejected(500, "INTERNAL"), "transient", true],
    ["a front end's 500", foreign(500), "transient", true],
    ["edge case 2: FAILED_PRECONDITION", finishedAlready, "failedPrecondition", false],
    ["edge case 12: UNIMPLEMENTED", unimplemented, "unsupported", false],
    ["edge case 14: a 404 that isn't Google's", foreign(404), "notFound", false],
    ["edge case 14: a 405 that isn't Google's", foreign(405), "notFound", false],
    ["a 403 that isn't Google's", foreign(403), "refused", false],
    ["a redirect", foreign(302), "refused", false],
    ["edge case 15: NOT_FOUND", notFound, "notFound", false],
    ["edge case 20: PERMISSION_DENIED", notPermitted, "refused", false],
    ["a 400 that is cut off", unreadable({ httpStatus: 400 }), "transient", false],
    ["a 500 that is cut off", unreadable({ httpStatus: 500 }), "transient", true],
    ["a 404 in Google's format with another status", rejected(404, "PERMISSION_DENIED"), "refused", false],
    ["a 405 in Google's format with another status", rejected(405, "PERMISSION_DENIED"), "refused", false],
    ["credentials that can't be had at all", noCredentials(false), "refused", false],
  ];

describe("requestCancel", () => {
  it("takes 200 for an acknowledgement", async () => {
    const scene = new Scene({ cancelTakes: "ignores" });
    assert.deepEqual(await ask(scene), { kind: "accepted" });
    const about = { name: operationName, time: scene.clock.wall() };
    assert.deepEqual(scene.events, [
      { kind: "cancelSent", ...about },
      { kind: "cancelAccepted", ...about },
    ]);
  });

  for (const [title, mishap, kind, mayHaveBeenAccepted] of setbacks) {
    it(`${title} is ${kind}, ${mayHaveBeenAccepted ? "and may have been accepted" : "and was not accepted"}`, async () => {
      const answer = await ask(new Scene({}, { cancel: () => mishap }));
      assert.ok(answer.kind !== "accepted");
      assert.deepEqual([answer.kind, answer.mayHaveBeenAccepted], [kind, mayHaveBeenAccepted]);
    });
  }

  it("sends one request, whatever comes back, and reports no setback itself", async () => {
    const scene = new Scene({}, { cancel: () => unavailable });
    await ask(scene);
    assert.deepEqual([scene.service.sequence, scene.eventKinds], ["cancel", ["cancelSent"]]);
  });

  it("passes on what the server asked to wait", async () => {
    const busy = rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 4_000 });
    const answer = await ask(new Scene({}, { cancel: () => busy }));
    assert.ok(answer.kind === "transient");
    assert.equal(answer.retryAfter, 4_000);
  });

  it("gives the request the time that is left before the last look", async () => {
    const scene = new Scene({}, {}, { timeout: minute });
    await ask(scene);
    assert.equal(scene.service.requests[0]?.timeout, minute - 1_000);
  });

  it("interrupted in the request, may have been accepted", async () => {
    const scene = new Scene({}, { roundTrip: 1_000 }, { interruptAt: 300 });
    const answer = await ask(scene);
    assert.ok(answer.kind === "transient" && answer.mayHaveBeenAccepted);
    assert.equal(scene.clock.monotonic(), 300);
  });
});

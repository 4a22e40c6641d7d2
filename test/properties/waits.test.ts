import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { OperationEvent } from "#src/core/events.js";
import type { EndedOperation, RunningOperation } from "#src/core/operation.js";
import { isRequestRefusedError } from "#src/core/operationErrors.js";
import type { Outcome } from "#src/core/outcome.js";
import { mishapsOf, type SceneDraft, sceneDraft } from "../support/arbitraryScene.js";
import { operationName, type RecordedRequest } from "../support/modelService.js";
import { Scene } from "../support/scene.js";

type Wait = "cancelAndWait" | "waitForOperation";

/** A scene that was played to its end. */
interface Played {
  draft: SceneDraft;
  requests: RecordedRequest[];
  /** Absent where the wait ended with a RequestRefusedError. */
  outcome: Outcome | undefined;
  endedAt: number;
  stillSleeping: number;
  events: OperationEvent[];
  acknowledgements: number;
}

async function play(draft: SceneDraft, wait: Wait, jumpAt?: number): Promise<Played> {
  const scene = new Scene(draft.script, mishapsOf(draft), draft.settings);
  if (jumpAt !== undefined) {
    void scene.clock.sleep(jumpAt).then(() => scene.clock.jump(24 * 3_600_000));
  }
  let outcome: Outcome | undefined;
  try {
    outcome = await (wait === "cancelAndWait" ? scene.cancelAndWait(draft.plan) : scene.waitForOperation());
  } catch (error) {
    assert.ok(isRequestRefusedError(error), String(error));
  }
  const endedAt = scene.clock.monotonic();
  const interruptIsDue = (draft.settings.interruptAt ?? -1) > endedAt ? 1 : 0;
  return {
    draft,
    requests: scene.service.requests,
    outcome,
    endedAt,
    stillSleeping: scene.clock.sleeping - interruptIsDue,
    events: scene.events,
    acknowledgements: scene.events.filter(({ kind }) => kind === "cancelAccepted").length,
  };
}

function saidDone({ method, reply }: RecordedRequest): EndedOperation | undefined {
  return method === "GET" && reply?.ok && reply.value?.done ? reply.value : undefined;
}

function saidRunning({ method, reply }: RecordedRequest): boolean {
  return method === "GET" && reply?.ok === true && reply.value?.done === false;
}

function saidUnknown({ method, reply }: RecordedRequest): boolean {
  return (
    method === "GET" && !reply?.ok && reply?.error.kind === "apiError" && reply.error.status === "NOT_FOUND"
  );
}

function lead({ draft }: Played): number {
  return Math.min(1_000, draft.settings.timeout / 10);
}

function begunAfterDeadline({ draft, requests }: Played): number {
  return requests.filter(({ at }) => at > draft.settings.timeout).length;
}

function assertEndsOnlyAsToldByGet({ outcome, requests }: Played): void {
  const last = requests.at(-1);
  switch (outcome?.kind) {
    case "cancelled":
    case "completed":
    case "failed":
      assert.ok(last);
      assert.deepEqual(outcome.operation, saidDone(last));
      break;
    case "gone":
      assert.ok(last && saidUnknown(last));
      break;
    default:
      assert.ok(!requests.some(saidDone), "an end that GET told was not passed on");
  }
}

function assertNothingIsAskedAfterAnEnd({ requests }: Played): void {
  const end = requests.findIndex((request) => saidDone(request) !== undefined);
  assert.ok(end === -1 || end === requests.length - 1);
}

function assertNoHotLoop({ requests, endedAt }: Played): void {
  assert.ok(requests.length <= 12 + endedAt / 200, `${requests.length} requests in ${endedAt} ms`);
}

function assertRequestedOnlyWhereSent({ outcome, requests }: Played): void {
  const mayHaveArrived = requests.some(
    ({ method, reply }) =>
      method === "cancel" &&
      (reply?.ok ||
        reply?.error.kind === "unreadable" ||
        (reply?.error.kind === "network" && reply.error.mayHaveArrived) ||
        ((reply?.error.kind === "apiError" || reply?.error.kind === "nonApiResponse") &&
          reply.error.httpStatus >= 500)),
  );
  if (outcome && requested(outcome)) {
    assert.ok(mayHaveArrived);
  }
}

function requested(outcome: Outcome): boolean {
  return outcome.kind === "cancelled" ? outcome.byUs : outcome.kind !== "gone" && outcome.cancelRequested;
}

function assertCancelsFollowALook({ requests }: Played): void {
  for (const [index, { method }] of requests.entries()) {
    const before = requests[index - 1];
    assert.ok(method === "GET" || (before && saidRunning(before)), "a cancel without a look before it");
  }
}

function assertLastSeenIsKept({ outcome, requests }: Played): void {
  if (outcome?.kind === "gone" || outcome?.kind === "running") {
    assert.equal(outcome.operation !== undefined, requests.some(saidRunning));
  }
}

/** Plays random scenes and asserts something on each. */
async function hold(wait: Wait, assertion: (played: Played) => void, runs = 150): Promise<void> {
  await fc.assert(
    fc.asyncProperty(sceneDraft, async (draft) => assertion(await play(draft, wait))),
    { numRuns: runs },
  );
}

for (const wait of ["waitForOperation", "cancelAndWait"] as const) {
  describe(`${wait}, whatever the service does`, () => {
    it("tells exactly the end that the last GET told", () => hold(wait, assertEndsOnlyAsToldByGet));
    it("asks nothing once GET has told an end", () => hold(wait, assertNothingIsAskedAfterAnEnd));
    it("asks in no hot loop", () => hold(wait, assertNoHotLoop));
    it("keeps the operation as it was last seen", () => hold(wait, assertLastSeenIsKept));
    it("claims a cancel request only where one may have arrived", () =>
      hold(wait, assertRequestedOnlyWhereSent));
    it("leaves no sleeper behind", () => hold(wait, ({ stillSleeping }) => assert.equal(stillSleeping, 0)));
    it("comes back in the moment of the interrupt", () =>
      hold(wait, ({ draft, endedAt }) => assert.ok(endedAt <= (draft.settings.interruptAt ?? Infinity))));
  });
}

describe("waitForOperation, whatever the service does", () => {
  it("begins no request after the deadline, and comes back with the last one", () =>
    hold("waitForOperation", (played) => {
      assert.equal(begunAfterDeadline(played), 0);
      assert.ok(played.endedAt <= played.draft.settings.timeout + lead(played), `${played.endedAt} ms`);
    }));

  it("sends no cancel", () =>
    hold("waitForOperation", ({ requests }) => assert.ok(requests.every(({ method }) => method === "GET"))));

  it("edge case 63: declares time-out only on a look begun when it was due, though the machine sleeps", async () => {
    await fc.assert(
      fc.asyncProperty(sceneDraft, fc.nat(600_000), async (draft, jumpAt) => {
        const { requests, outcome } = await play(draft, "waitForOperation", jumpAt);
        const last = requests.at(-1);
        const due = draft.settings.timeout - Math.min(1_000, draft.settings.timeout / 10);
        const timedOut = outcome?.kind === "running" && outcome.because === "deadline";
        assert.ok(
          !timedOut || (last && last.at >= due - 1e-6),
          `last look at ${last?.at} ms, due at ${due} ms`,
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("cancelAndWait, whatever the service does", () => {
  it("begins at most one request after the deadline, and comes back with it", () =>
    hold("cancelAndWait", (played) => {
      assert.ok(begunAfterDeadline(played) <= 1);
      assert.ok(played.endedAt <= played.draft.settings.timeout + 2 * lead(played), `${played.endedAt} ms`);
    }));

  it("sends a cancel only right after a look that showed the operation running", () =>
    hold("cancelAndWait", assertCancelsFollowALook));

  it("sends no cancel after one was acknowledged, and reports that one", () =>
    hold("cancelAndWait", ({ requests, acknowledgements }) => {
      const cancels = requests.filter(({ method }) => method === "cancel");
      const accepted = cancels.findIndex(({ reply }) => reply?.ok);
      assert.ok(accepted === -1 || accepted === cancels.length - 1);
      assert.equal(acknowledgements, accepted === -1 ? 0 : 1);
    }));

  it("sends no cancel that is known to be in vain", () =>
    hold("cancelAndWait", ({ draft, requests }) => {
      const known = draft.plan.knownUnsupported !== undefined;
      assert.ok(!known || requests.every(({ method }) => method === "GET"));
    }));

  it("leaves an operation running for want of support only where told", () =>
    hold("cancelAndWait", ({ draft, outcome }) => {
      const left = outcome?.kind === "running" && outcome.because === "cancelUnsupported";
      assert.ok(!left || draft.plan.whenUnsupported === "leave");
    }));
});

describe("cancelAndWait of an operation that a list just showed in flight", () => {
  it("does the same as after a first GET that shows it, without that GET unless it is to say that it runs", async () => {
    await fc.assert(
      fc.asyncProperty(sceneDraft, async (drawn) => {
        const { visibleFrom: _, endsAt = Infinity, goneFrom = Infinity, ...script } = drawn.script;
        const draft: SceneDraft = {
          ...drawn,
          // The first GET takes no time, so that all later requests come at the same time in both scenes.
          roundTrip: 0,
          script: { ...script, endsAt: Math.max(1, endsAt), goneFrom: Math.max(1, goneFrom) },
          settings: {
            ...drawn.settings,
            interruptAt: Math.max(1, drawn.settings.interruptAt ?? 24 * 3_600_000),
          },
        };
        const lastSeen: RunningOperation = {
          name: operationName,
          done: false,
          ...(script.metadata && { metadata: script.metadata }),
        };
        const polled = await play(
          { ...draft, getMishaps: [undefined, ...draft.getMishaps] },
          "cancelAndWait",
        );
        const given = await play({ ...draft, plan: { ...draft.plan, lastSeen } }, "cancelAndWait");
        const isLeft = polled.outcome?.kind === "running" && polled.outcome.because === "cancelUnsupported";
        const gets = polled.requests.filter(({ method }) => method === "GET");
        if (gets.length === 1 && (isLeft || polled.outcome === undefined)) {
          assert.ok(given.requests.some(({ method }) => method === "GET"));
          return;
        }
        assert.deepEqual(given.requests, polled.requests.slice(1));
        assert.deepEqual(given.events, polled.events.slice(1));
        assert.deepEqual(given.outcome, polled.outcome);
        assert.equal(given.endedAt, polled.endedAt);
      }),
      { numRuns: 300 },
    );
  });
});

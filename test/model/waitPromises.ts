import assert from "node:assert/strict";
import type { EndedOperation, Operation } from "#src/core/operation.js";
import type { Outcome } from "#src/core/outcome.js";
import type { OperationOutcome } from "#src/core/waitAll.js";
import { type SentRequest, wasNotFound } from "./network.js";
import type { Call, Waits } from "./waits.js";

/** Asserts the core's guarantees for every call, once all have ended. */
export function assertCalls({ calls }: Waits): void {
  for (const call of calls) {
    assert.deepEqual(
      call.results?.map(({ name }) => name),
      call.names,
      "one result for each operation, in their order",
    );
    for (const result of call.results ?? []) {
      assertOutcome(call, result);
    }
    assertItEnds(call);
    assertSparing(call);
  }
  assertSameEndForAll(calls);
}

/** Asserts that an outcome is an end exactly if GetOperation returned that end to this caller. */
function assertOutcome(
  { sent, interruptedAt, endedAt, began, timeout }: Call,
  result: OperationOutcome,
): void {
  const { name, outcome, error } = result;
  const about = sent.filter((request) => request.name === name);
  const end = about.flatMap(endShownBy)[0];
  const cancels = about.filter(({ kind }) => kind === "cancel");
  if (outcome === undefined) {
    assert.ok(error.message.includes(name));
    assert.equal(end, undefined, "an end that was told is passed on, whatever is refused");
    return;
  }
  assert.ok(!isRequested(outcome) || cancels.some(mayHaveArrived), "no cancel has reached the service");
  switch (outcome.kind) {
    case "cancelled":
    case "completed":
    case "failed":
      assert.deepEqual(outcome.operation, end);
      assert.equal(outcome.kind, kindOf(outcome.operation));
      return;
    case "gone":
      assert.ok(wasNotFound(about, name));
      assert.equal(end, undefined);
      return;
    case "running":
      assert.equal(end, undefined, "an end that was told is passed on");
      assert.ok(outcome.because !== "interrupted" || interruptedAt !== undefined);
      assert.ok(outcome.because !== "deadline" || Number(endedAt) - began >= timeout - lead(timeout) - 1e-6);
  }
}

/** Within the time-out, and at once when interrupted. */
function assertItEnds({ began, endedAt = Number.POSITIVE_INFINITY, interruptedAt, timeout }: Call): void {
  const took = endedAt - began;
  assert.ok(took <= timeout + 2 * lead(timeout) + 1e-6, `ended after ${took} of ${timeout} ms`);
  assert.ok(interruptedAt === undefined || endedAt <= interruptedAt, "Ctrl-C counts at once");
}

/**
 * Asserts that there is no hot loop, no cancel without a poll before it, and, until just before the deadline, no more cancels
 * at a time than the width.
 */
function assertSparing({ manner, names, width, timeout, sent, began, endedAt = 0 }: Call): void {
  const most = names.length * (12 + (endedAt - began) / 200);
  assert.ok(sent.length <= most, `${sent.length} requests in ${endedAt - began} ms`);
  const cancels = sent.filter(({ kind }) => kind === "cancel");
  assert.ok(manner !== "wait" || cancels.length === 0, "who waits cancels nothing");
  for (const cancel of cancels) {
    const before = sent
      .slice(0, sent.indexOf(cancel))
      .filter(({ name }) => name === cancel.name)
      .at(-1);
    assert.ok(before?.kind === "GET" && before.reply?.ok, "a cancel without a look before it");
    const beside = cancels.filter(
      ({ sentAt, answeredAt = sentAt }) => sentAt <= cancel.sentAt && cancel.sentAt < answeredAt,
    );
    const isLastMoment = cancel.sentAt >= began + timeout - lead(timeout);
    assert.ok(
      manner !== "cancelAll" || beside.length <= width || isLastMoment,
      `${beside.length} cancels at a time`,
    );
  }
}

/** Asserts that all callers receive the same end of an operation. */
function assertSameEndForAll(calls: readonly Call[]): void {
  const ends = new Map<string, string>();
  for (const { name, outcome } of calls.flatMap(({ results = [] }) => results)) {
    if (outcome?.kind === "cancelled" || outcome?.kind === "completed" || outcome?.kind === "failed") {
      const result = JSON.stringify(outcome.operation.result);
      assert.equal(result, ends.get(name) ?? result);
      ends.set(name, result);
    }
  }
}

function endShownBy({ kind, reply }: SentRequest): EndedOperation[] {
  const operation = kind === "GET" && reply?.ok ? (reply.value as Operation) : undefined;
  return operation?.done ? [operation] : [];
}

/** The kind of outcome for an end. */
export function kindOf({ result }: EndedOperation): Outcome["kind"] {
  if (result.kind !== "error") {
    return "completed";
  }
  return result.error.code === 1 ? "cancelled" : "failed";
}

function isRequested(outcome: Outcome): boolean {
  return outcome.kind === "cancelled" ? outcome.byUs : outcome.kind !== "gone" && outcome.cancelRequested;
}

/** True if the request may have arrived, as far as its sender knows. */
function mayHaveArrived({ reply, arrives }: SentRequest): boolean {
  if (reply === undefined || reply.ok) {
    return true;
  }
  const { error: failure } = reply;
  return arrives || failure.kind === "network" || ("httpStatus" in failure && failure.httpStatus >= 500);
}

function lead(timeout: number): number {
  return Math.min(1_000, timeout / 10);
}

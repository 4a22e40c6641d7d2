import assert from "node:assert/strict";
import type { Operation } from "#src/core/operation.js";
import { readMetadata } from "#src/google/json/metadata.js";
import type { OperationContext } from "./engineModel.js";
import { nameIn } from "./names.js";
import type { SentRequest } from "./network.js";
import type { Run, Simulation } from "./simulation.js";

/**
 * No request is about an operation of another user: each is about one that the state has held, that a response of ours
 * named before, or that the user has named.
 */
export function assertOnlyOwnOperations(
  { network, adoptedByUser }: Simulation,
  { sent, heldBefore }: Run,
): void {
  const named = new Map<string, SentRequest>();
  for (const request of network.sent) {
    const name = namedBy(request);
    if (name !== undefined && !named.has(name)) {
      named.set(name, request);
    }
  }
  for (const { kind, name, sentAt } of sent.filter(
    (request) => request.kind === "GET" || request.kind === "cancel",
  )) {
    const { answeredAt = 0, kind: namedIn } = named.get(name) ?? {};
    const isNamed = namedIn !== undefined && answeredAt <= sentAt;
    assert.ok(
      heldBefore.has(name) || adoptedByUser.has(name) || isNamed,
      `${kind} of ${name}, which is not ours`,
    );
    assert.ok(namedIn !== "send" || kind === "GET", `the undo's operation ${name} is cancelled`);
  }
}

/** The operation in the response to a start, a repetition or an undo of ours. */
function namedBy({ kind, reply }: SentRequest): string | undefined {
  return (kind === "start" || kind === "send") && reply?.ok
    ? (reply.value as Operation | undefined)?.name
    : undefined;
}

/**
 * Asserts that a create keeps an operation that the user named, that its own start returned, or that an earlier run on this
 * machine started and could not save. It never adopts one that was released or is being cancelled.
 */
export function assertNothingIsAdoptedByGuess(simulation: Simulation, run: Run): void {
  for (const context of run.steps.filter(({ call }) => call === "create")) {
    const name = "outputs" in context.ended ? nameIn(context.ended.outputs) : "";
    const isNamed = name === "" || context.inputs.operationName === name;
    if (!isNamed && !context.sent.some((request) => request.kind === "start" && namedBy(request) === name)) {
      assertIsUnsavedStart(simulation, run, context, name);
    }
  }
}

function assertIsUnsavedStart(
  { runs, network, journals }: Simulation,
  run: Run,
  context: OperationContext,
  name: string,
): void {
  const first = runs.findIndex(({ sent }) =>
    sent.some((request) => request.kind === "start" && namedBy(request) === name),
  );
  const origin = runs[first];
  assert.ok(origin?.process.isLost && origin.machine === run.machine, `${name} is adopted by guess`);
  const isSeen = runs
    .slice(first + 1)
    .some(
      ({ machine, process }) =>
        machine === run.machine && !process.isLost && process.hasSeen(context.urn, name),
    );
  assert.ok(!isSeen || !journals[run.machine].isTrustworthy, `${name} was saved and is adopted again`);
  const seen = context.sent.find(
    (request) => request.kind === "GET" && request.name === name && request.reply?.ok,
  );
  const metadata = seen?.reply?.ok ? (seen.reply.value as Operation).metadata : undefined;
  assert.ok(!readMetadata(metadata).cancelRequested, `${name} is being cancelled and is adopted`);
  const wasCancelled = network.sent.some(
    (request) =>
      request.kind === "cancel" &&
      request.name === name &&
      request.reply?.ok &&
      request.sentAt < context.began,
  );
  const couldRecord = !origin.process.isDead && journals[run.machine].isTrustworthy;
  assert.ok(!wasCancelled || !couldRecord, `${name} was cancelled by us and is adopted`);
}

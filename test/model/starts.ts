import assert from "node:assert/strict";
import type { Operation } from "#src/core/operation.js";
import type { CloudOperation } from "./cloudOperation.js";
import type { OperationContext } from "./engineModel.js";
import { LOST_START, namesUselessOperation } from "./lostStarts.js";
import { isDouble } from "./names.js";
import { mayHaveHappened, type SentRequest } from "./network.js";
import { messagesOf } from "./runMessages.js";
import type { Run, Simulation } from "./simulation.js";

/**
 * No start follows one that may have happened, except with the same request ID, or after a response that named a useless
 * operation: one that failed, was cancelled, or is being cancelled.
 */
export function assertOneStart({ process, sent }: Run): void {
  const starts = sent.filter(({ kind }) => kind === "start");
  for (const [index, start] of starts.entries()) {
    const others = starts
      .slice(0, index)
      .filter(({ requestId }) => requestId === undefined || requestId !== start.requestId);
    for (const other of others.filter(mayHaveHappened)) {
      const isUseless = starts.some(
        (repetition) => repetition.requestId === other.requestId && namesUselessOperation(repetition),
      );
      assert.ok(isUseless, "a start was repeated that may have happened");
    }
  }
  const late = starts.filter(
    ({ leftAt = 0 }) => leftAt > (process.interruptedAt ?? Number.POSITIVE_INFINITY),
  );
  assert.equal(late.length, 0, "a start has left after the interrupt");
}

/** Asserts that a create never keeps the operation of a repeated start that has failed or is being cancelled. */
export function assertNoUselessRepetition({ network }: Simulation, { steps }: Run): void {
  for (const { call, ended, sent } of steps) {
    const name = "outputs" in ended ? ended.outputs.operationName : undefined;
    const start = sent.find(
      ({ kind, reply }) => kind === "start" && reply?.ok && (reply.value as Operation).name === name,
    );
    if (call === "create" && start !== undefined && namesUselessOperation(start)) {
      const isRepetition = network.sent
        .slice(0, network.sent.indexOf(start))
        .some((other) => other.requestId === start.requestId && mayHaveHappened(other));
      assert.ok(!isRepetition, `${name}, which a repetition was answered with, is of no use`);
    }
  }
}

/**
 * Asserts that no second operation is started silently while one of an earlier run on this machine exists for the same
 * resource: the user released the earlier one, or a message names it or reports its start as lost.
 */
export function assertNoSilentSecondStart(simulation: Simulation, run: Run): void {
  for (const { call, urn, sent } of run.steps.filter((context) => context.call === "create")) {
    for (const { sentAt, began } of sent.filter(isStart)) {
      const others = simulation.cloud.operations.filter(
        (other) =>
          other.isOurs && other.startedAt < sentAt && other.isInFlight(sentAt) && !began.includes(other),
      );
      for (const other of began.length > 0 ? others : []) {
        const isFine = simulation.isReleased(other.name) || isReported(simulation, run, urn, other);
        assert.ok(isFine, `${other.name} is still running, and ${call} starts another one`);
      }
    }
  }
}

function isReported(
  { runs, journals, engine }: Simulation,
  run: Run,
  urn: string,
  other: CloudOperation,
): boolean {
  const first = runs.findIndex(({ sent }) => sent.some(({ began }) => began.includes(other)));
  const origin = runs[first];
  if (origin === undefined || isDouble(origin, other) || engine.holderOf(other.name) !== undefined) {
    return true;
  }
  const isSameResource = origin.steps.some((context) => context.urn === urn && begins(context, other));
  if (!isSameResource || origin.machine !== run.machine || !journals[run.machine].isTrustworthy) {
    return true;
  }
  const texts = runs.slice(first).flatMap(messagesOf);
  return (
    texts.some((text) => LOST_START.test(text)) ||
    runs.slice(first + 1).some((later) => messagesOf(later).some((text) => text.includes(other.name))) ||
    (origin === run && messagesOf(run).some((text) => text.includes(other.name)))
  );
}

function begins({ sent }: OperationContext, operation: CloudOperation): boolean {
  return sent.some(({ began }) => began.includes(operation));
}

/** A lost start makes one create fail. Only a report that is lost with its run is repeated. */
export function assertLostStartFailsOnce({ runs, journals }: Simulation, run: Run): void {
  const report = reportIn(run);
  if (report === undefined || run.process.isLost || !journals[run.machine].isTrustworthy) {
    return;
  }
  const before = runs
    .slice(0, runs.indexOf(run))
    .filter(({ machine }) => machine === run.machine)
    .filter(
      (other) => other.process.isLost || other.sent.some(isStart) || reportIn(other)?.urn === report.urn,
    );
  const last = before.at(-1);
  // An interrupted run leaves it to the next one to repeat the start with the same request ID.
  const isInterrupted = last?.process.interruptedAt !== undefined;
  const isRepetition =
    last !== undefined && !isInterrupted && !last.process.isLost && !last.sent.some(isStart);
  assert.ok(!isRepetition, "a lost start is reported again");
}

/** A create that fails for a start of an earlier run. */
function reportIn({ steps, sent }: Run): OperationContext | undefined {
  return sent.some(isStart)
    ? undefined
    : steps.find(
        ({ call, ended }) => call === "create" && ended.how === "failed" && LOST_START.test(ended.message),
      );
}

function isStart({ kind }: SentRequest): boolean {
  return kind === "start";
}

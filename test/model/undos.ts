import assert from "node:assert/strict";
import type { Operation } from "#src/core/operation.js";
import { isOfUndo } from "./cloud.js";
import { settingsIn } from "./limits.js";
import { isRepeatedlyNotFound, mayHaveHappened, type SentRequest } from "./network.js";
import type { Run, Simulation } from "./simulation.js";

/**
 * An undo is sent only for an operation that completed although this package may have requested its cancellation, and
 * only if the settings say so. A delete that has seen its cancel accepted and the operation complete succeeds only if
 * the undo was accepted, or its target is repeatedly reported as not found.
 */
export function assertUndone({ network }: Simulation, { process, steps }: Run): void {
  for (const context of steps) {
    const name = String(context.before?.outputs.operationName);
    const { whenCompletedDespiteCancel } = settingsIn(context.before?.outputs);
    const isWanted = context.call === "delete" && whenCompletedDespiteCancel === "undo";
    const undos = context.sent.filter(({ kind }) => kind === "send");
    assert.ok(isWanted || undos.length === 0, "an undo that the settings don't ask for");
    const { interruptedAt = Number.POSITIVE_INFINITY } = process;
    assert.ok(
      undos.every(({ leftAt = 0 }) => leftAt <= interruptedAt),
      "an undo has left after the interrupt",
    );
    const about = network.sent.filter((request) => request.name === name);
    assert.ok(undos.length === 0 || about.some(showsCompletion), "undone without having completed");
    const isRequested = about.some((request) => request.kind === "cancel" && mayHaveHappened(request));
    assert.ok(undos.length === 0 || isRequested, "undone without a cancel of ours");
    const accepted = undos.findIndex(({ reply }) => reply?.ok);
    assert.ok(accepted === -1 || accepted === undos.length - 1, "sent once more after it was accepted");
    // A response at the very time of the interrupt counts as missing.
    const firstSeen = context.sent.findIndex(
      ({ kind, reply, answeredAt = Number.POSITIVE_INFINITY }) =>
        kind === "GET" && reply?.ok && answeredAt < interruptedAt,
    );
    const isCancelled = context.sent.some(
      ({ kind, reply }, index) => kind === "cancel" && reply?.ok && firstSeen !== -1 && firstSeen < index,
    );
    const isDespiteCancel = isCancelled && context.sent.some(showsCompletion);
    if (context.ended.how === "returned" && isDespiteCancel && isWanted) {
      const isNeedless =
        undos.every(({ name: path }) => !path.endsWith(":restore")) && isRepeatedlyNotFound(undos);
      assert.ok(accepted !== -1 || isNeedless, `${name} completed despite the cancel and is not undone`);
    }
    if (isDespiteCancel && context.call === "delete" && whenCompletedDespiteCancel === "fail") {
      assert.notEqual(
        context.ended.how,
        "returned",
        `${name} completed despite the cancel, and the delete succeeds`,
      );
    }
  }
}

function showsCompletion({ kind, reply }: SentRequest): boolean {
  const operation = kind === "GET" && reply?.ok ? (reply.value as Operation) : undefined;
  return operation?.done === true && !isOfUndo(operation.name) && operation.result.kind !== "error";
}

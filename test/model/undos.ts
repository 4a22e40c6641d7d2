import assert from "node:assert/strict";
import type { Operation } from "#src/core/operation.js";
import type { Step } from "./engineModel.js";
import type { Life, Run } from "./life.js";
import { settingsIn } from "./limits.js";
import { mayHaveHappened, type SentRequest } from "./network.js";

/**
 * An undo is sent only for an operation that completed although its cancel may have been asked for, where the
 * settings say so; and once it was accepted, or may have been and can't be repeated, not again. A delete that
 * has seen its cancel accepted and the operation complete succeeds only when it is undone.
 */
export function assertUndoneOnce({ network, runs, journal, cloud }: Life, { process, steps }: Run): void {
  for (const step of steps) {
    const name = String(step.before?.outputs.operationName);
    const { whenCompletedDespiteCancel } = settingsIn(step.before?.outputs);
    const isWanted = step.call === "delete" && whenCompletedDespiteCancel === "undo";
    const undos = step.sent.filter(({ kind }) => kind === "send");
    assert.ok(isWanted || undos.length === 0, "nobody has asked for an undo");
    if (!isWanted) {
      continue;
    }
    const about = network.sent.filter((request) => request.name === name);
    assert.ok(undos.length === 0 || about.some(showsCompletion), "undone without having completed");
    const isAskedFor = about.some((request) => request.kind === "cancel" && mayHaveHappened(request));
    const isToldOf = cloud.find(name)?.fate.tellsOfCancel;
    assert.ok(undos.length === 0 || isAskedFor || isToldOf, "undone without a cancel");
    if (journal.isTrustworthy) {
      const all = runs
        .flatMap((run) => run.steps)
        .filter((other) => concerns(other, name))
        .flatMap(({ sent }) => sent);
      const sent = all.filter(({ kind }) => kind === "send");
      const last = sent.findIndex(
        (request) => request.reply?.ok || (isPost(request) && mayHaveHappened(request)),
      );
      assert.ok(last === -1 || last === sent.length - 1, "sent once more after it was accepted");
    }
    // What is told in the very moment of the interrupt counts as not told.
    const firstSeen = step.sent.findIndex(
      ({ kind, reply, answeredAt = Number.POSITIVE_INFINITY }) =>
        kind === "GET" && reply?.ok && answeredAt < (process.interruptedAt ?? Number.POSITIVE_INFINITY),
    );
    const isCancelled = step.sent.some(
      ({ kind, reply }, index) => kind === "cancel" && reply?.ok && firstSeen !== -1 && firstSeen < index,
    );
    if (step.ended.how === "returned" && isCancelled && step.sent.some(showsCompletion)) {
      assert.ok(
        undos.some(({ reply }) => reply?.ok),
        `${name} completed despite the cancel and is not undone`,
      );
    }
  }
}

function concerns({ call, before }: Step, name: string): boolean {
  return call === "delete" && before?.outputs.operationName === name;
}

/** The two undos of the model's programs differ in their paths. */
function isPost({ name }: SentRequest): boolean {
  return name.endsWith(":restore");
}

function showsCompletion({ kind, name, reply }: SentRequest): boolean {
  const operation = kind === "GET" && reply?.ok ? (reply.value as Operation) : undefined;
  return operation?.done === true && operation.name === name && operation.result.kind !== "error";
}

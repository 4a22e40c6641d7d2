import assert from "node:assert/strict";
import { readMetadata } from "#src/core/metadata.js";
import type { Operation } from "#src/core/operation.js";
import type { Life, Run } from "./life.js";
import type { SentRequest } from "./network.js";

/**
 * A create or update cancels only when it is interrupted, and then only as `onInterrupt` says; and what it leaves
 * behind unfinished it has asked to be cancelled, where it says so.
 */
export function assertInterruptIsObeyed({ network }: Life, { process, steps }: Run): void {
  for (const { call, inputs, began, endedAt, ended, sent } of steps) {
    if ((call !== "create" && call !== "update") || ended.how === "killed") {
      continue;
    }
    for (const { name, sentAt } of sent.filter(({ kind }) => kind === "cancel")) {
      const isOwn = "outputs" in ended && ended.outputs.operationName === name;
      assert.ok(isOwn || isBeingCancelled(network.sent, name, sentAt), `${call} cancels ${name}`);
    }
    const name = "outputs" in ended ? ended.outputs.operationName : undefined;
    const cancels = sent.filter((request) => request.kind === "cancel" && request.name === name);
    const { interruptedAt = Number.NEGATIVE_INFINITY } = process;
    // What fails in the very moment of the interrupt has not noticed it.
    const isNoticed = interruptedAt < endedAt;
    if (interruptedAt < began || inputs.onInterrupt === "leave") {
      assert.equal(cancels.length, 0, `${call} cancels without an interrupt`);
    } else if (
      isNoticed &&
      ended.how === "incomplete" &&
      ended.outputs.done === false &&
      ended.outputs.state !== "GONE"
    ) {
      assert.notEqual(cancels.length, 0, `${call} was interrupted and cancels nothing`);
    }
  }
}

/** Whether a cancel of ours was accepted before, or the service's answer shows one: it is cancelled before the next start. */
function isBeingCancelled(sent: readonly SentRequest[], name: string, at: number): boolean {
  return sent.some(({ kind, name: asked, reply, answeredAt = Number.POSITIVE_INFINITY }) => {
    if (asked !== name || !reply?.ok || answeredAt > at) {
      return false;
    }
    return (
      kind === "cancel" ||
      (kind === "GET" && readMetadata((reply.value as Operation).metadata).cancelRequested)
    );
  });
}

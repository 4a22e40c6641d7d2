import assert from "node:assert/strict";
import type { Run } from "./life.js";

/**
 * A create or update cancels only when it is interrupted, and then only as `onInterrupt` says; and what it leaves
 * behind unfinished it has asked to be cancelled, where it says so.
 */
export function assertInterruptIsObeyed({ process, steps }: Run): void {
  for (const { call, inputs, began, ended, sent } of steps) {
    if ((call !== "create" && call !== "update") || ended.how === "killed") {
      continue;
    }
    // One that an earlier run has cancelled, and could not say so, is cancelled again before the next start.
    const name = "outputs" in ended ? ended.outputs.operationName : undefined;
    const cancels = sent.filter((request) => request.kind === "cancel" && request.name === name);
    const isInterrupted = process.interruptedAt !== undefined && process.interruptedAt >= began;
    if (!isInterrupted || inputs.onInterrupt === "leave") {
      assert.equal(cancels.length, 0, `${call} cancels though nobody has told it to`);
    } else if (ended.how === "incomplete" && ended.outputs.done === false && ended.outputs.state !== "GONE") {
      assert.notEqual(cancels.length, 0, `${call} was interrupted and cancels nothing`);
    }
  }
}

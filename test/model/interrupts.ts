import assert from "node:assert/strict";
import type { Run } from "./simulation.js";

/**
 * A create or update cancels only its own operation, and only when it is interrupted and `onInterrupt` says so. It then has
 * requested the cancellation of every operation that it leaves unfinished.
 */
export function assertInterruptIsObeyed({ process, steps }: Run): void {
  for (const { call, inputs, began, endedAt, ended, sent } of steps) {
    if ((call !== "create" && call !== "update") || ended.how === "killed") {
      continue;
    }
    const name = "outputs" in ended ? ended.outputs.operationName : undefined;
    const cancels = sent.filter(({ kind }) => kind === "cancel");
    assert.ok(
      cancels.every((cancel) => cancel.name === name),
      `${call} cancels an operation that is not its own`,
    );
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

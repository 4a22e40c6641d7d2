import assert from "node:assert/strict";
import { isOfUndo } from "./cloud.js";
import type { OperationContext } from "./engineModel.js";
import { nameIn } from "./names.js";
import { isRepeatedlyNotFound } from "./network.js";
import type { Run } from "./simulation.js";

const ENDED = ["SUCCEEDED", "FAILED", "CANCELLED"];

/**
 * Asserts that an update or delete does not poll for an end that the state holds, and that a refresh keeps it. An operation
 * that is not found is not waited for. A create with `waitFor: "started"` returns as soon as the start has a response.
 */
export function assertNothingIsAskedInVain({ process, steps }: Run): void {
  for (const { call, before, inputs, sent, began, ended } of steps) {
    const state = String(before?.outputs.state);
    const asked = sent.filter(({ kind, name }) => kind !== "send" && !isOfUndo(name));
    const isKnown = call !== "read" && ENDED.includes(state);
    assert.ok(!isKnown || asked.length === 0, `${call} asks about an operation that has ended`);
    const after = "outputs" in ended && call !== "delete" ? ended.outputs.state : state;
    assert.ok(!ENDED.includes(state) || after === state, `${call} changes the end ${state} to ${after}`);
    assert.ok(call !== "update" || state !== "GONE" || sent.length === 0, "an update waits for what is gone");
    const isInterrupted = process.interruptedAt !== undefined && process.interruptedAt >= began;
    if (call === "create" && inputs.waitFor !== "done" && !isInterrupted) {
      const answered = sent.findIndex(
        ({ kind, reply }, index) =>
          kind === "start" &&
          reply?.ok &&
          !sent.slice(index).some((later) => later.kind === "start" && later !== sent[index]),
      );
      assert.ok(
        answered === -1 || answered === sent.length - 1,
        "a create goes on after its start was answered",
      );
    }
  }
}

/** A single 404 proves nothing about an operation that was in flight: it neither makes it GONE nor ends a delete. */
export function assertSingle404IsNotBelieved({ steps }: Run): void {
  for (const context of steps) {
    const state = "outputs" in context.ended ? context.ended.outputs.state : undefined;
    if (state === "GONE" && context.before?.outputs.state !== "GONE") {
      assert.ok(isMissing(context), `${context.call} believes a single 404`);
    }
  }
}

function isMissing({ before, ended, sent }: OperationContext): boolean {
  const name = nameIn("outputs" in ended ? ended.outputs : before?.outputs);
  return isRepeatedlyNotFound(sent.filter((request) => request.kind === "GET" && request.name === name));
}

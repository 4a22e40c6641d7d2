import assert from "node:assert/strict";
import { parseDuration } from "#src/core/duration.js";
import type { RequestFailure } from "#src/core/failure.js";
import { isJsonObject, type JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { OperationContext } from "./engineModel.js";
import { isPassing } from "./mishap.js";
import { REQUEST_TIMEOUT } from "./network.js";
import type { Run, Simulation } from "./simulation.js";

/** Milliseconds from Ctrl-C to the end of every step, except a start or an undo whose response is still awaited. */
const AFTER_INTERRUPT = 5_000;

/** Milliseconds in which a refresh retries transient failures. */
const REFRESH = 120_000;

/** Asserts that every step ends within its time-out and one request, and within seconds after Ctrl-C. */
export function assertEndsInTime({ process, steps, sent }: Run): void {
  for (const context of steps) {
    const { call, began, endedAt, ended } = context;
    const { interruptedAt } = process;
    assert.ok(endedAt - began <= limitOf(context) + REQUEST_TIMEOUT, `${call} took ${endedAt - began} ms`);
    if (interruptedAt === undefined || interruptedAt < began || ended.how === "killed") {
      continue;
    }
    const mustFinish = sent.some(
      ({ kind, sentAt, answeredAt = Number.POSITIVE_INFINITY }) =>
        (kind === "start" || kind === "send") && sentAt <= interruptedAt && answeredAt >= interruptedAt,
    );
    const limit = AFTER_INTERRUPT + (mustFinish ? REQUEST_TIMEOUT : 0);
    assert.ok(endedAt - interruptedAt <= limit, `${call} ended ${endedAt - interruptedAt} ms after Ctrl-C`);
  }
}

/**
 * Trouble that passes is waited out: a delete or refresh that is not interrupted fails only at its limit, or for what the
 * operation did.
 */
export function assertTroubleIsWaitedOut({ process, steps, sent }: Run): void {
  if (process.interruptedAt !== undefined || !sent.every(({ mishap }) => isPassing(mishap))) {
    return;
  }
  for (const context of steps) {
    const { call, began, endedAt, ended } = context;
    const isAtLimit = endedAt - began >= limitOf(context) * 0.9 - REQUEST_TIMEOUT;
    if (ended.how === "failed" && (call === "delete" || call === "read") && !isAtLimit) {
      assert.ok(failsByRule(context), `${call} fails for trouble that passes: ${ended.message}`);
    }
  }
}

/** True if the operation completed despite its cancel, or its cancel is refused permanently. */
function failsByRule({ call, before, sent }: OperationContext): boolean {
  const { whenCompletedDespiteCancel, whenCancelUnsupported } = settingsIn(before?.outputs);
  const isCompleted =
    before?.outputs.state === "SUCCEEDED" ||
    sent.some(({ kind, reply }) => kind === "GET" && reply?.ok && (reply.value as Operation).done);
  const cancels = sent.filter(({ kind }) => kind === "cancel").map(({ reply }) => reply);
  const isUnsupported = cancels.some(
    (reply) => reply?.ok === false && statusOf(reply.error) === "UNIMPLEMENTED",
  );
  const isContested = cancels.some(
    (reply) => reply?.ok === false && statusOf(reply.error) === "FAILED_PRECONDITION",
  );
  return (
    call === "delete" &&
    ((isCompleted && whenCompletedDespiteCancel !== undefined && whenCompletedDespiteCancel !== "accept") ||
      (isUnsupported && whenCancelUnsupported === "fail") ||
      isContested)
  );
}

function statusOf(failure: RequestFailure): string | undefined {
  return failure.kind === "apiError" ? failure.status : undefined;
}

/** Asserts that there is no hot loop and that no request is left in flight. */
export function assertFewRequests({ clock }: Simulation, { process, steps, sent }: Run): void {
  const [first] = steps;
  const took = first === undefined ? 0 : clock.monotonic() - first.began;
  assert.ok(sent.length <= 24 + took / 200, `${sent.length} requests in ${took} ms`);
  const unanswered = sent.filter(({ reply }) => reply === undefined);
  assert.ok(process.isDead || unanswered.length === 0, "a request is left under way");
}

function limitOf({ call, before, inputs }: OperationContext): number {
  switch (call) {
    case "create":
    case "update":
      return timeout(inputs, "create");
    case "delete":
      // A delete goes by the settings in the outputs; after a partial update the inputs are older.
      return timeout(settingsIn(before?.outputs), "delete");
    case "read":
      return REFRESH;
  }
}

function timeout({ timeouts }: JsonObject, name: "create" | "delete"): number {
  const given = isJsonObject(timeouts) ? timeouts[name] : undefined;
  return parseDuration(typeof given === "string" ? given : "60m");
}

/** The settings that a delete goes by. */
export function settingsIn(outputs: JsonObject | undefined): JsonObject {
  const hidden = outputs?.__lro;
  return isJsonObject(hidden) && isJsonObject(hidden.settings) ? hidden.settings : {};
}

import assert from "node:assert/strict";
import { parseDuration } from "#src/core/duration.js";
import { isJsonObject, type JsonObject } from "#src/core/json.js";
import type { Step } from "./engineModel.js";
import type { Life, Run } from "./life.js";
import { isPassing } from "./mishap.js";
import { REQUEST_TIMEOUT } from "./network.js";

/** Milliseconds from Ctrl-C to the end of every step, but for a start or an undo whose answer alone tells what has happened. */
const AFTER_INTERRUPT = 5_000;

/** Milliseconds that a refresh tries past passing trouble. */
const REFRESH = 120_000;

/** Failures that no waiting out of trouble prevents. */
const EXPECTED =
  /no end within|could not be refreshed|completed although|can't be cancelled|is still running|undo/;

/** Every step comes to its end within its time-out and one request; after Ctrl-C within seconds. */
export function assertEndsInTime({ process, steps, sent }: Run): void {
  for (const step of steps) {
    const { call, began, endedAt, ended } = step;
    const { interruptedAt } = process;
    assert.ok(endedAt - began <= limitOf(step) + REQUEST_TIMEOUT, `${call} took ${endedAt - began} ms`);
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
 * Trouble that passes is waited out: while there is time and nobody interrupts, a delete and a refresh don't
 * fail for it.
 */
export function assertTroubleIsWaitedOut({ process, steps, sent }: Run): void {
  if (process.interruptedAt !== undefined || !sent.every(({ mishap }) => isPassing(mishap))) {
    return;
  }
  for (const { call, ended } of steps) {
    if (ended.how === "failed" && call !== "create" && call !== "update") {
      assert.match(ended.message, EXPECTED);
    }
  }
}

/** No hot loop, and nothing is left under way. */
export function assertFewRequests({ clock }: Life, { process, steps, sent }: Run): void {
  const [first] = steps;
  const took = first === undefined ? 0 : clock.monotonic() - first.began;
  assert.ok(sent.length <= 24 + took / 200, `${sent.length} requests in ${took} ms`);
  const unanswered = sent.filter(({ reply }) => reply === undefined);
  assert.ok(process.isDead || unanswered.length === 0, "a request is left under way");
}

function limitOf({ call, before, inputs }: Step): number {
  switch (call) {
    case "create":
    case "update":
      return timeout(inputs, "create");
    case "delete":
      // After a partial update the outputs have the new settings, the inputs are the old ones.
      return Math.max(timeout(inputs, "delete"), timeout(settingsIn(before?.outputs), "delete"));
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

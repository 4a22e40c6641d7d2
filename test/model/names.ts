import assert from "node:assert/strict";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { Step } from "./engineModel.js";
import type { Life, Run } from "./life.js";
import { settingsIn } from "./limits.js";
import { isToldUnknown, type SentRequest } from "./network.js";

/** A delete succeeds only when the operation has ended or is told to be unknown, or the user chose otherwise. */
export function assertNothingRunsUnnoticed(life: Life, run: Run): void {
  for (const step of run.steps) {
    const name = nameIn(step.before?.outputs);
    const operation = life.cloud.find(name);
    if (step.call === "delete" && step.ended.how === "returned" && operation?.isInFlight(step.endedAt)) {
      assert.ok(mayBeLeft(life, step, run, name), `${name} is deleted and still runs`);
      life.leave(name);
    }
  }
}

/** Whether the settings, or a service that has forgotten it, allow the delete to leave its operation running. */
function mayBeLeft({ cloud }: Life, { before }: Step, { sent }: Run, name: string): boolean {
  const settings = settingsIn(before?.outputs);
  if (cloud.find(name)?.fate.forgotten !== undefined && isToldUnknown(sent, name)) {
    return true;
  }
  const cancels = sent.filter((request) => request.kind === "cancel" && request.name === name);
  switch (settings.onDelete) {
    case "abandon":
      return true;
    case "cancel":
      if (cancels.some(({ reply }) => reply?.ok)) {
        return true;
      }
  }
  const isUnsupported = cancels.some(
    ({ reply }) => reply?.ok === false && reply.fault.kind === "rejected" && reply.fault.httpStatus === 501,
  );
  return settings.whenCancelUnsupported === "abandon" && settings.onDelete !== "wait" && isUnsupported;
}

/**
 * A started operation is in the state as soon as a run has ended; of a killed one its name was printed, or the
 * journal has it. One that may have been started without a name is told of, or the journal knows of the intent.
 * And what was in the state leaves it by a delete alone.
 */
export function assertNothingIsLost({ engine, cloud, journal }: Life, { process, steps, sent }: Run): void {
  const keptName = nameIn(engine.kept?.outputs);
  for (const name of sent.map(startedName).filter((started) => started !== undefined)) {
    const isKnown =
      process.lines.some((line) => line.includes(name)) ||
      journal.entries.some((entry) => "name" in entry && entry.name === name) ||
      (!journal.isTrustworthy && process.lastWords.includes(name));
    assert.ok(process.isLost ? isKnown : keptName === name, `${name} was started and is lost`);
  }
  const isJournalled = !journal.isTrustworthy || journal.entries.length > 0;
  for (const { call, ended, sent: sentByIt } of steps.filter((step) => step.call === "create")) {
    if (ended.how === "killed" && sent.some(isStartThatArrives)) {
      assert.ok(isJournalled, `whether ${call} has started something is in no journal`);
    } else if (ended.how === "failed" && sentByIt.some(isStartThatArrives)) {
      assert.match(ended.message, /may have been started/, "a start that may have happened is not told of");
    }
  }
  for (const { before, call, ended } of steps) {
    const name = nameIn(before?.outputs);
    const isDeleted = call === "delete" && ended.how === "returned";
    assert.ok(isDeleted || keptName === name || before === undefined, `${name} has left the state`);
    assert.ok(name === "" || cloud.find(name) !== undefined, `${name} was never started`);
  }
}

function isStartThatArrives({ kind, arrives }: SentRequest): boolean {
  return kind === "start" && arrives;
}

function startedName({ kind, reply }: SentRequest): string | undefined {
  return kind === "start" && reply?.ok ? (reply.value as Operation).name : undefined;
}

function nameIn(outputs: JsonObject | undefined): string {
  return typeof outputs?.operationName === "string" ? outputs.operationName : "";
}

import assert from "node:assert/strict";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { JournalEntry } from "#src/pulumi/journal/journal.js";
import type { CloudOperation } from "./cloudOperation.js";
import type { OperationContext } from "./engineModel.js";
import { settingsIn } from "./limits.js";
import { LOST_START, namesUselessOperation, unansweredStarts } from "./lostStarts.js";
import { isRepeatedlyNotFound, type SentRequest, wasNotFound } from "./network.js";
import { messagesOf } from "./runMessages.js";
import type { Run, Simulation } from "./simulation.js";

/**
 * A delete succeeds only when the operation has ended, is repeatedly reported as not found, or the user chose to leave
 * it.
 */
export function assertNothingRunsUnnoticed(simulation: Simulation, run: Run): void {
  for (const step of run.steps) {
    const name = nameIn(step.before?.outputs);
    const operation = simulation.cloud.find(name);
    if (step.call === "delete" && step.ended.how === "returned" && operation?.isInFlight(step.endedAt)) {
      assert.ok(mayBeLeft(step, name), `${name} is deleted and still runs`);
      simulation.release(name);
    }
  }
}

/** True if the delete may leave the operation running: by its settings, or because the service doesn't know it. */
function mayBeLeft({ before, sent }: OperationContext, name: string): boolean {
  const settings = settingsIn(before?.outputs);
  const about = sent.filter((request) => request.name === name);
  const isDenied = isRepeatedlyNotFound(about.filter(({ kind }) => kind === "GET"));
  if (isDenied || (before?.outputs.state === "GONE" && wasNotFound(about, name))) {
    return true;
  }
  const cancels = about.filter(({ kind }) => kind === "cancel");
  switch (settings.onDelete) {
    case "abandon":
      return true;
    case "cancel":
      if (cancels.some(({ reply }) => reply?.ok)) {
        return true;
      }
  }
  return (
    settings.whenCancelUnsupported === "abandon" &&
    settings.onDelete !== "wait" &&
    cancels.some(isAnsweredUnsupported)
  );
}

/** True for a refusal by the service, or by a front end without a route for the request. */
function isAnsweredUnsupported({ reply }: SentRequest): boolean {
  if (reply === undefined || reply.ok || !("httpStatus" in reply.error)) {
    return false;
  }
  return reply.error.httpStatus === 501 || reply.error.httpStatus === 404;
}

/**
 * A started operation is in the state as soon as a run has ended; of a killed one its name was printed, or the
 * journal has it. One that may have been started without a name is reported, or the journal has the intent. What was in
 * the state leaves it only by a delete, or by the user's choice.
 */
export function assertNothingIsLost(simulation: Simulation, { machine, process, steps, sent }: Run): void {
  const { engine, cloud } = simulation;
  const journal = simulation.journals[machine];
  for (const start of sent.filter(({ kind, reply }) => kind === "start" && reply?.ok)) {
    const name = startedName(start) ?? "";
    const isPrinted = process.lines.some((line) => line.includes(name));
    const isKnown =
      isPrinted ||
      journal.entries.some((entry) => leadsTo(entry, name, start)) ||
      (!journal.isTrustworthy && process.shutdownReport.includes(name));
    // A repetition may return an operation of an earlier attempt that has failed or is being cancelled.
    const isUseless = isPrinted && namesUselessOperation(start);
    const isSaved = engine.holderOf(name) !== undefined || isUseless || simulation.isReleased(name);
    // An earlier attempt that has failed is over: its name is not needed.
    const isOver = namesUselessOperation(start) && !cloud.isInFlight(name);
    assert.ok(isOver || (process.isLost ? isKnown : isSaved), `${name} was started and is lost`);
  }
  for (const { call, ended, sent: sentByIt } of steps.filter((step) => step.call === "create")) {
    if (ended.how === "killed" && unansweredStarts(sent).length > 0) {
      const isJournalled = !journal.isTrustworthy || journal.entries.length > 0;
      assert.ok(isJournalled, `whether ${call} has started something is in no journal`);
    } else if (ended.how === "failed" && unansweredStarts(sentByIt).length > 0) {
      assert.match(ended.message, LOST_START, "a start that may have happened is not reported");
    }
  }
  for (const { before, call, ended } of steps) {
    const name = nameIn(before?.outputs);
    const isDeleted = call === "delete" && ended.how === "returned";
    const isHeld = engine.holderOf(name) !== undefined || simulation.isReleased(name);
    assert.ok(isDeleted || isHeld || before === undefined, `${name} has left the state`);
    assert.ok(name === "" || cloud.find(name) !== undefined, `${name} was never started`);
  }
}

/** True if an entry has the operation's name, or the request ID with which the service names it again. */
function leadsTo(entry: JournalEntry, name: string, { requestId }: SentRequest): boolean {
  return entry.status === "sending"
    ? requestId !== undefined && entry.requestId === requestId
    : entry.name === name;
}

/**
 * Asserts that at the end every operation of ours that still runs was named in a message or in the state. The exception
 * is an operation whose start response was lost, if that was reported.
 */
export function assertEveryOperationIsNamed(simulation: Simulation): void {
  for (const operation of simulation.cloud.oursInFlight) {
    const isNamed =
      simulation.engine.everHeld.has(operation.name) ||
      simulation.runs.some((run) => messagesOf(run).some((text) => text.includes(operation.name)));
    assert.ok(
      isNamed || isReportedAsLost(simulation, operation),
      `${operation.name} runs and was never named`,
    );
  }
}

function isReportedAsLost({ runs, journals }: Simulation, operation: CloudOperation): boolean {
  const first = runs.findIndex(({ sent }) => sent.some(({ began }) => began.includes(operation)));
  const origin = runs[first];
  if (origin === undefined || !journals[origin.machine].isTrustworthy || isDouble(origin, operation)) {
    return true;
  }
  return runs
    .slice(first)
    .some((run) => run.machine === origin.machine && messagesOf(run).some((text) => LOST_START.test(text)));
}

/** True if the network doubled the start: no response names the second operation. */
export function isDouble({ sent }: Run, operation: CloudOperation): boolean {
  return sent.some(({ began }) => began.includes(operation) && began[0] !== operation);
}

function startedName({ kind, reply }: SentRequest): string | undefined {
  return kind === "start" && reply?.ok ? (reply.value as Operation).name : undefined;
}

export function nameIn(outputs: JsonObject | undefined): string {
  return typeof outputs?.operationName === "string" ? outputs.operationName : "";
}

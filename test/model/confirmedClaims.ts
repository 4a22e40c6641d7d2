import assert from "node:assert/strict";
import type { JsonObject } from "#src/core/json.js";
import type { EndedOperation, Operation } from "#src/core/operation.js";
import type { OperationPage } from "#src/google/json/responses.js";
import { isToldUnknown, type SentRequest } from "./network.js";
import type { Run, Simulation } from "./simulation.js";
import { textsOf } from "./texts.js";

/** What the service has told about one operation, to anybody. */
class Told {
  readonly ends: EndedOperation[];
  readonly isUnknown: boolean;
  readonly cancelIsAccepted: boolean;
  readonly metadataTellsOfCancel: boolean;

  constructor(sent: readonly SentRequest[], name: string) {
    const shown = sent.flatMap((request) => shownBy(request)).filter((operation) => operation.name === name);
    const about = sent.filter((request) => request.name === name);
    this.ends = shown.filter((operation) => operation.done);
    this.isUnknown = isToldUnknown(about, name);
    this.cancelIsAccepted = about.some(({ kind, reply }) => kind === "cancel" && reply?.ok);
    const seen = [...shown, ...sent.flatMap(listedBy).filter((operation) => operation.name === name)];
    this.metadataTellsOfCancel = seen.some(({ metadata }) => metadata?.requestedCancellation === true);
  }

  get isCancelled(): boolean {
    return this.ends.some(({ result }) => result.kind === "error" && result.error.code === 1);
  }

  get hasFailed(): boolean {
    return this.ends.some(({ result }) => result.kind === "error" && result.error.code !== 1);
  }

  get isCompleted(): boolean {
    return this.ends.some(({ result }) => result.kind !== "error");
  }
}

/** Only a GET and the answer to the start show how an operation stands. */
function shownBy({ kind, reply }: SentRequest): Operation[] {
  return (kind === "GET" || kind === "start") && reply?.ok ? [reply.value as Operation] : [];
}

/** A list shows what is known of an operation in flight; an end that it tells is a reason to look, no more. */
function listedBy({ kind, reply }: SentRequest): Operation[] {
  return kind === "list" && reply?.ok ? [...(reply.value as OperationPage).operations] : [];
}

/** Neither the state nor any line or message says of an operation what the service has not said. */
export function assertToldOnly({ engine, cloud, network }: Simulation, run: Run): void {
  for (const { name } of cloud.operations) {
    const told = new Told(network.sent, name);
    const holder = engine.holderOf(name);
    if (holder !== undefined) {
      assertState(holder.outputs, told);
    }
    for (const text of textsOf(run)) {
      assertText(text, name, told);
    }
  }
  assertNoEndIsThrownAway(run);
}

function assertState(outputs: JsonObject, told: Told): void {
  const { state, done, cancelRequested } = outputs;
  const isTold: Record<string, boolean> = {
    RUNNING: true,
    CANCELLING: told.cancelIsAccepted || told.metadataTellsOfCancel,
    SUCCEEDED: told.isCompleted,
    FAILED: told.hasFailed,
    CANCELLED: told.isCancelled,
    GONE: told.isUnknown,
  };
  assert.ok(isTold[String(state)], `the state says ${state}`);
  assert.equal(done, state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED");
  assert.ok(!cancelRequested || told.cancelIsAccepted || told.metadataTellsOfCancel);
}

function assertText(text: string, name: string, told: Told): void {
  const claims: [phrase: string, isTold: boolean][] = [
    [`${name} was cancelled`, told.isCancelled],
    [`${name} completed`, told.isCompleted],
    [`${name} had completed`, told.isCompleted],
    [`${name} failed`, told.hasFailed],
    [`${name} ended with`, told.hasFailed],
    [`${name} was not found`, told.isUnknown],
    [`the cancellation of ${name} was requested`, told.cancelIsAccepted],
    [`The cancellation of ${name} was requested`, told.cancelIsAccepted],
    [`cancel requested: ${name}`, told.cancelIsAccepted],
  ];
  for (const [phrase, isTold] of claims) {
    assert.ok(isTold || !text.includes(phrase), `the service has not said so: ${text}`);
  }
}

/** An end that a step was told is in what it returns. */
function assertNoEndIsThrownAway({ steps }: Run): void {
  for (const { ended, sent } of steps) {
    if (ended.how === "returned" || ended.how === "incomplete") {
      const { operationName, done } = ended.outputs;
      const end = sent.flatMap(shownBy).find((shown) => shown.done && shown.name === operationName);
      assert.ok(end === undefined || done, `${operationName} has ended, and the state doesn't say so`);
    }
  }
}

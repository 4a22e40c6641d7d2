import assert from "node:assert/strict";
import type { JsonObject } from "#src/core/json.js";
import type { EndedOperation, Operation } from "#src/core/operation.js";
import type { OperationPage } from "#src/google/json/responses.js";
import { type SentRequest, wasNotFound } from "./network.js";
import { messagesOf } from "./runMessages.js";
import type { Run, Simulation } from "./simulation.js";

/** The responses of the service about one operation, to any sender. */
class ServiceResponses {
  readonly ends: EndedOperation[];
  readonly isUnknown: boolean;
  readonly cancelIsAccepted: boolean;
  readonly metadataShowsCancel: boolean;

  constructor(sent: readonly SentRequest[], name: string) {
    const shown = sent.flatMap((request) => shownBy(request)).filter((operation) => operation.name === name);
    const about = sent.filter((request) => request.name === name);
    this.ends = shown.filter((operation) => operation.done);
    this.isUnknown = wasNotFound(about, name);
    this.cancelIsAccepted = about.some(({ kind, reply }) => kind === "cancel" && reply?.ok);
    const seen = [...shown, ...sent.flatMap(listedBy).filter((operation) => operation.name === name)];
    this.metadataShowsCancel = seen.some(({ metadata }) => metadata?.requestedCancellation === true);
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

/** The operations in a response to a GET or a start: only these show the state of an operation. */
function shownBy({ kind, reply }: SentRequest): Operation[] {
  return (kind === "GET" || kind === "start") && reply?.ok ? [reply.value as Operation] : [];
}

/** The operations in a response to a list. An end in it is only a reason to poll. */
function listedBy({ kind, reply }: SentRequest): Operation[] {
  return kind === "list" && reply?.ok ? [...(reply.value as OperationPage).operations] : [];
}

/** Asserts that the state, lines and messages say of an operation only what the service's responses confirm. */
export function assertOnlyConfirmed({ engine, cloud, network }: Simulation, run: Run): void {
  for (const { name } of cloud.operations) {
    const responses = new ServiceResponses(network.sent, name);
    const holder = engine.holderOf(name);
    if (holder !== undefined) {
      assertState(holder.outputs, responses);
    }
    for (const text of messagesOf(run)) {
      assertText(text, name, responses);
    }
  }
  assertEndIsSaved(run);
}

function assertState(outputs: JsonObject, responses: ServiceResponses): void {
  const { state, done, cancelRequested } = outputs;
  const isConfirmed: Record<string, boolean> = {
    RUNNING: true,
    CANCELLING: responses.cancelIsAccepted || responses.metadataShowsCancel,
    SUCCEEDED: responses.isCompleted,
    FAILED: responses.hasFailed,
    CANCELLED: responses.isCancelled,
    GONE: responses.isUnknown,
  };
  assert.ok(isConfirmed[String(state)], `the state says ${state}`);
  assert.equal(done, state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED");
  assert.ok(!cancelRequested || responses.cancelIsAccepted || responses.metadataShowsCancel);
}

function assertText(text: string, name: string, responses: ServiceResponses): void {
  const phrases: [phrase: string, isConfirmed: boolean][] = [
    [`${name} was cancelled`, responses.isCancelled],
    [`${name} completed`, responses.isCompleted],
    [`${name} failed`, responses.hasFailed],
    [`${name} ended with`, responses.hasFailed],
    [`${name} was not found`, responses.isUnknown],
    [`he service accepted the cancel request for ${name}`, responses.cancelIsAccepted],
    [`${name}: the service accepted the cancel request`, responses.cancelIsAccepted],
  ];
  for (const [phrase, isConfirmed] of phrases) {
    assert.ok(isConfirmed || !text.includes(phrase), `the service has not said so: ${text}`);
  }
  const id = name.slice(name.lastIndexOf("/") + 1);
  const rows: [state: string, isConfirmed: boolean][] = [
    ["cancelling", responses.cancelIsAccepted || responses.metadataShowsCancel],
    ["succeeded", responses.isCompleted],
  ];
  for (const [state, isConfirmed] of rows) {
    const isRow = text.startsWith(`${state}, `) && text.endsWith(`, ${id}`);
    assert.ok(isConfirmed || !isRow, `the service has not said so: ${text}`);
  }
}

/** Asserts that a step returns every end that it received. */
function assertEndIsSaved({ steps }: Run): void {
  for (const { ended, sent } of steps) {
    if (ended.how === "returned" || ended.how === "incomplete") {
      const { operationName, done } = ended.outputs;
      const end = sent.flatMap(shownBy).find((shown) => shown.done && shown.name === operationName);
      assert.ok(end === undefined || done, `${operationName} has ended, and the state doesn't say so`);
    }
  }
}

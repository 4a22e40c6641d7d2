import assert from "node:assert/strict";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { OperationPage } from "#src/google/serviceConnection.js";
import { textsOf } from "./claims.js";
import type { CloudOperation } from "./cloudOperation.js";
import type { Life, Run } from "./life.js";
import { mayHaveHappened, type SentRequest } from "./network.js";

/** What is meant once is started once: no start follows one that may have happened, but with its request id. */
export function assertOneStart({ steps, sent }: Run): void {
  const starts = sent.filter(({ kind }) => kind === "start");
  const [create] = steps.filter(({ call }) => call === "create");
  const begun = new Set(starts.flatMap(({ began }) => began));
  if (carriesRequestId(create?.inputs)) {
    assert.ok(begun.size <= 1, "two operations for one request id");
    return;
  }
  const risky = starts.slice(0, -1).filter(mayHaveHappened);
  assert.equal(risky.length, 0, "a start was repeated that may have happened");
}

/**
 * Beside an operation that an earlier run has started for the same resource none is started: unless the user was
 * told of it, chose to leave it, or the search for it found none.
 */
export function assertNoSecondStart(life: Life, run: Run): void {
  for (const { sentAt } of run.sent.filter(({ kind, began }) => kind === "start" && began.length > 0)) {
    const others = life.cloud.operations.filter(
      (other) => other.startedAt < sentAt && other.isInFlight(sentAt) && !isBegunIn(run, other),
    );
    for (const other of others.filter(({ name }) => !life.isLeft(name))) {
      assert.ok(isSpokenOf(life, other), `${other.name} is still running, and another one is started`);
    }
  }
}

/** That something may be running whose name is not known. */
const TOLD =
  /may have been started|can't have saved its name|intended another start|there may be a second one/;

const FOUND_NONE = /nothing listed fits/;

/** Why an operation that is known by name is left alone. */
const EXCUSES = /by another request|no longer known to the service|It may be: /;

/** What the user could read of it, before or now; the doubles that a network makes are nobody's. */
function isSpokenOf({ runs, journal }: Life, operation: CloudOperation): boolean {
  const origin = runs.find((earlier) => isBegunIn(earlier, operation));
  const isDouble = origin?.sent.some(({ began }) => began.includes(operation) && began[0] !== operation);
  if (isDouble || !journal.isTrustworthy || origin === undefined) {
    return true;
  }
  const begin = runs.indexOf(origin);
  const later = runs.slice(begin + 1);
  return (
    runs
      .slice(begin)
      .flatMap(textsOf)
      .some((text) => TOLD.test(text)) ||
    later.flatMap(textsOf).some((text) => text.includes(operation.name) && EXCUSES.test(text)) ||
    later.some(
      (one) => textsOf(one).some((text) => FOUND_NONE.test(text)) && !isListed(one.sent, operation.name),
    )
  );
}

function isListed(sent: readonly SentRequest[], name: string): boolean {
  return sent.some(
    ({ kind, reply }) =>
      kind === "list" &&
      reply?.ok &&
      (reply.value as OperationPage).operations.some((operation: Operation) => operation.name === name),
  );
}

function isBegunIn({ sent }: Run, operation: CloudOperation): boolean {
  return sent.some(({ began }) => began.includes(operation));
}

function carriesRequestId(inputs: JsonObject | undefined): boolean {
  return /"requestId"/.test(JSON.stringify(inputs?.start ?? null));
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { after, conversations } from "#src/cli/demo/demoRequests.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const operation = fakeOperation({ name: "p/operations/a" });

function meanings(...told: string[]): string[] {
  const [talk] = conversations(fakeRequests(operation, 1, ...told), [operation]);
  return talk?.events.map(({ meaning }) => meaning) ?? [];
}

test("each request is told with what it meant for the operation", () => {
  assert.deepEqual(
    meanings("start@0", "get@900=RUNNING", "cancel@1000", "get@2000=CANCELLING", "get@3000=CANCELLED"),
    ["started", "running", "cancel acknowledged", "cancelling", "done"],
  );
});

test("a request that was refused is told as that", () => {
  assert.deepEqual(meanings("start@0", "cancel@500=503", "get@600=404"), ["started", "refused", "refused"]);
});

test("only an answer that said done is one, whatever the emulator knows of the operation", () => {
  const ended = fakeOperation({ name: "p/operations/a", state: "CANCELLED", done: true, endedAt: 1 });
  const requests = fakeRequests(ended, 1, "get@2990=CANCELLING", "get@3300");
  const [talk] = conversations(requests, [ended]);
  assert.deepEqual(
    talk?.events.map(({ meaning }) => meaning),
    ["cancelling", "other"],
  );
  assert.equal(talk?.ending, undefined);
});

test("the ending is what the first answer said that said done", () => {
  const requests = fakeRequests(
    operation,
    1,
    "start@0",
    "get@10=CANCELLING",
    "get@20=CANCELLED",
    "get@30=FAILED",
  );
  const [talk] = conversations(requests, [operation]);
  assert.deepEqual(talk?.ending, { at: 20, done: true, state: "CANCELLED" });
});

test("operations of two services that share a name are kept apart", () => {
  const other = fakeOperation({ name: operation.name, service: "datafusion" });
  const requests = [...fakeRequests(operation, 1, "start@0"), ...fakeRequests(other, 2, "start@5", "get@9")];
  const counts = conversations(requests, [operation, other]).map(({ events }) => events.length);
  assert.deepEqual(counts, [1, 2]);
});

test("what happened after a request leaves out operations of which nothing more was said", () => {
  const other = fakeOperation({ name: "p/operations/b" });
  const requests = [...fakeRequests(operation, 1, "start@0"), ...fakeRequests(other, 2, "start@5", "get@9")];
  const talks = after(conversations(requests, [operation, other]), 2);
  assert.deepEqual(
    talks.map(({ operation: { name }, events }) => [name, events.length]),
    [["p/operations/b", 1]],
  );
});

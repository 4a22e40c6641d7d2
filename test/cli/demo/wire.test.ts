import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { after, conversations } from "#src/cli/demo/wire.js";
import { writeWire } from "#src/cli/demo/wireText.js";
import { Terminal } from "#src/cli/terminal.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const cancelled = fakeOperation({
  name: "p/operations/a",
  state: "CANCELLED",
  done: true,
  cancelRequestedAt: 1000,
  endedAt: 3000,
});

function meanings(...told: string[]): string[] {
  const [talk] = conversations(fakeRequests(cancelled, 1, ...told), [cancelled]);
  return talk?.events.map(({ meaning }) => meaning) ?? [];
}

test("each request is told with what it meant for the operation", () => {
  assert.deepEqual(meanings("start@0", "get@900", "cancel@1000", "get@2000", "get@3000"), [
    "started",
    "running",
    "cancel acknowledged",
    "cancelling",
    "done",
  ]);
});

test("a request that was refused is told as that", () => {
  assert.deepEqual(meanings("start@0", "cancel@500=503", "get@600=404"), ["started", "refused", "refused"]);
});

test("a last look that arrived within a moment of the end was answered with it", () => {
  assert.deepEqual(meanings("get@2500", "get@2990"), ["cancelling", "done"]);
});

test("a look before the end that was followed by another did not see it", () => {
  assert.deepEqual(meanings("get@2990", "get@3300"), ["cancelling", "done"]);
});

test("operations of two services that share a name are kept apart", () => {
  const other = fakeOperation({ name: cancelled.name, service: "datafusion" });
  const requests = [...fakeRequests(cancelled, 1, "start@0"), ...fakeRequests(other, 2, "start@5", "get@9")];
  const counts = conversations(requests, [cancelled, other]).map(({ events }) => events.length);
  assert.deepEqual(counts, [1, 2]);
});

test("the wire is written by operation, equal requests in one line, without colours off a terminal", () => {
  const requests = fakeRequests(cancelled, 1, "start@0", "cancel@1000", "get@1300", "get@1600", "get@3100");
  const stream = new PassThrough();
  writeWire(new Terminal(stream), after(conversations(requests, [cancelled]), 1), 1000);
  assert.equal(
    stream.read()?.toString(),
    [
      "   alloydb exportCluster  p/operations/a",
      "    0.00 s  POST    200 cancel acknowledged  /v1beta/{name}:cancel",
      "    0.30 s  GET x2  200 cancelling           /v1beta/{name}",
      "    2.10 s  GET     200 done, CANCELLED      /v1beta/{name}",
      "",
    ].join("\n"),
  );
});

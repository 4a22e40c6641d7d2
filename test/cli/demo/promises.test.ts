import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPromises, type DemoFacts } from "#src/cli/demo/promises.js";
import { conversations } from "#src/cli/demo/wire.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const ended = { state: "CANCELLED", done: true, cancelRequestedAt: 1000, endedAt: 2000 } as const;
const old = fakeOperation({ name: "p/operations/old", ...ended });
const next = fakeOperation({ name: "p/operations/new", ...ended });
const toTheEnd = ["cancel@1000", "get@1500", "get@2100"];

/** What a flawless run brings about, with some of it changed. */
function facts(changes: Partial<DemoFacts> = {}): DemoFacts {
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(next, 5, "start@2200", ...toTheEnd),
  ];
  return {
    talks: conversations(requests, [old, next]),
    services: ["alloydb"],
    replaced: "alloydb",
    left: [],
    ...changes,
  };
}

function violations(of: DemoFacts): string[] {
  return checkPromises(of).flatMap((promised) => promised.violations);
}

test("a flawless run breaks no promise", () => {
  assert.deepEqual(violations(facts()), []);
});

test("a service whose operation was not started is noticed", () => {
  assert.deepEqual(violations(facts({ services: ["alloydb", "datastore"] })), [
    "datastore: 0 operations started, not 1",
  ]);
});

test("a new operation that starts before the old one was seen to end is noticed", () => {
  const requests = [
    ...fakeRequests(next, 1, "start@0"),
    ...fakeRequests(old, 2, "start@0", ...toTheEnd),
    ...fakeRequests(next, 6, ...toTheEnd),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, next]) })), [
    "the start was request 1, the end was seen by request 5",
  ]);
});

test("an operation that nobody cancelled or saw end is noticed", () => {
  const running = fakeOperation({ name: next.name });
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(running, 5, "start@2200", "get@2300"),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, running]) })), [
    "p/operations/new: 0 cancels, not 1",
    "p/operations/new: nobody saw its end",
    "p/operations/new is RUNNING",
  ]);
});

test("a resource that is left in the state is noticed", () => {
  assert.deepEqual(violations(facts({ left: ["a:b:C"] })), ["a a:b:C is left"]);
});

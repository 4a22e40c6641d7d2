import assert from "node:assert/strict";
import { test } from "node:test";
import { conversations } from "#src/cli/demo/demoRequests.js";
import { checkPromises, type DemoFacts } from "#src/cli/demo/promises.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const old = fakeOperation({ name: "p/operations/old" });
const next = fakeOperation({ name: "p/operations/new" });
const toTheEnd = ["cancel@1000", "get@1500=CANCELLING", "get@2100=CANCELLED"];

/** What a flawless run brings about, with some of it changed. */
function facts(changes: Partial<DemoFacts> = {}): DemoFacts {
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(next, 5, "start@2200", "cancel@2300", "get@4400=CANCELLED"),
  ];
  return {
    talks: conversations(requests, [old, next]),
    services: ["alloydb"],
    replaced: "alloydb",
    held: ["a:b:C"],
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

test("an operation that only the emulator knows of was not started on the wire", () => {
  const seeded = fakeOperation({ name: "p/operations/seeded", service: "datastore" });
  const { talks, services } = facts();
  const more = [...talks, ...conversations([], [seeded])];
  assert.ok(
    violations(facts({ talks: more, services: [...services, "datastore"] })).includes(
      "datastore: 0 operations started, not 1",
    ),
  );
});

test("a new operation that starts before the old one was said to have ended is noticed", () => {
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(next, 5, "start@2099", "cancel@2300", "get@4400=CANCELLED"),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, next]) })), [
    "the new one was started 1 ms before GetOperation said done",
  ]);
});

test("an operation that nobody cancelled or saw end is noticed", () => {
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(next, 5, "start@2200", "get@2300=RUNNING"),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, next]) })), [
    "p/operations/new: 0 cancels, not 1",
    "p/operations/new: GetOperation never said done",
    "p/operations/new: GetOperation never said done",
  ]);
});

test("an end that the emulator knows of and no answer told is noticed", () => {
  const ended = { state: "CANCELLED", done: true, cancelRequestedAt: 2300, endedAt: 4300 } as const;
  const silent = fakeOperation({ name: next.name, ...ended });
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(silent, 5, "start@2200", "cancel@2300", "get@4299=CANCELLING"),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, silent]) })), [
    "p/operations/new: GetOperation never said done",
    "p/operations/new: GetOperation never said done",
  ]);
});

test("an operation that ended otherwise is noticed", () => {
  const requests = [
    ...fakeRequests(old, 1, "start@0", ...toTheEnd),
    ...fakeRequests(next, 5, "start@2200", "cancel@2300", "get@4400=SUCCEEDED"),
  ];
  assert.deepEqual(violations(facts({ talks: conversations(requests, [old, next]) })), [
    "p/operations/new: SUCCEEDED",
  ]);
});

test("a resource that is left in the state is noticed", () => {
  assert.deepEqual(violations(facts({ left: ["a:b:C"] })), ["a a:b:C is left"]);
});

test("where nothing was seen, every promise is broken", () => {
  const nothing = checkPromises({ talks: [], services: [], replaced: "", held: [], left: [] });
  assert.deepEqual(
    nothing.filter((promised) => promised.violations.length === 0),
    [],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { requestsByOperation } from "#src/cli/demo/demoRequests.js";
import { checkGuarantees, type DemoResults } from "#src/cli/demo/guarantees.js";
import { operationFixture, requestFixtures } from "./demoFixtures.js";

const old = operationFixture({ name: "p/operations/old" });
const next = operationFixture({ name: "p/operations/new" });
const toTheEnd = ["cancel@1000", "get@1500=CANCELLING", "get@2100=CANCELLED"];

/** The results of a flawless run, with some changes. */
function results(changes: Partial<DemoResults> = {}): DemoResults {
  const requests = [
    ...requestFixtures(old, 1, "start@0", ...toTheEnd),
    ...requestFixtures(next, 5, "start@2200", "cancel@2300", "get@4400=CANCELLED"),
  ];
  return {
    operations: requestsByOperation(requests, [old, next]),
    services: ["alloydb"],
    replaced: "alloydb",
    typesBefore: ["a:b:C"],
    typesAfter: [],
    ...changes,
  };
}

function violations(of: DemoResults): string[] {
  return checkGuarantees(of).flatMap((check) => check.violations);
}

test("a flawless run breaks no promise", () => {
  assert.deepEqual(violations(results()), []);
});

test("a service whose operation was not started is noticed", () => {
  assert.deepEqual(violations(results({ services: ["alloydb", "datastore"] })), [
    "datastore: 0 operations started, not 1",
  ]);
});

test("an operation without a start request was not started", () => {
  const seeded = operationFixture({ name: "p/operations/seeded", service: "datastore" });
  const { operations, services } = results();
  const more = [...operations, ...requestsByOperation([], [seeded])];
  assert.ok(
    violations(results({ operations: more, services: [...services, "datastore"] })).includes(
      "datastore: 0 operations started, not 1",
    ),
  );
});

test("a new operation that starts before the answer that the old one has ended is noticed", () => {
  const requests = [
    ...requestFixtures(old, 1, "start@0", ...toTheEnd),
    ...requestFixtures(next, 5, "start@2099", "cancel@2300", "get@4400=CANCELLED"),
  ];
  assert.deepEqual(violations(results({ operations: requestsByOperation(requests, [old, next]) })), [
    "the new operation was started 1 ms before GetOperation returned done",
  ]);
});

test("an operation without a cancel or an end is noticed", () => {
  const requests = [
    ...requestFixtures(old, 1, "start@0", ...toTheEnd),
    ...requestFixtures(next, 5, "start@2200", "get@2300=RUNNING"),
  ];
  assert.deepEqual(violations(results({ operations: requestsByOperation(requests, [old, next]) })), [
    "p/operations/new: 0 cancels, not 1",
    "p/operations/new: GetOperation never returned done",
    "p/operations/new: GetOperation never returned done",
  ]);
});

test("an end that no answer shows is noticed", () => {
  const ended = { state: "CANCELLED", done: true, cancelRequestedAt: 2300, endedAt: 4300 } as const;
  const silent = operationFixture({ name: next.name, ...ended });
  const requests = [
    ...requestFixtures(old, 1, "start@0", ...toTheEnd),
    ...requestFixtures(silent, 5, "start@2200", "cancel@2300", "get@4299=CANCELLING"),
  ];
  assert.deepEqual(violations(results({ operations: requestsByOperation(requests, [old, silent]) })), [
    "p/operations/new: GetOperation never returned done",
    "p/operations/new: GetOperation never returned done",
  ]);
});

test("an operation that ended otherwise is noticed", () => {
  const requests = [
    ...requestFixtures(old, 1, "start@0", ...toTheEnd),
    ...requestFixtures(next, 5, "start@2200", "cancel@2300", "get@4400=SUCCEEDED"),
  ];
  assert.deepEqual(violations(results({ operations: requestsByOperation(requests, [old, next]) })), [
    "p/operations/new: SUCCEEDED",
  ]);
});

test("a resource that is left in the state is noticed", () => {
  assert.deepEqual(violations(results({ typesAfter: ["a:b:C"] })), ["a a:b:C is left"]);
});

test("without any requests, every promise is broken", () => {
  const nothing = checkGuarantees({
    operations: [],
    services: [],
    replaced: "",
    typesBefore: [],
    typesAfter: [],
  });
  assert.deepEqual(
    nothing.filter((check) => check.violations.length === 0),
    [],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { requestsAfter, requestsByOperation, writeRequests } from "#src/cli/demo/demoRequests.js";
import { Terminal } from "#src/cli/output/terminal.js";
import { CapturedOutput, operationFixture, requestFixtures } from "./demoFixtures.js";

const shortOperation = operationFixture({ name: "p/operations/a" });

function labels(...texts: string[]): string[] {
  const [one] = requestsByOperation(requestFixtures(shortOperation, 1, ...texts), [shortOperation]);
  return one?.requests.map(({ label }) => label) ?? [];
}

test("each request has a label for its effect on the operation", () => {
  assert.deepEqual(
    labels("start@0", "get@900=RUNNING", "cancel@1000", "get@2000=CANCELLING", "get@3000=CANCELLED"),
    ["started", "running", "cancel acknowledged", "cancelling", "done"],
  );
});

test("a refused request is labelled as refused", () => {
  assert.deepEqual(labels("start@0", "cancel@500=503", "get@600=404"), ["started", "refused", "refused"]);
});

test("only an answer with done is labelled done, whatever the state in the emulator", () => {
  const ended = operationFixture({ name: "p/operations/a", state: "CANCELLED", done: true, endedAt: 1 });
  const requests = requestFixtures(ended, 1, "get@2990=CANCELLING", "get@3300");
  const [one] = requestsByOperation(requests, [ended]);
  assert.deepEqual(
    one?.requests.map(({ label }) => label),
    ["cancelling", "other"],
  );
  assert.equal(one?.end, undefined);
});

test("the end is the first answer with done", () => {
  const requests = requestFixtures(
    shortOperation,
    1,
    "start@0",
    "get@10=CANCELLING",
    "get@20=CANCELLED",
    "get@30=FAILED",
  );
  const [one] = requestsByOperation(requests, [shortOperation]);
  assert.deepEqual(one?.end, { at: 20, done: true, state: "CANCELLED" });
});

test("operations of two services that share a name are kept apart", () => {
  const other = operationFixture({ name: shortOperation.name, service: "datafusion" });
  const requests = [
    ...requestFixtures(shortOperation, 1, "start@0"),
    ...requestFixtures(other, 2, "start@5", "get@9"),
  ];
  const counts = requestsByOperation(requests, [shortOperation, other]).map(
    ({ requests }) => requests.length,
  );
  assert.deepEqual(counts, [1, 2]);
});

test("the requests after one leave out operations without later requests", () => {
  const other = operationFixture({ name: "p/operations/b" });
  const requests = [
    ...requestFixtures(shortOperation, 1, "start@0"),
    ...requestFixtures(other, 2, "start@5", "get@9"),
  ];
  const operations = requestsAfter(requestsByOperation(requests, [shortOperation, other]), 2);
  assert.deepEqual(
    operations.map(({ operation: { name }, requests }) => [name, requests.length]),
    [["p/operations/b", 1]],
  );
});

const id = "operation-1795255551994-65a881cd424e4-2a851214-aa1883c4";
const operation = operationFixture({ name: `projects/demo-project/locations/us-central1/operations/${id}` });
const requests = requestFixtures(
  operation,
  1,
  "start@1000",
  "cancel@2000",
  "get@2300=CANCELLING",
  "get@2600=CANCELLING",
  "get@4100=CANCELLED",
);

function written(output: CapturedOutput): string[] {
  const terminal = new Terminal(output);
  writeRequests(terminal, requestsAfter(requestsByOperation(requests, [operation]), 0), 1000);
  return output.lines();
}

test("off a terminal every name and path is written out, equal requests in one line, without colours", () => {
  assert.deepEqual(written(new CapturedOutput(undefined)), [
    `   alloydb exportCluster  ${operation.name}`,
    "    0.00 s  POST    200 started              /v1beta/projects/p/locations/l/clusters/c:export",
    "    1.00 s  POST    200 cancel acknowledged  /v1beta/{name}:cancel",
    "    1.30 s  GET x2  200 cancelling           /v1beta/{name}",
    "    3.10 s  GET     200 done, CANCELLED      /v1beta/{name}",
  ]);
});

test("a terminal that is wide enough shows the same", () => {
  assert.deepEqual(written(new CapturedOutput(140)), written(new CapturedOutput(undefined)));
});

test("a terminal of 110 columns shows names without their parent", () => {
  const [title, ...lines] = written(new CapturedOutput(110));
  assert.equal(title, `   alloydb exportCluster  …/operations/${id}`);
  assert.deepEqual(lines, written(new CapturedOutput(140)).slice(1));
});

test("a terminal of 80 columns shows names on their own lines, and paths by their ends", () => {
  assert.deepEqual(written(new CapturedOutput(80)), [
    "   alloydb exportCluster",
    `   …/operations/${id}`,
    "    0.00 s  POST    200 started              /v1beta/…/c:export",
    "    1.00 s  POST    200 cancel acknowledged  /v1beta/{name}:cancel",
    "    1.30 s  GET x2  200 cancelling           /v1beta/{name}",
    "    3.10 s  GET     200 done, CANCELLED      /v1beta/{name}",
  ]);
});

test("a terminal of 50 columns shows no paths", () => {
  assert.equal(written(new CapturedOutput(50)).at(-1), "    3.10 s  GET     200 done, CANCELLED");
});

test("no line is longer than a terminal of 80 columns or more", () => {
  for (const columns of [80, 100, 120, 140, 200]) {
    assert.deepEqual(
      written(new CapturedOutput(columns)).filter((line) => line.length > columns),
      [],
    );
  }
});

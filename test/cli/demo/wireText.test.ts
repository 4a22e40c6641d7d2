import assert from "node:assert/strict";
import { test } from "node:test";
import { after, conversations, writeWire } from "#src/cli/demo/demoRequests.js";
import { Terminal } from "#src/cli/output/terminal.js";
import { FakeScreen } from "./fakeScreen.js";
import { fakeOperation, fakeRequests } from "./fakeWire.js";

const id = "operation-1795255551994-65a881cd424e4-2a851214-aa1883c4";
const operation = fakeOperation({ name: `projects/demo-project/locations/us-central1/operations/${id}` });
const requests = fakeRequests(
  operation,
  1,
  "start@1000",
  "cancel@2000",
  "get@2300=CANCELLING",
  "get@2600=CANCELLING",
  "get@4100=CANCELLED",
);

function written(screen: FakeScreen): string[] {
  const terminal = new Terminal(screen);
  writeWire(terminal, after(conversations(requests, [operation]), 0), 1000);
  return screen.lines();
}

test("off a terminal every name and path is written out, equal requests in one line, without colours", () => {
  assert.deepEqual(written(new FakeScreen(undefined)), [
    `   alloydb exportCluster  ${operation.name}`,
    "    0.00 s  POST    200 started              /v1beta/projects/p/locations/l/clusters/c:export",
    "    1.00 s  POST    200 cancel acknowledged  /v1beta/{name}:cancel",
    "    1.30 s  GET x2  200 cancelling           /v1beta/{name}",
    "    3.10 s  GET     200 done, CANCELLED      /v1beta/{name}",
  ]);
});

test("a terminal that is wide enough shows the same", () => {
  assert.deepEqual(written(new FakeScreen(140)), written(new FakeScreen(undefined)));
});

test("a terminal of 110 columns shows names without their parent", () => {
  const [title, ...lines] = written(new FakeScreen(110));
  assert.equal(title, `   alloydb exportCluster  …/operations/${id}`);
  assert.deepEqual(lines, written(new FakeScreen(140)).slice(1));
});

test("a terminal of 80 columns shows names on their own lines, and paths by their ends", () => {
  assert.deepEqual(written(new FakeScreen(80)), [
    "   alloydb exportCluster",
    `   …/operations/${id}`,
    "    0.00 s  POST    200 started              /v1beta/…/c:export",
    "    1.00 s  POST    200 cancel acknowledged  /v1beta/{name}:cancel",
    "    1.30 s  GET x2  200 cancelling           /v1beta/{name}",
    "    3.10 s  GET     200 done, CANCELLED      /v1beta/{name}",
  ]);
});

test("a terminal of 50 columns shows no paths", () => {
  assert.equal(written(new FakeScreen(50)).at(-1), "    3.10 s  GET     200 done, CANCELLED");
});

test("no line is longer than a terminal of 80 columns or more", () => {
  for (const columns of [80, 100, 120, 140, 200]) {
    assert.deepEqual(
      written(new FakeScreen(columns)).filter((line) => line.length > columns),
      [],
    );
  }
});

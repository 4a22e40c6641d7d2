import assert from "node:assert/strict";
import { test } from "node:test";
import { engineLogOfThisProcess } from "#src/pulumi/engineAddress.js";
import { silentLog } from "#src/pulumi/engineLog.js";

const node = ["node", "dynamic-provider"];

test("the engine's address is the last argument, whatever flags precede it", () => {
  for (const before of [[], ["--logtostderr", "-v=9"], ["--tracing", "http://localhost:9411"]]) {
    assert.notEqual(engineLogOfThisProcess([...node, ...before, "127.0.0.1:40123"])("urn"), silentLog);
  }
});

const elsewhere: string[][] = [
  [],
  ["--help"],
  ["test/pulumi.test.js"],
  ["http://127.0.0.1:1"],
  ["127.0.0.1:40123", "--flag"],
];
for (const last of elsewhere) {
  test(`elsewhere nothing is logged: ${JSON.stringify(last)}`, () => {
    assert.equal(engineLogOfThisProcess([...node, ...last])("urn"), silentLog);
  });
}

test("the script itself is never taken for the engine", () => {
  assert.equal(engineLogOfThisProcess(["node", "127.0.0.1:40123"])("urn"), silentLog);
});

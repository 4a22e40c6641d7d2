import assert from "node:assert/strict";
import { test } from "node:test";
import { engineAddress, isDynamicProviderServer } from "#src/pulumi/engine/liveness.js";

const node = ["node", "dynamic-provider"];

test("the engine's address is the last argument, whatever flags precede it", () => {
  for (const before of [[], ["--logtostderr", "-v=9"], ["--tracing", "http://localhost:9411"]]) {
    assert.deepEqual(engineAddress([...node, ...before, "127.0.0.1:40123"]), {
      authority: "127.0.0.1:40123",
      host: "127.0.0.1",
      port: 40123,
    });
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
  test(`elsewhere there is none: ${JSON.stringify(last)}`, () => {
    assert.equal(engineAddress([...node, ...last]), undefined);
  });
}

test("the script itself is never taken for the engine", () => {
  assert.equal(engineAddress(["node", "127.0.0.1:40123"]), undefined);
});

test("an IPv6 address is told without its brackets, and its authority with them", () => {
  const { authority, host } = engineAddress([...node, "[::1]:40123"]) ?? {};
  assert.deepEqual({ authority, host }, { authority: "[::1]:40123", host: "::1" });
});

test("the dynamic-provider server is told from other programs by its script, however paths are written", () => {
  for (const script of [
    "/m/@pulumi/pulumi/cmd/dynamic-provider/index.js",
    "C:\\cmd\\dynamic-provider\\index.js",
  ]) {
    assert.equal(isDynamicProviderServer(["node", script, "127.0.0.1:1"]), true);
  }
  for (const script of ["/test/provider.test.js", "/my-dynamic-provider/index.js", ""]) {
    assert.equal(isDynamicProviderServer(["node", script, "127.0.0.1:1"]), false);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isArgumentError, isTargetError, OperationsClient } from "pulumi-gcp-lro/client";
import { EmulatorScene, exportRequest, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

/** The client as a caller without types sees it. */
type Untyped = Record<string, (...args: unknown[]) => Promise<unknown>>;

const name = `${parent}/operations/operation-1`;

const misuses: [call: (client: Untyped) => Promise<unknown> | undefined, argument: string][] = [
  [(client) => client.cancelAll?.("x"), "which"],
  [(client) => client.cancelAll?.(), "which"],
  [(client) => client.cancelAll?.(new Set(["projects/p/locations/l/operations/o"])), "which"],
  [(client) => client.waitAll?.(new Set(["projects/p/locations/l/operations/o"])), "which"],
  [(client) => client.cancelAll?.({}), "parent"],
  [(client) => client.cancelAll?.([name, 7]), "name"],
  [(client) => client.cancelAll?.({ parent, matching: "all" }), "matching"],
  [(client) => client.cancelAll?.({ parent, filter: 7 }), "filter"],
  [(client) => client.cancelAll?.([name], { concurrency: "8" }), "concurrency"],
  [(client) => client.waitAll?.("x"), "which"],
  [(client) => client.waitAll?.({}), "parent"],
  [(client) => client.waitAll?.([name, 7]), "name"],
  [(client) => client.get?.(), "name"],
  [(client) => client.wait?.({ name }), "name"],
  [(client) => client.wait?.(name, "10m"), "options"],
  [(client) => client.wait?.(name, null), "options"],
  [(client) => client.wait?.(name, { timeout: 600 }), "timeout"],
  [(client) => client.cancel?.(name, { signal: {} }), "signal"],
  [(client) => client.cancelAndWait?.(name, { onProgress: "log" }), "onProgress"],
  [(client) => client.cancelAndWait?.(name, { whenCancelUnsupported: "leave" }), "whenCancelUnsupported"],
  [(client) => client.start?.(), "start.path"],
  [(client) => client.start?.({ body: {} }), "start.path"],
  [(client) => client.start?.(exportRequest, { signal: "now" }), "signal"],
];

test("misuse that types would refuse is an ArgumentError that names the argument, and nothing is sent", async (t) => {
  const scene = await EmulatorScene.open(t);
  const untyped = scene.client as unknown as Untyped;
  const reasons: string[] = [];
  for (const [call, argument] of misuses) {
    await assert.rejects(
      async () => call(untyped),
      (error: Error) => {
        assert.ok(isArgumentError(error), String(error));
        assert.equal(error.argument, argument);
        reasons.push(error.message);
        return true;
      },
    );
  }
  assertMessage(t, "misuses", reasons.join("\n"));
  await assert.rejects(scene.client.cancelAll({ parent: `${parent}/operations` }), (error: Error) => {
    assertMessage(t, "the collection as the parent", error.message);
    return isArgumentError(error);
  });
  for (const [given, options, argument] of [
    [undefined, {}, "parent"],
    [parent, { pageSize: 0 }, "pageSize"],
  ] as const) {
    const list = scene.client.list(given as string, options);
    await assert.rejects(list.next(), (error) => isArgumentError(error) && error.argument === argument);
  }
  assert.deepEqual(scene.emulator.requests, []);
});

test("a client of nothing names the missing service", () => {
  for (const options of [undefined, null, "alloydb", {}]) {
    assert.throws(
      () => new OperationsClient(options as never),
      (error) => isTargetError(error) && error.problems[0]?.property === "service",
    );
  }
});

test("the guard of a public error recognises it from another copy of this package", () => {
  assert.equal(isTargetError(Object.assign(new Error("no"), { name: "TargetError" })), true);
  assert.equal(isTargetError({ name: "TargetError" }), false);
});

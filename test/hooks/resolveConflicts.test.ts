import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { PassThroughClient } from "google-auth-library";
import { type ConflictOptions, resolveConflicts } from "pulumi-gcp-lro/hooks";

const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
  call: ({ inputs }) => inputs,
};

/** Begins a run of an engine that registers hooks. Each run has a connection of its own. */
async function beginRun(): Promise<void> {
  await pulumi.runtime.setMocks(mocks);
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  delete monitor.mocks;
  monitor.registerErrorHook = (_request: unknown, callback: (error: null) => void) => callback(null);
}

beforeEach(beginRun);

function hookOf(options?: ConflictOptions): pulumi.ErrorHook {
  const { onError = [], ...others } = resolveConflicts(options);
  assert.deepEqual([onError.length, others], [1, {}]);
  assert.ok(pulumi.ErrorHook.isInstance(onError[0]));
  return onError[0];
}

test("the hook handles errors only: hooks before a delete would block every plain destroy", () => {
  assert.equal(hookOf().name, "gcp-lro:resolveConflicts");
});

test("equal options share one hook, in one run", async () => {
  const hook = hookOf({ timeout: "1h" });
  assert.equal(hookOf({ timeout: "60m" }), hook);
  assert.notEqual(hookOf(), hook);
  await beginRun();
  const next = hookOf({ timeout: "1h" });
  assert.notEqual(next, hook);
  assert.equal(next.name, hook.name);
});

test("options that differ in their credentials only have different names, in the order of the calls", () => {
  const names = [new PassThroughClient(), new PassThroughClient()].map(
    (authClient) => hookOf({ client: { authClient } }).name,
  );
  assert.deepEqual(names, ["gcp-lro:resolveConflicts", "gcp-lro:resolveConflicts#2"]);
});

test("under mocks there is no hook, because nothing would call it", async () => {
  await pulumi.runtime.setMocks(mocks);
  assert.deepEqual(resolveConflicts(), {});
});

test("unusable options are refused at the call", () => {
  assert.throws(() => resolveConflicts({ timeout: "soon" }), pulumi.RunError);
  assert.throws(() => resolveConflicts.everywhere(null as never), pulumi.RunError);
});

/** The names of the hooks that a resource has after the transform; `undefined` if it stays as it is. */
async function hooksAfter(
  type: string,
  opts: pulumi.CustomResourceOptions = {},
  custom = true,
): Promise<unknown> {
  const transform = resolveConflicts.everywhere();
  const result = await transform({ custom, type, name: "one", props: { a: 1 }, opts });
  assert.deepEqual(result?.props ?? { a: 1 }, { a: 1 });
  return result?.opts.hooks;
}

test("everywhere: every resource of @pulumi/gcp has the hook, beside those that it has already", async () => {
  const [hook] = resolveConflicts().onError ?? [];
  // In a transform the SDK shows the program's hooks by their names.
  const own = { name: "own", callback: () => false };
  const afterUpdate = (): void => undefined;
  assert.deepEqual(await hooksAfter("gcp:alloydb/cluster:Cluster"), { onError: [hook] });
  assert.deepEqual(
    await hooksAfter("gcp:alloydb/cluster:Cluster", {
      hooks: { onError: [own], afterUpdate: [afterUpdate] },
    }),
    { onError: [own, hook], afterUpdate: [afterUpdate] },
  );
});

test("everywhere: other resources, components and resources with options of their own stay as they are", async () => {
  const hooks = resolveConflicts({ onUpdate: "cancelAndWait" });
  assert.equal(await hooksAfter("aws:s3/bucket:Bucket"), undefined);
  assert.equal(await hooksAfter("pulumi:providers:gcp"), undefined);
  assert.equal(await hooksAfter("gcp:my/component:Component", {}, false), undefined);
  assert.equal(await hooksAfter("gcp:alloydb/cluster:Cluster", { hooks }), undefined);
});

test("everywhere: an endpoint is that of one service", () => {
  assert.throws(
    () => resolveConflicts.everywhere({ client: { endpoint: "https://example.com" } }),
    pulumi.RunError,
  );
});

import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { LongRunningOperation, OperationGroup, type OperationGroupArgs } from "pulumi-gcp-lro";
import { assertMessage } from "../../support/golden.js";

const TYPE = "pulumi-nodejs:lro/group:Group";
const registered: MockResourceArgs[] = [];
const args: OperationGroupArgs = {
  service: "alloydb",
  parent: "projects/p/locations/l",
  targets: ["projects/p/locations/l/clusters/c"],
};

before(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource);
        return { id: `${resource.name}-id`, state: resource.inputs };
      },
      call: () => ({}),
    },
    "project",
    "dev",
    false,
  );
});

async function register(name: string, given: OperationGroupArgs, opts?: pulumi.CustomResourceOptions) {
  const group = new OperationGroup(name, given, opts);
  const urn = await new Promise((resolve) => group.urn.apply(resolve));
  const registration = registered.find((one) => one.name === name);
  assert.ok(registration);
  return { urn, registration };
}

test("the type token and the text that loads the provider never change: they are in users' states", async () => {
  const { registration, urn } = await register("pinned", args);
  assert.equal(registration.type, TYPE);
  assert.equal(
    registration.inputs.__provider,
    'exports.handler = () => require("module").createRequire(process.cwd() + "/x.js")("pulumi-gcp-lro/provider").operationGroup;',
  );
  assert.ok(Buffer.byteLength(registration.inputs.__provider) < 300);
  assert.equal(registration.inputs.__urn, urn);
});

test("resources of one component don't wait for each other", async () => {
  const opts = { parent: new pulumi.ComponentResource("a:b:C", "component") };
  const operation = new LongRunningOperation("first", { service: "alloydb", operationName: "o" }, opts);
  const { urn, registration } = await register("second", args, opts);
  assert.equal(urn, `urn:pulumi:dev::project::a:b:C$${TYPE}::second`);
  assert.equal(registration.inputs.__urn, urn);
  assert.ok(await new Promise((resolve) => operation.urn.apply(resolve)));
});

test("inputs are what was given, and nothing that wasn't", async () => {
  const { registration } = await register("inputs", args);
  const { __provider, __urn, ...inputs } = registration.inputs;
  assert.deepEqual(inputs, args);
});

test("a secret among the arguments is told to the provider, and one that is part of names too", async () => {
  const { registration } = await register("secret-filter", { ...args, filter: pulumi.secret("x") });
  assert.equal(registration.inputs.__secret, true);
  assert.equal(registration.inputs.__secretName, undefined);
  const named = await register("secret-name", { service: "alloydb", operationNames: [pulumi.secret("o")] });
  assert.equal(named.registration.inputs.__secretName, true);
});

test("it is deleted before it is replaced, and never retained, not by inheritance either", () => {
  let seen: pulumi.CustomResourceOptions = {};
  const transformation: pulumi.ResourceTransformation = (resource) => {
    seen = resource.opts;
    return undefined;
  };
  new OperationGroup("options", args, { transformations: [transformation] });
  assert.equal(seen.deleteBeforeReplace, true);
  assert.equal(seen.retainOnDelete, false);
});

test("options with which Pulumi would drop the group are refused", (t) => {
  const messageFor = (opts: pulumi.CustomResourceOptions): string => {
    try {
      new OperationGroup("refused", args, opts);
    } catch (error) {
      assert.ok(error instanceof pulumi.RunError);
      return error.message;
    }
    throw new Error("It was accepted.");
  };
  assertMessage(t, "retainOnDelete", messageFor({ retainOnDelete: true }));
  const deletedWith = new pulumi.ComponentResource("a:b:C", "other");
  assertMessage(t, "both", messageFor({ retainOnDelete: true, deletedWith }));
  new OperationGroup("accepted", args, { retainOnDelete: false });
});

test("the types exclude what a preview refuses", () => {
  const service = "alloydb";
  const parent = "projects/p/locations/l";
  const accepted: OperationGroupArgs[] = [
    { service, parent },
    { service, parent, targets: [pulumi.output("t")], verbs: ["export"], filter: "done=false" },
    { service, operationNames: pulumi.output(["o"]) },
  ];
  const refused: OperationGroupArgs[] = [
    // @ts-expect-error neither parent nor operationNames
    { service },
    // @ts-expect-error both
    { service, parent, operationNames: ["o"] },
    // @ts-expect-error targets without parent
    { service, operationNames: ["o"], targets: ["t"] },
    // @ts-expect-error a group starts nothing
    { service, parent, start: { path: "p" } },
    // @ts-expect-error a group completes nothing
    { service, parent, whenCompletedDespiteCancel: "fail" },
  ];
  assert.equal(accepted.length + refused.length, 8);
});

test("a selector without a value stays a selector: left out, the group would select all operations", async () => {
  const { service, parent = "" } = args;
  const missing = {
    "": undefined,
    null: null,
    Output: pulumi.output(undefined),
    Promise: Promise.resolve(null),
  };
  for (const [kind, value] of Object.entries(missing)) {
    const given = {
      service,
      parent,
      filter: value,
      targets: value,
      verbs: value,
    } as unknown as OperationGroupArgs;
    const { inputs } = (await register(`missing-${kind}`, given)).registration;
    assert.deepEqual([inputs.filter, inputs.targets, inputs.verbs], ["", [], []]);
  }
  const named = { service, operationNames: ["o"], targets: undefined };
  assert.ok(!("targets" in (await register("missing-named", named)).registration.inputs));
  const values = { filter: pulumi.output("f"), targets: pulumi.output(["t"]), verbs: Promise.resolve(["v"]) };
  const { inputs } = (await register("present", { service, parent, ...values })).registration;
  assert.deepEqual([inputs.filter, inputs.targets, inputs.verbs], ["f", ["t"], ["v"]]);
});

test("arguments that are not an object are refused", (t) => {
  for (const value of [undefined, null, "alloydb", ["alloydb"], pulumi.output({})]) {
    for (const Resource of [OperationGroup, LongRunningOperation]) {
      assert.throws(() => new Resource("x", value as never), pulumi.RunError);
    }
  }
  assert.throws(
    () => new OperationGroup("x", undefined as never),
    ({ message }: Error) => {
      assertMessage(t, "no arguments", message);
      return true;
    },
  );
});

test("isInstance tells groups from other resources", () => {
  assert.equal(OperationGroup.isInstance(new OperationGroup("instance", args)), true);
  const operationName = "projects/p/locations/l/operations/o";
  const operation = new LongRunningOperation("operation", { service: "alloydb", operationName });
  assert.equal(OperationGroup.isInstance(operation), false);
  assert.equal(OperationGroup.isInstance(undefined), false);
});

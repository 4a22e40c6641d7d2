import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { LongRunningOperation, type LongRunningOperationArgs } from "pulumi-gcp-lro";
import { assertMessage } from "../../support/golden.js";

const TYPE = "pulumi-nodejs:lro/operation:Operation";
const registered: MockResourceArgs[] = [];
const args: LongRunningOperationArgs = {
  service: "alloydb",
  start: { path: "projects/p/locations/l/clusters/c:export", body: { database: "d" } },
  triggers: [1],
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

/** Makes a resource and returns it with what the engine was told of it. */
async function register(name: string, given: LongRunningOperationArgs, opts?: pulumi.CustomResourceOptions) {
  const resource = new LongRunningOperation(name, given, opts);
  const urn = await resolved(resource.urn);
  const registration = registered.find((one) => one.name === name);
  assert.ok(registration);
  return { resource, urn, registration };
}

function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

test("the type token and the text that loads the provider never change: they are in users' states", async () => {
  const { registration } = await register("pinned", args);
  assert.equal(registration.type, TYPE);
  assert.equal(
    registration.inputs.__provider,
    'exports.handler = () => require("module").createRequire(process.cwd() + "/x.js")("pulumi-gcp-lro/provider").longRunningOperation;',
  );
  assert.ok(Buffer.byteLength(registration.inputs.__provider) < 300);
});

test("inputs are what was given, and nothing that wasn't", async () => {
  const { registration } = await register("inputs", args);
  const { __provider, __urn, ...inputs } = registration.inputs;
  assert.deepEqual(inputs, args);
});

test("a secret anywhere among the arguments is told to the provider, which can't see it", async () => {
  const body = { nested: [pulumi.output({ deep: pulumi.secret("geheim") })] };
  const cases: Record<string, Partial<LongRunningOperationArgs>> = {
    "secret-body": { start: { path: "projects/p/locations/l/clusters/c:export", body } },
    "secret-start": { start: pulumi.secret({ path: "projects/p/locations/l/clusters/c:export" }) },
    "secret-triggers": { triggers: [1, pulumi.secret(2)] },
  };
  for (const [name, more] of Object.entries(cases)) {
    const { registration } = await register(name, { ...args, ...more } as LongRunningOperationArgs);
    assert.equal(registration.inputs.__secret, true, name);
  }
});

test("the same args serve several resources and stay as they were", async () => {
  const shared = { ...args };
  await register("first", shared);
  await register("second", shared);
  assert.deepEqual(shared, args);
});

test("__urn is the real URN", async () => {
  const { urn, registration } = await register("urn", args);
  assert.equal(urn, `urn:pulumi:dev::project::${TYPE}::urn`);
  assert.equal(registration.inputs.__urn, urn);
});

test("__urn is the real URN under a parent too", async () => {
  const parent = new pulumi.ComponentResource("my:group:Exports", "parent");
  const { urn, registration } = await register("child", args, { parent });
  assert.equal(urn, `urn:pulumi:dev::project::my:group:Exports$${TYPE}::child`);
  assert.equal(registration.inputs.__urn, urn);
});

test("__urn has the whole line of parents", async () => {
  const grandparent = new pulumi.ComponentResource("my:group:All", "grandparent");
  const parent = new pulumi.ComponentResource("my:group:Exports", "parent2", {}, { parent: grandparent });
  const { registration } = await register("grandchild", args, { parent });
  assert.equal(
    registration.inputs.__urn,
    `urn:pulumi:dev::project::my:group:All$my:group:Exports$${TYPE}::grandchild`,
  );
});

test("__urn leaves out the stack as a parent, as the engine does", async () => {
  const parent = new pulumi.ComponentResource("pulumi:pulumi:Stack", "project-dev");
  const { registration } = await register("below-stack", args, { parent });
  assert.equal(registration.inputs.__urn, `urn:pulumi:dev::project::${TYPE}::below-stack`);
});

test("it is deleted before it is replaced, unless the user says otherwise", () => {
  const optionsOf = (opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions => {
    let seen: pulumi.CustomResourceOptions = {};
    const transformation: pulumi.ResourceTransformation = (resource) => {
      seen = resource.opts;
      return undefined;
    };
    new LongRunningOperation("options", args, { ...opts, transformations: [transformation] });
    return seen;
  };
  assert.equal(optionsOf({}).deleteBeforeReplace, true);
  assert.equal(optionsOf({ deleteBeforeReplace: false }).deleteBeforeReplace, false);
});

test("under mocks the package need not be resolved from the program's folder", async (t) => {
  const folder = process.cwd();
  t.after(() => process.chdir(folder));
  process.chdir(path.parse(folder).root);
  const { registration } = await register("elsewhere", args);
  assert.equal(registration.type, TYPE);
});

class Provider extends pulumi.ProviderResource {
  constructor(providerPackage: string) {
    super(providerPackage, "mine", {});
  }
}

test("pulumi/pulumi#2776: a provider of another package is refused with the way to pass its settings", (t) => {
  assert.throws(
    () => new LongRunningOperation("foreign", args, { provider: new Provider("gcp") }),
    (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /foreign.* gcp\..*gcpProviderArgs\(provider, "alloydb"\)/);
      assertMessage(t, "a provider of another package", error.message);
      return true;
    },
  );
});

test("a provider of pulumi-nodejs, and one on a parent, are fine", async () => {
  const own = await register("own-provider", args, { provider: new Provider("pulumi-nodejs") });
  assert.equal(own.registration.type, TYPE);
  const parent = new pulumi.ComponentResource(
    "my:group:Exports",
    "p",
    {},
    { providers: [new Provider("gcp")] },
  );
  const below = await register("below-provider", args, { parent });
  assert.equal(below.registration.provider, "");
});

test("outputs given as inputs are waited for", async () => {
  const { registration } = await register("outputs", {
    ...args,
    start: { path: pulumi.interpolate`projects/${pulumi.output("p")}/x:export` },
    timeouts: pulumi.output({ delete: "5m" }),
  });
  assert.deepEqual(registration.inputs.start, { path: "projects/p/x:export" });
  assert.deepEqual(registration.inputs.timeouts, { delete: "5m" });
});

test("every output of the contract is there to be used", () => {
  const resource = new LongRunningOperation("declared", args);
  for (const output of [
    "operationName",
    "state",
    "done",
    "error",
    "response",
    "metadata",
    "progressPercent",
    "target",
    "verb",
    "startTime",
    "endTime",
    "cancelRequested",
    "endpoint",
    "apiVersion",
  ] as const) {
    assert.ok(pulumi.Output.isInstance(resource[output]), output);
  }
});

test("isInstance tells resources of this type from others, whichever copy of the package made them", () => {
  const resource = new LongRunningOperation("instance", args);
  assert.equal(LongRunningOperation.isInstance(resource), true);
  assert.equal(LongRunningOperation.isInstance({ __pulumiType: TYPE }), true);
  for (const other of [undefined, null, {}, "x", new pulumi.ComponentResource("a:b:C", "other")]) {
    assert.equal(LongRunningOperation.isInstance(other), false);
  }
});

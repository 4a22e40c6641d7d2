import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { type GuardArgs, guard, OperationGroup } from "pulumi-gcp-lro";
import { assertMessage } from "../../support/golden.js";

const registered: MockResourceArgs[] = [];
const ID = "projects/p/locations/l/clusters/orders";

before(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource);
        return { id: resource.inputs.fullName ?? "short", state: resource.inputs };
      },
      call: () => ({}),
    },
    "project",
    "dev",
    false,
  );
});

class Resource extends pulumi.CustomResource {
  constructor(type: string, name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super(type, name, args, opts);
  }
}

function cluster(name: string, opts?: pulumi.CustomResourceOptions): Resource {
  return new Resource("gcp:alloydb/cluster:Cluster", name, { fullName: ID }, opts);
}

async function inputsOf(group: OperationGroup): Promise<MockResourceArgs> {
  const urn = await new Promise<string>((resolve) => group.urn.apply(resolve));
  return registered.find(({ name }) => urn.endsWith(`::${name}`)) ?? assert.fail(urn);
}

test("the group has service, parent and target from the resource", async () => {
  const group = guard(cluster("orders"));
  assert.ok(OperationGroup.isInstance(group));
  const { name, inputs } = await inputsOf(group);
  assert.equal(name, "orders-operations");
  const { __provider, __urn, ...args } = inputs;
  assert.deepEqual(args, { service: "alloydb", parent: "projects/p/locations/l", targets: [ID] });
});

test("it is beside the resource, in the same component", async () => {
  const component = new pulumi.ComponentResource("a:b:C", "component");
  const { inputs } = await inputsOf(guard(cluster("inner", { parent: component })));
  assert.match(inputs.__urn, /::a:b:C\$pulumi-nodejs:lro\/group:Group::inner-operations$/);
});

test("name, arguments and options are passed on", async () => {
  const component = new pulumi.ComponentResource("a:b:C", "other-component");
  const group = guard(
    cluster("billing"),
    { name: "exports", onDelete: "wait", verbs: ["export"], timeouts: { delete: "2h" } },
    { parent: component, protect: true },
  );
  const { name, inputs } = await inputsOf(group);
  const { __provider, __urn, service, parent, targets, ...args } = inputs;
  assert.deepEqual(args, { onDelete: "wait", verbs: ["export"], timeouts: { delete: "2h" } });
  assert.equal(name, "exports");
  assert.match(__urn, /::a:b:C\$pulumi-nodejs:lro\/group:Group::exports$/);
});

test("the provider of the resource isn't that of the group", async () => {
  class GcpProvider extends pulumi.ProviderResource {}
  const provider = new GcpProvider("gcp", "provider", {});
  const { provider: used } = await inputsOf(guard(cluster("other", { provider })));
  assert.doesNotMatch(used ?? "", /providers:gcp::/);
});

test("a name of outputs, if the ID is another text", async () => {
  const database = new Resource("gcp:spanner/database:Database", "database", {
    project: "p",
    instance: "i",
    name: "d",
  });
  const { inputs } = await inputsOf(guard(database));
  const name = "projects/p/instances/i/databases/d";
  assert.deepEqual([inputs.service, inputs.parent, inputs.targets], ["spanner", name, [name]]);
});

test("mocks need not give what the operations are selected by", async () => {
  const resources = [
    new Resource("gcp:alloydb/cluster:Cluster", "without-project", { clusterId: "c", location: "l" }),
    new Resource("gcp:spanner/database:Database", "without-properties", {}),
  ];
  for (const resource of resources) {
    const { inputs } = await inputsOf(guard(resource));
    assert.deepEqual([inputs.parent, inputs.targets], ["", ["short"]]);
  }
});

function messageFor(resource: unknown, args?: unknown): string {
  try {
    guard(resource as pulumi.CustomResource, args as GuardArgs);
  } catch (error) {
    assert.ok(error instanceof pulumi.RunError);
    return error.message;
  }
  throw new Error("It was accepted.");
}

test("a resource whose operations can't be selected is refused, with the reason", (t) => {
  assertMessage(t, "machine", messageFor(new Resource("gcp:compute/instance:Instance", "machine", {})));
  assertMessage(t, "undefined", messageFor(undefined));
});

test("a resource that isn't given itself is refused", (t) => {
  const resource = cluster("wrapped");
  assertMessage(t, "an Output", messageFor(pulumi.output("x").apply(() => resource)));
  assertMessage(t, "a Promise", messageFor(Promise.resolve(resource)));
});

test("arguments that guard doesn't take are refused", (t) => {
  const resource = cluster("misused");
  assertMessage(t, "null", messageFor(resource, null));
  assertMessage(t, "a list", messageFor(resource, ["export"]));
  assertMessage(t, "operationNames", messageFor(resource, { operationNames: ["o"] }));
});

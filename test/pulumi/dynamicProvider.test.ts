import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { ConnectionPool } from "#src/google/connectionPool.js";
import type { Dependencies } from "#src/pulumi/context/dependencies.js";
import { dynamicProvider, type ResourceDefinition } from "#src/pulumi/dynamicProvider.js";
import { PartialStateError } from "#src/pulumi/report/userError.js";
import { DrivenClock } from "../support/drivenClock.js";
import { noJournal } from "../support/providerDependencies.js";
import { failureOf, inputsOf, type Resource, started } from "../support/providerScene.js";

/** A resource whose state counts the reads of its hidden part. */
function counted(resource: Resource): { resource: Resource; reads(): number } {
  let reads = 0;
  const { __lro: hidden, ...others } = resource.state;
  const state = Object.defineProperty({ ...others }, "__lro", {
    enumerable: true,
    get(): JsonValue | undefined {
      reads += 1;
      return hidden;
    },
  }) as JsonObject;
  return { resource: { ...resource, state }, reads: () => reads };
}

for (const step of ["diff", "refresh", "update", "delete"] as const) {
  test(`a ${step} decodes the state once`, async () => {
    const { scene, resource } = await started({ cancelTakes: 0 });
    const { resource: given, reads } = counted(resource);
    await (step === "refresh" || step === "delete" ? scene[step](given) : scene[step](given, inputsOf()));
    assert.equal(reads(), 1);
  });
}

interface CounterState {
  count: number;
}

/** The least resource that there can be: a counter. Each log line and flush is noted. */
function counterProvider(more: Partial<ResourceDefinition<CounterState, CounterState>> = {}) {
  const notes: string[] = [];
  const read = ({ count }: JsonObject): CounterState => {
    if (typeof count !== "number") {
      throw new Error("no count");
    }
    return { count };
  };
  const resource: ResourceDefinition<CounterState, CounterState> = {
    check: ({ count }) =>
      typeof count === "number"
        ? { failures: [], warnings: [`it is ${count}`] }
        : { failures: [{ property: "count", reason: "is no number" }], warnings: [] },
    readState: read,
    writeState: ({ count }) => ({ count }),
    readInputs: read,
    diff: async (_dependencies, saved, inputs) => ({ changes: inputs.count !== saved.count }),
    create: async (_dependencies, _control, inputs) => ({ id: "counter", saved: inputs }),
    read: async (_dependencies, _control, saved) => saved,
    update: async (_dependencies, _control, _saved, inputs) => inputs,
    delete: async () => undefined,
    ...more,
  };
  const dependencies: Dependencies = {
    clock: new DrivenClock(),
    random: () => 0,
    pool: new ConnectionPool(),
    log: (urn) => ({
      write: (kind, message) => notes.push(`${urn}: ${kind}: ${message}`),
      flush: async () => {
        notes.push(`${urn}: flush`);
      },
    }),
    newRequestId: () => "",
    journal: noJournal,
    reportedStarts: new Map(),
  };
  return { provider: dynamicProvider(resource, dependencies), notes };
}

const inputs = { count: 2, __urn: "urn", __provider: "text" };

test("a resource that is no operation passes through the same steps", async () => {
  const { provider } = counterProvider();
  assert.deepEqual(await provider.create(inputs), { id: "counter", outs: { count: 2 } });
  assert.deepEqual(await provider.diff?.("counter", { count: 1 }, inputs), { changes: true });
  assert.deepEqual(await provider.update?.("counter", { count: 1 }, inputs), { outs: { count: 2 } });
  assert.deepEqual(await provider.read?.("counter", { count: 2 }), { id: "counter", props: { count: 2 } });
  await provider.delete?.("counter", { count: 2 });
});

test("each step flushes the log of its resource at its end, a failing one too", async () => {
  const { provider, notes } = counterProvider({
    delete: () => Promise.reject(new Error("no")),
  });
  await provider.create(inputs);
  await failureOf(provider.delete?.("counter", { count: 2, __urn: "urn" }));
  await failureOf(provider.delete?.("counter", { __urn: "urn" }));
  assert.deepEqual(notes, ["urn: flush", "urn: flush", "urn: flush"]);
});

test("a warning about inputs is shown once", async () => {
  const { provider, notes } = counterProvider();
  const failing = await provider.check?.({}, { __urn: "urn" });
  assert.deepEqual([failing?.failures?.length, notes], [1, []]);
  await provider.check?.({}, inputs);
  await provider.check?.({}, inputs);
  assert.deepEqual(notes, ["urn: warning: it is 2", "urn: flush"]);
});

test("the state of a step that fails with one has the provider's text", async () => {
  const fail = () => Promise.reject(new PartialStateError("counter", { count: 1 }, "it stopped"));
  const { provider } = counterProvider({ create: fail, update: fail });
  for (const step of [provider.create(inputs), provider.update?.("counter", { count: 0 }, inputs)]) {
    const failure = await failureOf(step);
    assert.ok(failure instanceof PartialStateError);
    assert.deepEqual(failure.properties, { count: 1, __provider: "text" });
  }
});

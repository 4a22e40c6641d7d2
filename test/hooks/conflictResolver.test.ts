import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ConflictOptions, readConflictOptions } from "#src/hooks/conflictOptions.js";
import { ConflictResolver, type FailedStep } from "#src/hooks/conflictResolver.js";
import { cluster, EmulatorScene, type EmulatorSceneOptions, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";

const REFUSED = `googleapi: Error 409: Another operation is in progress on ${cluster}.`;

type Operation = "create" | "update" | "delete";

/** A resolver, an emulator on driven time, and what the user reads. */
class ResolverScene {
  readonly service: EmulatorScene;
  readonly lines: string[] = [];
  readonly #resolver: ConflictResolver;
  readonly #controller = new AbortController();

  private constructor(service: EmulatorScene, options: ConflictOptions) {
    this.service = service;
    this.#resolver = new ConflictResolver(readConflictOptions(options), {
      clock: service.clock,
      openClient: () => service.client,
    });
  }

  static async open(
    test: TestContext,
    options: ConflictOptions = {},
    emulator: EmulatorSceneOptions = {},
  ): Promise<ResolverScene> {
    return new ResolverScene(await EmulatorScene.open(test, emulator), options);
  }

  /** A cluster whose step has failed so often. */
  shouldRetry(failedOperation: Operation, attempts = 1, more: Partial<FailedStep> = {}): Promise<boolean> {
    const inputs = { project: "p", location: "us-central1", clusterId: "c" };
    const step: FailedStep = {
      urn: "urn:pulumi:dev::shop::gcp:alloydb/cluster:Cluster::c",
      type: "gcp:alloydb/cluster:Cluster",
      id: failedOperation === "create" ? "" : cluster,
      failedOperation,
      errors: Array.from({ length: attempts }, () => REFUSED),
      ...(failedOperation === "create" ? { newInputs: inputs } : { oldInputs: inputs, oldOutputs: inputs }),
      ...more,
    };
    return this.#resolver.shouldRetry(
      step,
      (kind, message) => void this.lines.push(`${kind}: ${message}`),
      this.#controller.signal,
    );
  }

  interrupt(): void {
    this.#controller.abort();
  }

  get states(): string[] {
    return this.service.emulator.operations.map(({ state }) => state);
  }

  /** All lines, without repetitions. */
  get shown(): string {
    return [...new Set(this.lines)].join("\n");
  }
}

test("delete: the operations on the resource and below it are cancelled", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed();
  scene.service.seed({}, `${cluster}/instances/i`);
  scene.service.seed({}, `${parent}/clusters/other`);
  assert.equal(await scene.shouldRetry("delete"), true);
  assert.deepEqual(scene.states, ["CANCELLED", "CANCELLED", "RUNNING"]);
  assertMessage(t, "delete", scene.shown);
});

test("update: the operations are waited for", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed();
  assert.equal(await scene.shouldRetry("update"), true);
  assert.deepEqual(scene.states, ["SUCCEEDED"]);
  assert.equal(scene.service.count("cancel"), 0);
  assertMessage(t, "update", scene.shown);
});

test("update with cancelAndWait: the operations are cancelled", async (t) => {
  const scene = await ResolverScene.open(t, { onUpdate: "cancelAndWait" });
  scene.service.seed();
  assert.equal(await scene.shouldRetry("update"), true);
  assert.deepEqual(scene.states, ["CANCELLED"]);
});

test("create of an instance: the operations on its cluster are waited for, no others", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed();
  scene.service.seed({ operationTime: "5h" }, `${parent}/clusters/other`);
  const instance = {
    type: "gcp:alloydb/instance:Instance",
    newInputs: { cluster, instanceId: "i" },
  };
  assert.equal(await scene.shouldRetry("create", 1, instance), true);
  assert.deepEqual(scene.states, ["SUCCEEDED", "RUNNING"]);
});

test("an operation that deletes the resource is waited for, even with cancelAndWait", async (t) => {
  const scene = await ResolverScene.open(t, { onCreate: "cancelAndWait" });
  scene.service.emulator.seedOperation({ service: "alloydb", method: "deleteCluster", target: cluster });
  assert.equal(await scene.shouldRetry("create"), true);
  assert.deepEqual(scene.states, ["SUCCEEDED"]);
  assert.equal(scene.service.count("cancel"), 0);
  assertMessage(t, "deletion in flight", scene.shown);
});

test("an error with another meaning: nothing is sent and nothing is shown", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed();
  const errors = ["googleapi: Error 409: Cluster c already exists, alreadyExists", REFUSED];
  assert.equal(await scene.shouldRetry("create", 1, { errors }), false);
  assert.deepEqual([scene.lines, scene.service.wire], [[], ""]);
});

test("no more than three retries", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed({ operationTime: "5h" });
  assert.equal(await scene.shouldRetry("delete", 3), true);
  assert.equal(await scene.shouldRetry("delete", 4), false);
  assertMessage(t, "retry cap", scene.lines.at(-1) ?? "");
});

test("no operation in flight: one retry after 5 s", async (t) => {
  const scene = await ResolverScene.open(t);
  const { clock } = scene.service;
  const began = clock.monotonic();
  assert.equal(await scene.shouldRetry("update"), true);
  assert.equal(clock.monotonic() - began, 5_000);
  assert.equal(await scene.shouldRetry("update", 2), false);
  assertMessage(t, "nothing in flight", scene.shown);
  assert.equal(await scene.shouldRetry("update"), true, "another update of the same resource");
  assert.equal(await scene.shouldRetry("delete"), true, "another step");
});

test("operations that have not ended at the limit are named, and the error stands", async (t) => {
  const scene = await ResolverScene.open(t, { timeout: "1m" });
  scene.service.seed();
  assert.equal(await scene.shouldRetry("update"), false);
  assertMessage(t, "time limit", scene.shown);
});

test("a cancel that is refused: the error stands", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed({ cancel: "forbid" });
  assert.equal(await scene.shouldRetry("delete"), false);
  assert.deepEqual(scene.states, ["RUNNING"]);
  assertMessage(t, "cancel refused", scene.shown);
});

test("Ctrl-C during a cancellation: the operation is named, and nothing is retried", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed({ cancelTime: "1h" });
  scene.service.clock.onStep = () => {
    if (scene.service.count("cancel") > 0) {
      scene.interrupt();
    }
  };
  assert.equal(await scene.shouldRetry("delete"), false);
  assertMessage(t, "Ctrl-C", scene.shown);
});

test("Ctrl-C before the list: nothing is cancelled", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.seed();
  scene.interrupt();
  assert.equal(await scene.shouldRetry("delete"), false);
  assert.deepEqual(scene.states, ["RUNNING"]);
  assertMessage(t, "Ctrl-C before the list", scene.shown);
});

test("Ctrl-C during the pause ends it", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.clock.onStep = () => {
    if (scene.lines.length > 0) {
      scene.interrupt();
    }
  };
  assert.equal(await scene.shouldRetry("delete"), false);
});

test("of many operations the first are named and all are counted", async (t) => {
  const scene = await ResolverScene.open(t);
  for (let count = 0; count < 12; count += 1) {
    scene.service.seed();
  }
  assert.equal(await scene.shouldRetry("delete"), true);
  assert.equal(scene.lines.filter((line) => line.endsWith("(export) was cancelled")).length, 10);
  assert.equal(scene.lines.at(-1), "info: 12 operations have ended");
});

test("an operation that reports no resource is named and left alone", async (t) => {
  const scene = await ResolverScene.open(t, {}, { client: { service: "datastore" } });
  scene.service.emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: "projects/p",
    behaviour: { operationTime: "1h" },
  });
  const index = { type: "gcp:datastore/dataStoreIndex:DataStoreIndex", id: "projects/p/indexes/i" };
  assert.equal(await scene.shouldRetry("delete", 1, index), true);
  assert.deepEqual(scene.states, ["RUNNING"]);
  assertMessage(t, "unidentified", scene.shown);
});

test("a list that is refused: the text says whose credentials were used", async (t) => {
  const scene = await ResolverScene.open(t);
  scene.service.emulator.fault({ match: { kind: "list" }, fault: { kind: "status", status: 403 } });
  assert.equal(await scene.shouldRetry("delete"), false);
  assertMessage(t, "list refused", scene.shown);
});

test("a resource whose operations can't be found: one retry, then the reason is shown", async (t) => {
  const scene = await ResolverScene.open(t);
  const secretId = { newInputs: { project: "p", location: "us-central1", clusterId: { secret: 1 } } };
  assert.equal(await scene.shouldRetry("create", 1, secretId), true);
  assert.equal(await scene.shouldRetry("create", 2, secretId), false);
  assertMessage(t, "no target", scene.shown);
  assert.equal(scene.service.wire, "");
});

/** A new cluster that leaves its project to its provider. */
const withoutProject = { newInputs: { location: "us-central1", clusterId: "c" } };
const elsewhere = cluster.replace("projects/p/", "projects/elsewhere/");

test("create in the project of the provider: the error names the resource", async (t) => {
  const scene = await ResolverScene.open(t, { onCreate: "cancelAndWait" });
  scene.service.seed();
  scene.service.seed({}, elsewhere);
  const errors = [`googleapi: Error 409: Another operation is in progress on ${elsewhere}: ${elsewhere}/o.`];
  assert.equal(await scene.shouldRetry("create", 1, { ...withoutProject, errors }), true);
  assert.deepEqual(scene.states, ["RUNNING", "CANCELLED"]);
});

test("create in a project that is unknown: one retry, and no operation is looked for", async (t) => {
  const scene = await ResolverScene.open(t, { onCreate: "cancelAndWait" });
  scene.service.seed();
  for (const place of [
    "the cluster",
    `${cluster}-2`,
    `${cluster}/instances/i`,
    `${cluster} or ${elsewhere}`,
  ]) {
    const errors = [`googleapi: Error 409: Another operation is in progress on ${place}.`];
    assert.equal(await scene.shouldRetry("create", 1, { ...withoutProject, errors }), true);
    assert.equal(
      await scene.shouldRetry("create", 2, { ...withoutProject, errors: [...errors, ...errors] }),
      false,
    );
  }
  assert.equal(scene.service.wire, "");
  assertMessage(t, "no project", scene.shown);
});

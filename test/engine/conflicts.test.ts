import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Behaviour, Emulator, RequestKind } from "pulumi-gcp-lro/emulator";
import type { JsonObject } from "#src/core/json.js";
import { type Declared, declare } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { gcpProgram, startWithProgram } from "../support/gcpProgram.js";
import { assertMessage } from "../support/golden.js";

const clusters = "projects/p/locations/europe-west1/clusters";

function cluster(name: string, version: number, displayName: string, options: JsonObject = {}): Declared {
  return { name, args: { version, displayName }, options };
}

/** Adds an operation that nothing in the stack has started. */
function startOperation(
  emulator: Emulator,
  method: string,
  target: string,
  behaviour: Behaviour = {},
): string {
  return emulator.seedOperation({ service: "alloydb", method, target: `${clusters}/${target}`, behaviour });
}

/** The status of each request of a method about a cluster. */
function statuses(run: EngineRun, method: string, name: string): unknown[] {
  return run.requests
    .filter((request) => request.method === method && request.path.includes(name))
    .map(({ status }) => status);
}

function states(emulator: Emulator, ...names: string[]): unknown[] {
  return names.map((name) => emulator.operations.find((operation) => operation.name === name)?.state);
}

describe("clusters that the service doesn't change while an operation works on them", () => {
  const options = { time: "driven", operationTime: "10m", cancelTime: "1m", install: gcpProgram } as const;
  const observed = scenario(options, async (scene) => {
    const { stack, emulator, until } = scene;
    /** `pulumi up` of these clusters. */
    const up = async (resources: readonly Declared[], ...flags: string[]): Promise<EngineRun> => {
      await declare(stack.folder, resources);
      return (await startWithProgram(scene, ["up", ...flags])).running;
    };
    const destroyWithProgram = () => startWithProgram(scene, ["destroy", "--run-program"]);
    const refuseWhileBusy = (): void => {
      for (const method of ["createCluster", "updateCluster", "deleteCluster"]) {
        emulator.behave({ match: { method }, whileBusy: "refuse", operationTime: 0 });
      }
    };
    refuseWhileBusy();
    /** Checks whether a request about an operation has arrived, after that sequence number. */
    const isRequested = (expected: RequestKind, name: string, before = 0): boolean =>
      emulator.requests.some(
        ({ sequence, kind, operation }) => sequence > before && kind === expected && operation === name,
      );
    /** Waits for a command. All operations end when a request of each kind has been sent, one kind after the other. */
    const letEnd = async (running: Promise<EngineRun>, ...kinds: RequestKind[]): Promise<EngineRun> => {
      const before = emulator.requests.at(-1)?.sequence ?? 0;
      for (const expected of kinds) {
        await until(running, () =>
          emulator.requests.some(({ sequence, kind }) => sequence > before && kind === expected),
        );
        await emulator.advance(3_600_000);
      }
      return running;
    };
    const stackClusters = (version: number, displayName: string): Declared[] => [
      cluster("orders", 1, displayName),
      cluster("billing", version, displayName, { conflicts: { timeout: "1h" } }),
    ];

    const deletion = startOperation(emulator, "deleteCluster", "orders-1");
    const created = await succeeding(letEnd(up(stackClusters(1, "Orders")), "get"));

    const updateBlocker = startOperation(emulator, "exportCluster", "orders-1");
    const replacementBlocker = startOperation(emulator, "exportCluster", "billing-1", {
      operationTime: "9h",
    });
    const changed = await succeeding(letEnd(up(stackClusters(2, "New orders")), "get", "cancel"));
    const ended = states(emulator, deletion, updateBlocker, replacementBlocker);
    const exported = await stack.exportedText();

    // The emulator applies the fault that was added last.
    const refuse = (path: string, status: number, message: string): void =>
      emulator.fault({ match: { kind: "start", path }, fault: { kind: "status", status, message } });
    refuse("/clusters", 409, "Cluster taken-1 already exists");
    refuse("/clusters/orders-1", 400, "Cluster is running incompatible operation operation-1.");
    refuse("/clusters/billing-2", 409, "Another operation is in progress");
    const refusedRun = up(
      [...stackClusters(2, "Newest orders"), cluster("taken", 1, "Taken")],
      "--continue-on-error",
    );
    // At each refusal of billing another export is in flight.
    const halfTime = 300_000;
    let nextBlocker = startOperation(emulator, "exportCluster", "billing-2");
    await emulator.advance(halfTime);
    for (let retries = 0; retries < 3; retries += 1) {
      await until(refusedRun, () => isRequested("get", nextBlocker));
      nextBlocker = startOperation(emulator, "exportCluster", "billing-2");
      await emulator.advance(halfTime);
    }
    const refused = await failing(refusedRun);

    emulator.clear();
    refuseWhileBusy();
    const blockers = ["orders-1", "billing-2"].map((target) =>
      startOperation(emulator, "exportCluster", target),
    );
    const [ordersBlocker = ""] = blockers;
    const plain = await failing(stack.run(["destroy", "--yes", "--skip-preview", "--continue-on-error"]));
    emulator.fault({
      match: { kind: "start", path: "/clusters/billing-2" },
      when: { nth: 1 },
      fault: { kind: "delay", milliseconds: 1_000 },
    });
    const interrupted = await destroyWithProgram();
    await until(
      interrupted.running,
      () =>
        isRequested("cancel", ordersBlocker) &&
        emulator.requests.some(({ method, status }) => method === "DELETE" && status === "pending"),
    );
    interrupted.interrupt();
    await until(interrupted.running, () => stack.printed.includes("Interrupted"));
    await emulator.advance(1_000);
    const interruptedRun = await failing(interrupted.running);
    const running = states(emulator, ...blockers);

    const sequence = emulator.requests.at(-1)?.sequence;
    const { running: destroying } = await destroyWithProgram();
    await until(destroying, () => blockers.every((blocker) => isRequested("cancel", blocker, sequence)));
    await emulator.advance(3_600_000);
    const destroyed = await succeeding(destroying);
    return { created, changed, ended, exported, refused, plain, interruptedRun, running, destroyed };
  });

  test("create: a deletion of the same name is waited for", (t) => {
    const { created, ended } = observed();
    assert.deepEqual(statuses(created, "POST", "clusters").sort(), [200, 200, 409]);
    assert.equal(ended[0], "SUCCEEDED");
    assertMessage(t, "create", diagnosticsOf(created, "orders"));
  });

  test("update: an export is waited for", (t) => {
    const { changed, ended } = observed();
    assert.deepEqual(statuses(changed, "PATCH", "orders-1"), [409, 200]);
    assert.equal(ended[1], "SUCCEEDED");
    assertMessage(t, "update", diagnosticsOf(changed, "orders"));
  });

  test("replacement: the export on the old cluster is cancelled before its deletion", (t) => {
    const { changed, ended } = observed();
    assert.deepEqual(statuses(changed, "DELETE", "billing-1"), [409, 200]);
    assert.equal(ended[2], "CANCELLED");
    assertMessage(t, "replacement", diagnosticsOf(changed, "billing"));
  });

  test("the state has the hooks of both ways to bind them", () => {
    const { exported } = observed();
    assert.match(exported, /"gcp-lro:resolveConflicts"/);
    assert.match(exported, /"gcp-lro:resolveConflicts\?timeout=1h"/);
  });

  test("a 409 with another meaning stands, without any request of the hook", () => {
    const { refused } = observed();
    assert.deepEqual(statuses(refused, "POST", "/clusters"), [409]);
    assert.match(diagnosticsOf(refused, "taken"), /already exists/);
    assert.doesNotMatch(diagnosticsOf(refused, "taken"), /resolveConflicts|retrying/);
  });

  test("a refusal without an operation in flight is retried once, then it stands", (t) => {
    const { refused } = observed();
    assert.deepEqual(statuses(refused, "PATCH", "orders-1"), [400, 400]);
    assertMessage(t, "nothing in flight", diagnosticsOf(refused, "orders"));
  });

  test("a refusal that repeats is retried three times, then it stands", (t) => {
    const { refused } = observed();
    assert.deepEqual(statuses(refused, "PATCH", "billing-2"), [409, 409, 409, 409]);
    assertMessage(t, "retry cap", diagnosticsOf(refused, "billing"));
  });

  test("a plain destroy is as without the hook: the refusal stands", (t) => {
    const { plain } = observed();
    assert.deepEqual(statuses(plain, "DELETE", "orders-1"), [409]);
    assert.ok(!plain.requests.some(({ kind }) => kind === "list" || kind === "cancel"));
    assertMessage(t, "plain destroy", diagnosticsOf(plain, "orders"));
  });

  test("Ctrl-C ends the wait: the operation is named, and the cluster is kept", (t) => {
    const { interruptedRun, running } = observed();
    assert.deepEqual(statuses(interruptedRun, "DELETE", "orders-1"), [409]);
    assert.equal(running[0], "CANCELLING");
    assertMessage(t, "Ctrl-C", diagnosticsOf(interruptedRun, "orders"));
    assertForPeople(interruptedRun.text);
  });

  test("a refusal that comes after Ctrl-C stands, without any request of the hook", (t) => {
    const { interruptedRun, running } = observed();
    assert.deepEqual(statuses(interruptedRun, "DELETE", "billing-2"), [409]);
    assert.equal(running[1], "RUNNING");
    assert.equal(interruptedRun.requests.filter(({ kind }) => kind === "list").length, 1);
    assertMessage(t, "after Ctrl-C", diagnosticsOf(interruptedRun, "billing"));
  });

  test("destroy --run-program: the export is cancelled before the deletion", (t) => {
    const { destroyed } = observed();
    assert.deepEqual(statuses(destroyed, "DELETE", "orders-1"), [409, 200]);
    assertMessage(t, "destroy --run-program", diagnosticsOf(destroyed, "orders"));
  });
});

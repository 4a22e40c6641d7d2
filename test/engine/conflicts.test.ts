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
    const policies = { onUpdate: "cancelAndWait", onDelete: "wait", client: { quotaProject: "payer" } };
    const stackClusters = (version: number, displayName: string): Declared[] => [
      cluster("orders", 1, displayName),
      cluster("billing", version, displayName, { conflicts: { timeout: "1h" } }),
      cluster("sales", 1, version === 1 ? "Sales" : "New sales", { conflicts: policies }),
      // The same options as those of billing.
      cluster("hub", 1, "Hub", { conflicts: { timeout: "1h" } }),
      cluster("slow", 1, displayName === "Newest orders" ? "New" : "Slow", { conflicts: { timeout: "6s" } }),
      ...(version === 1 ? [] : [{ name: "reader", args: { cluster: `${clusters}/hub-1` } }]),
    ];

    const deletion = startOperation(emulator, "deleteCluster", "orders-1");
    const created = await succeeding(letEnd(up(stackClusters(1, "Orders")), "get"));

    const updateBlocker = startOperation(emulator, "exportCluster", "orders-1");
    const replacementBlocker = startOperation(emulator, "exportCluster", "billing-1", {
      operationTime: "9h",
    });
    const salesBlocker = startOperation(emulator, "exportCluster", "sales-1");
    const hubBlocker = startOperation(emulator, "exportCluster", "hub-1");
    emulator.fault({
      match: { kind: "start", path: "/instances" },
      when: { nth: 1 },
      fault: { kind: "status", status: 409, message: "Another operation is in progress" },
    });
    const changing = up(stackClusters(2, "New orders"));
    await until(
      changing,
      () =>
        isRequested("get", updateBlocker) &&
        isRequested("get", hubBlocker) &&
        isRequested("cancel", salesBlocker),
    );
    await emulator.advance(3_600_000);
    await until(changing, () => isRequested("cancel", replacementBlocker));
    await emulator.advance(3_600_000);
    const changed = await succeeding(changing);
    const ended = states(emulator, deletion, updateBlocker, replacementBlocker, salesBlocker, hubBlocker);
    const exported = await stack.exportedText();

    // The emulator applies the fault that was added last.
    const refuse = (path: string, status: number, message: string): void =>
      emulator.fault({ match: { kind: "start", path }, fault: { kind: "status", status, message } });
    refuse("/clusters", 409, "Cluster taken-1 already exists");
    refuse("/clusters/orders-1", 400, "Cluster is running incompatible operation operation-1.");
    for (const path of ["/clusters/billing-2", "/clusters/slow-1"]) {
      refuse(path, 409, "Another operation is in progress");
    }
    const slowBlocker = startOperation(emulator, "exportCluster", "slow-1", { operationTime: "100h" });
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
    const blockers = ["orders-1", "billing-2", "sales-1"].map((target) =>
      startOperation(emulator, "exportCluster", target),
    );
    const [ordersBlocker = "", billingBlocker = "", nextSalesBlocker = ""] = blockers;
    const hubDeletion = startOperation(emulator, "deleteCluster", "hub-1");
    const awaited = [nextSalesBlocker, hubDeletion];
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
        awaited.every((name) => isRequested("get", name)) &&
        emulator.requests.some(({ method, status }) => method === "DELETE" && status === "pending"),
    );
    interrupted.interrupt();
    await until(interrupted.running, () => stack.printed.includes("Interrupted"));
    await emulator.advance(1_000);
    const interruptedRun = await failing(interrupted.running);
    const running = states(emulator, ...blockers);

    const sequence = emulator.requests.at(-1)?.sequence;
    const { running: destroying } = await destroyWithProgram();
    await until(
      destroying,
      () =>
        [ordersBlocker, billingBlocker].every((name) => isRequested("cancel", name, sequence)) &&
        awaited.every((name) => isRequested("get", name, sequence)),
    );
    await emulator.advance(3_600_000);
    const destroyed = await succeeding(destroying);
    return {
      created,
      changed,
      ended,
      exported,
      refused,
      slowBlocker,
      plain,
      interruptedRun,
      running,
      destroyed,
      awaited: states(emulator, ...awaited),
    };
  });

  test("create: a deletion of the same name is waited for", (t) => {
    const { created, ended } = observed();
    assert.deepEqual(statuses(created, "POST", "clusters").sort(), [200, 200, 200, 200, 200, 409]);
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

  test("create below a resource: an export of that resource is waited for", (t) => {
    const { changed, ended } = observed();
    assert.deepEqual(statuses(changed, "POST", "hub-1/instances"), [409, 200]);
    assert.equal(ended[4], "SUCCEEDED");
    assertMessage(t, "create below a resource", diagnosticsOf(changed, "reader"));
  });

  test('onUpdate: "cancelAndWait": an export is cancelled, with the settings of the option client', () => {
    const { changed, ended } = observed();
    assert.deepEqual(statuses(changed, "PATCH", "sales-1"), [409, 200]);
    assert.equal(ended[3], "CANCELLED");
    const quotaProjects = changed.requests
      .filter(({ kind, target }) => kind === "cancel" && target?.endsWith("/sales-1"))
      .map(({ headers }) => headers["x-goog-user-project"]);
    assert.deepEqual(quotaProjects, ["payer"]);
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

  test("the option timeout limits the wait, and then the refusal stands", (t) => {
    const { refused, slowBlocker } = observed();
    assert.deepEqual(statuses(refused, "PATCH", "slow-1"), [409]);
    assert.ok(diagnosticsOf(refused, "slow").includes(slowBlocker));
    assertMessage(t, "timeout", diagnosticsOf(refused, "slow"));
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
    const lists = interruptedRun.requests.filter(({ kind }) => kind === "list");
    assert.equal(lists.length, 3, "one for each of the other clusters");
    assertMessage(t, "after Ctrl-C", diagnosticsOf(interruptedRun, "billing"));
  });

  test("destroy --run-program: the export is cancelled before the deletion", (t) => {
    const { destroyed } = observed();
    assert.deepEqual(statuses(destroyed, "DELETE", "orders-1"), [409, 200]);
    assertMessage(t, "destroy --run-program", diagnosticsOf(destroyed, "orders"));
  });

  test('onDelete: "wait": an export is waited for; a deletion always is', () => {
    const { destroyed, awaited } = observed();
    assert.deepEqual(awaited, ["SUCCEEDED", "SUCCEEDED"]);
    assert.deepEqual(statuses(destroyed, "DELETE", "sales-1"), [409, 200]);
    assert.deepEqual(statuses(destroyed, "DELETE", "hub-1"), [409, 200]);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  Behaviour,
  EmulatedOperation,
  Emulator,
  RecordedRequest,
  RequestKind,
} from "pulumi-gcp-lro/emulator";
import type { JsonObject } from "#src/core/json.js";
import { clusterExport, type Declared, output, secret } from "../support/engineProgram.js";
import { assertForPeople, diagnosticsOf, type EngineRun, failing, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

const parent = "projects/p/locations/europe-west1";

/** A cluster, and a group of the operations on it. */
function guarded(
  cluster: string,
  version: number,
  more: { fixed?: boolean; options?: JsonObject } = {},
): Declared[] {
  const { fixed = false, options = {} } = more;
  return [
    { name: cluster, type: "Cluster", args: { resource: cluster, version, fixed }, options },
    group(`${cluster}-operations`, { parent, targets: [output(cluster, "id")] }),
  ];
}

function group(name: string, args: JsonObject, options: JsonObject = {}): Declared {
  return { name, type: "OperationGroup", args: { service: "alloydb", ...args }, options };
}

/** Lets the service refuse to delete a cluster while an operation works on it. */
function refuseBusyDeletes(emulator: Emulator): void {
  emulator.behave({ match: { method: "deleteCluster" }, whileBusy: "refuse", operationTime: 0 });
}

/** Starts an export that nothing in the stack has started, and returns its name. */
function startExport(emulator: Emulator, cluster: string, behaviour = {}): string {
  const target = `${parent}/clusters/${cluster}`;
  return emulator.seedOperation({ service: "alloydb", method: "exportCluster", target, behaviour });
}

/** The status of the request that deletes a cluster. */
function deletionOf(run: EngineRun, cluster: string): unknown[] {
  return run.requests
    .filter(({ method, path }) => method === "DELETE" && path.endsWith(`/clusters/${cluster}`))
    .map(({ status }) => status);
}

describe("clusters whose delete is refused while an operation works on them, each behind a group", () => {
  const dataStore = "projects/p/locations/global/collections/default_collection/dataStores/d";
  const clusters = (version: number): Declared[] => [
    ...guarded("orders", version),
    ...guarded("billing", version, { fixed: true, options: { deleteBeforeReplace: true } }),
    group("documents", {
      service: "discoveryengine",
      parent: `${dataStore}/branches/0`,
      targets: [dataStore],
    }),
    group("entities", { service: "datastore", parent: "projects/p", targets: ["projects/p/databases/d"] }),
    group("abandoned", { parent, targets: [`${parent}/clusters/orders-11`], onDelete: "abandon" }),
    group("uncancellable", {
      parent,
      targets: [`${parent}/clusters/backups`],
      whenCancelUnsupported: "abandon",
      timeouts: { delete: "5m" },
    }),
  ];
  const observed = scenario({}, async ({ stack, emulator }) => {
    refuseBusyDeletes(emulator);
    const previewed = await succeeding(stack.preview(clusters(1)));
    const created = await succeeding(stack.up(clusters(1)));
    const state = (name: string): EmulatedOperation | undefined =>
      emulator.operations.find((operation) => operation.name === name);
    const old = ["orders-1", "billing"].map((cluster) => startExport(emulator, cluster));
    const abandoned = startExport(emulator, "orders-11");
    const uncancellable = startExport(emulator, "backups", { cancel: "unimplemented" });
    const url = `${emulator.url}/alloydb/v1beta/${parent}/clusters/billing`;
    const refusal = (await fetch(url, { method: "DELETE" })).status;
    const refreshed = await succeeding(stack.refresh());
    const previewedReplacement = await succeeding(stack.preview(clusters(2)));
    const replaced = await succeeding(stack.up(clusters(2)));
    const next = ["orders-2", "billing/instances/i"].map((cluster) => startExport(emulator, cluster));
    const ofProjects = ["123456789012", "other"].map((project) =>
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: `${parent.replace("/p/", `/${project}/`)}/clusters/billing`,
        name: `${parent}/operations/of-${project}`,
      }),
    );
    const importing = emulator.seedOperation({
      service: "discoveryengine",
      method: "importDocuments",
      target: `${dataStore}/branches/0/documents`,
    });
    const entities = { service: "datastore", method: "exportEntities", target: "projects/p" };
    const unidentified = emulator.seedOperation(entities);
    const serviceManaged = "projects/p/operations/datastore-firestore-migration";
    emulator.seedOperation({ ...entities, name: serviceManaged });
    const destroyed = await succeeding(stack.destroy());
    return {
      previewed,
      created,
      refusal,
      refreshed,
      previewedReplacement,
      replaced,
      destroyed,
      old: old.map(state),
      next: next.map(state),
      ofProjects: ofProjects.map(state),
      abandoned: state(abandoned),
      uncancellable: state(uncancellable),
      serviceManaged: state(serviceManaged),
      importing: state(importing),
      unidentified: state(unidentified),
    };
  });

  test("without the group the service refuses", () => {
    assert.equal(observed().refusal, 409);
  });

  test("preview, with targets that aren't known yet, up and refresh send nothing", () => {
    const { previewed, created, refreshed, previewedReplacement } = observed();
    for (const run of [previewed, created, refreshed, previewedReplacement]) {
      assert.deepEqual(
        run.requests.map(({ path }) => path),
        [],
        run.command,
      );
    }
    assert.match(refreshed.text, /9 unchanged/);
  });

  test("a preview of the replacement shows that the groups are replaced", () => {
    const { previewedReplacement } = observed();
    assert.match(previewedReplacement.text, /4 to replace/);
  });

  test("replacement, in both orders: the operations end before the cluster is deleted", () => {
    const { replaced, old } = observed();
    assert.deepEqual(
      old.map((operation) => operation?.state),
      ["CANCELLED", "CANCELLED"],
    );
    assert.deepEqual(deletionOf(replaced, "orders-1"), [200]);
    assert.deepEqual(deletionOf(replaced, "billing"), [200]);
  });

  test("destroy: the operations end before the cluster is deleted", () => {
    const { destroyed, next } = observed();
    assert.deepEqual(
      next.map((operation) => operation?.state),
      ["CANCELLED", "CANCELLED"],
    );
    assert.deepEqual(deletionOf(destroyed, "orders-2"), [200]);
    assert.deepEqual(deletionOf(destroyed, "billing"), [200]);
  });

  test("an operation is matched by its own name, which has the number of the project", () => {
    const { importing } = observed();
    assert.match(importing?.name ?? "", /^projects\/\d+\//);
    assert.equal(importing?.state, "CANCELLED");
  });

  test("a target with the number of the group's project is the same; one in another project isn't", () => {
    const { ofProjects } = observed();
    assert.deepEqual(
      ofProjects.map((operation) => operation?.state),
      ["CANCELLED", "RUNNING"],
    );
  });

  test("an operation that reports too little is named and left alone", (t) => {
    const { destroyed, unidentified } = observed();
    assert.equal(unidentified?.state, "RUNNING");
    assertMessage(t, "unidentified", diagnosticsOf(destroyed, "entities"));
  });

  test("an operation on another cluster, and one that the service runs by itself, are left alone", () => {
    const { abandoned, serviceManaged } = observed();
    assert.equal(abandoned?.state, "RUNNING");
    assert.equal(serviceManaged?.state, "RUNNING");
  });

  test("onDelete and whenCancelUnsupported: abandon", () => {
    const { destroyed, abandoned, uncancellable } = observed();
    assert.equal(uncancellable?.state, "RUNNING");
    assert.match(diagnosticsOf(destroyed, "abandoned"), /onDelete: "abandon"/);
    assert.ok(diagnosticsOf(destroyed, "uncancellable").includes(uncancellable?.name ?? "none"));
    assert.ok(!destroyed.requests.some(({ operation }) => operation === abandoned?.name));
  });

  test("each operation is named with its end, under the group", (t) => {
    const { destroyed, next } = observed();
    const shown = diagnosticsOf(destroyed, "orders-operations");
    assert.ok(shown.includes(next[0]?.name ?? "none"), shown);
    assertMessage(t, "destroy", shown);
  });
});

describe("a destroy that can't end every operation of a group", () => {
  const resources: Declared[] = [
    { name: "component", type: "ComponentResource", args: {}, options: { retainOnDelete: true } },
    { name: "orders", type: "Cluster", args: { resource: "orders", version: 1, fixed: true } },
    group(
      "operations",
      { parent, targets: [output("orders", "id")], filter: secret('metadata.apiVersion = "v1beta"') },
      { parent: "component" },
    ),
  ];
  const observed = scenario({ time: "driven", cancelTime: 0 }, async ({ stack, emulator, until, count }) => {
    refuseBusyDeletes(emulator);
    await succeeding(stack.up(resources));
    const exported = await stack.exportedText();
    startExport(emulator, "orders", { cancelTime: "1h" });
    const interrupt = new AbortController();
    const destroying = stack.destroy({ when: interrupt.signal, by: "SIGINT" });
    await until(destroying, () => count("get", "orders") >= 1);
    interrupt.abort();
    const interrupted = await failing(destroying);
    await emulator.advance(3_600_000);
    emulator.fault({ match: { kind: "list" }, when: { nth: 1 }, fault: { kind: "status", status: 403 } });
    const unlisted = await failing(stack.destroy());
    const forbidden = startExport(emulator, "orders", { cancel: "forbid" });
    const cancellable = startExport(emulator, "orders");
    const refused = await failing(stack.destroy());
    const kept = await stack.exported();
    const states = new Map(emulator.operations.map(({ name, state }) => [name, state]));
    await emulator.advance(3_600_000);
    const deletion = emulator.seedOperation({
      service: "alloydb",
      method: "deleteCluster",
      target: `${parent}/clusters/orders`,
    });
    const awaiting = stack.destroy();
    const isPolled = ({ kind, operation }: RecordedRequest): boolean =>
      kind === "get" && operation === deletion;
    await until(awaiting, () => emulator.requests.some(isPolled));
    const late = startExport(emulator, "orders", { operationTime: "100h" });
    await emulator.advance(3_600_000);
    const destroyed = await succeeding(awaiting);
    const ends = [deletion, late].map((name) => emulator.operations.find((one) => one.name === name)?.state);
    return {
      exported,
      interrupted,
      unlisted,
      refused,
      kept,
      destroyed,
      states,
      forbidden,
      cancellable,
      ends,
    };
  });

  test("Ctrl-C: the error says that the cancellation was requested, and the cluster isn't touched", (t) => {
    const { interrupted } = observed();
    const shown = diagnosticsOf(interrupted, "operations");
    assertMessage(t, "Ctrl-C", shown);
    assertForPeople(interrupted.text);
    assert.deepEqual(deletionOf(interrupted, "orders"), []);
  });

  test("a refused list: nothing is cancelled, and the cluster isn't touched", (t) => {
    const { unlisted } = observed();
    assertMessage(t, "a refused list", diagnosticsOf(unlisted, "operations"));
    assert.deepEqual(
      unlisted.requests.map(({ kind }) => kind),
      ["list"],
    );
  });

  test("partial failure: the rest is named, the others have ended, and group and cluster are kept", (t) => {
    const { refused, kept, states, forbidden, cancellable } = observed();
    const shown = diagnosticsOf(refused, "operations");
    assert.ok(shown.includes(forbidden), shown);
    assertMessage(t, "partial failure", shown);
    assertForPeople(refused.text);
    assert.equal(states.get(cancellable), "CANCELLED");
    assert.equal(states.get(forbidden), "RUNNING");
    assert.ok(kept.operations !== undefined && kept.orders !== undefined);
  });

  test("the next destroy continues; retainOnDelete of a parent component doesn't reach the group", () => {
    const { destroyed } = observed();
    assert.equal(destroyed.requests[0]?.kind, "list");
    assert.deepEqual(deletionOf(destroyed, "orders"), [200]);
  });

  test("a deletion of the cluster is waited for, and an operation that starts meanwhile is cancelled", () => {
    const { destroyed, ends } = observed();
    assert.deepEqual(ends, ["SUCCEEDED", "CANCELLED"]);
    assert.equal(destroyed.requests.filter(({ kind }) => kind === "cancel").length, 1);
    assert.equal(destroyed.requests.filter(({ kind }) => kind === "list").length, 3);
  });

  test("a secret argument is encrypted in the state", () => {
    assert.doesNotMatch(observed().exported, /metadata\.apiVersion/);
  });
});

describe("changes of a group's operations", () => {
  const elsewhere = "projects/p/locations/us-central1";
  const unreadable = "projects/p/locations/us-east1";
  const targets = (...names: string[]): string[] => names.map((name) => `${parent}/clusters/${name}`);
  const observed = scenario({ time: "driven", cancelTime: 0 }, async (scene) => {
    const { stack, emulator, until, operations } = scene;
    const others = Array.from({ length: 998 }, () => startExport(emulator, "others"));
    const resources = (trigger: string, isChanged: boolean, isMoved = false): Declared[] => [
      // Resources of one component don't wait for each other, nor do those of the stack.
      { name: "component", type: "ComponentResource", args: {} },
      { ...clusterExport("changed", {}, [trigger]), options: { parent: "component" } },
      { ...clusterExport("same"), options: { parent: "component" } },
      group(
        "named",
        {
          operationNames: [...others, output("changed", "operationName"), output("same", "operationName")],
          ...(isMoved && { onDelete: "abandon" }),
        },
        { parent: "component" },
      ),
      group("grown", { parent, targets: targets("others", ...(isChanged ? ["more"] : [])), verbs: ["none"] }),
      group("narrowed", { parent, targets: isMoved ? targets("one") : targets("one", "two") }),
      group("moved", { parent: isMoved ? "projects/p/locations/-" : parent, targets: targets("moved") }),
      group("converted", {
        service: isMoved ? "datafusion" : "alloydb",
        parent,
        targets: targets("converted"),
      }),
      group("limited", {
        parent: elsewhere,
        targets: [`${elsewhere}/clusters/limited`],
        timeouts: { delete: "5s" },
      }),
      group("incomplete", { parent: unreadable, timeouts: { delete: "5s" } }),
      group("awaited", { parent: elsewhere, targets: [`${elsewhere}/clusters/awaited`], onDelete: "wait" }),
      group("requested", {
        parent: elsewhere,
        targets: [`${elsewhere}/clusters/requested`],
        onDelete: "cancel",
      }),
    ];
    await succeeding(stack.up(resources("1", false)));
    const changed = await succeeding(stack.up(resources("2", true)));
    const state = await stack.exported();
    const old = ["one", "two", "moved", "converted"].map((cluster) => startExport(emulator, cluster));
    const moved = await succeeding(stack.up(resources("2", true, true)));
    const movedState = await stack.exported();
    const options = { retainOnDelete: true, deletedWith: "component" };
    const refused = await failing(
      stack.preview([
        { name: "component", type: "ComponentResource", args: {} },
        group("kept", { parent }, options),
      ]),
    );

    const start = (place: string, cluster: string, behaviour: Behaviour): string =>
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: `${place}/clusters/${cluster}`,
        behaviour,
      });
    const [hour, halfAnHour] = [3_600_000, 1_800_000];
    const limited = start(elsewhere, "limited", { cancelTime: 2 * hour, operationTime: 9 * hour });
    const awaited = start(elsewhere, "awaited", { operationTime: halfAnHour });
    const requested = start(elsewhere, "requested", { cancelTime: 2 * hour, operationTime: 9 * hour });
    const listed = start(unreadable, "listed", { operationTime: 9 * hour });
    const page = { operations: [{ name: listed, metadata: {} }], nextPageToken: "more" };
    const match = { kind: "list", path: unreadable } as const;
    emulator.fault({
      match,
      when: { nth: 1 },
      fault: { kind: "reply", status: 200, body: JSON.stringify(page) },
    });
    emulator.fault({ match, when: { nth: 2 }, fault: { kind: "delay", milliseconds: 9 * hour } });
    const isSent = (kind: RequestKind, name: string, count: number): boolean =>
      emulator.requests.filter((request) => request.kind === kind && request.operation === name).length >=
      count;
    const failingRun = stack.run(["destroy", "--yes", "--skip-preview", "--continue-on-error"]);
    await until(failingRun, () => isSent("get", awaited, 1));
    await emulator.advance(halfAnHour);
    const unended = await failing(failingRun);
    const kept = await stack.exported();
    const states = new Map(emulator.operations.map(({ name, state }) => [name, state]));

    const destroying = stack.destroy();
    await until(destroying, () => isSent("cancel", limited, 2));
    await emulator.advance(2 * hour);
    const destroyed = await succeeding(destroying);
    return {
      changed,
      state,
      replaced: operations("changed"),
      moved,
      movedState,
      old,
      refused,
      unended,
      kept,
      destroyed,
      limited,
      listed,
      ends: [awaited, requested, limited, listed].map((name) => states.get(name)),
      selected: old.map((name) => states.get(name)),
      others: others.map((name) => states.get(name)),
    };
  });

  test("one changed trigger among 1,000 operations cancels nothing else, and neither do more targets", () => {
    const { changed, replaced } = observed();
    const cancelled = changed.requests
      .filter(({ kind }) => kind === "cancel")
      .map(({ operation }) => operation);
    assert.deepEqual(cancelled, [replaced[0]?.name]);
    assert.ok(!changed.requests.some(({ kind }) => kind === "list"));
    assert.match(changed.text, /2 updated/);
    assert.match(changed.text, /1 replaced/);
  });

  test("the state then has the new name", () => {
    const { state, replaced } = observed();
    const names = state.named?.inputs.operationNames;
    assert.ok(Array.isArray(names) && names.length === 1_000);
    assert.ok(names.includes(replaced[1]?.name ?? "none"));
  });

  test("another parent or service, and a removed target: the operations of the old arguments end first", () => {
    const { moved, movedState, old, selected } = observed();
    assert.deepEqual(new Set(selected), new Set(["CANCELLED"]));
    const cancelled = moved.requests
      .filter(({ kind }) => kind === "cancel")
      .map(({ operation }) => operation);
    assert.deepEqual(new Set(cancelled), new Set(old));
    assert.match(moved.text, /3 replaced/);
    for (const name of ["narrowed", "moved", "converted"]) {
      const steps = moved.text.split("\n").filter((line) => line.includes(` ${name} `));
      assert.match(steps.join("\n"), /deleted original[\s\S]*creating replacement/, name);
    }
    assert.equal(movedState.converted?.inputs.service, "datafusion");
  });

  test("retainOnDelete and deletedWith are refused at preview", () => {
    const { refused } = observed();
    assert.match(refused.text, /OperationGroup kept: retainOnDelete and deletedWith/);
    assertForPeople(refused.text);
    assert.equal(refused.requests.length, 0);
  });

  test("the limit of a delete passes: what has not ended is named, and the group is kept", (t) => {
    const { unended, kept, limited } = observed();
    const shown = diagnosticsOf(unended, "limited");
    assert.ok(shown.includes(limited), shown);
    assertMessage(t, "limit", shown);
    assert.ok(kept.limited !== undefined);
  });

  test("a list that is cut short cancels nothing, and the group is kept", (t) => {
    const { unended, kept, listed, ends } = observed();
    assertMessage(t, "a list that is cut short", diagnosticsOf(unended, "incomplete"));
    assert.ok(!unended.requests.some(({ operation }) => operation === listed));
    assert.equal(ends[3], "RUNNING");
    assert.deepEqual(Object.keys(kept).sort(), ["incomplete", "limited"]);
  });

  test('onDelete: "wait" cancels nothing, and "cancel" does not wait', () => {
    const { unended, ends } = observed();
    assert.deepEqual(ends.slice(0, 3), ["SUCCEEDED", "CANCELLING", "CANCELLING"]);
    assert.match(diagnosticsOf(unended, "requested"), /cancel/);
  });

  test('onDelete: "abandon" sends nothing', () => {
    assert.deepEqual(new Set(observed().others), new Set(["RUNNING"]));
  });

  test("the next destroy lists and cancels again, and leaves nothing in the state", () => {
    const { destroyed, limited, listed } = observed();
    for (const name of [limited, listed]) {
      const kinds = destroyed.requests.filter(({ operation }) => operation === name).map(({ kind }) => kind);
      assert.equal(kinds[0], "cancel", name);
    }
    assert.deepEqual(new Set(destroyed.requests.map(({ kind }) => kind)), new Set(["list", "cancel", "get"]));
  });
});

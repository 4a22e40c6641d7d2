import assert from "node:assert/strict";
import { test } from "node:test";
import { cluster, parent } from "../../support/emulatorScene.js";
import { assertMessage } from "../../support/golden.js";
import { GroupScene } from "../../support/groupScene.js";

test("delete lists, cancels without a GET, waits for all, names each, and lists until no new one appears", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  const operations = [
    service.seed(),
    service.seed({ cancelTime: "30s" }),
    service.seed({ cancel: "ignore" }),
  ];
  const unrelated = service.seed({ operationTime: "1000h" }, `${cluster}2`);
  await scene.delete(await scene.create({ targets: [cluster] }));
  assert.deepEqual(scene.states, ["CANCELLED", "CANCELLED", "SUCCEEDED", "RUNNING"]);
  assert.equal(service.count("list"), 2);
  assert.equal(service.count("cancel"), 3);
  for (const name of operations) {
    const kinds = service.emulator.requests
      .filter(({ operation }) => operation === name)
      .map(({ kind }) => kind);
    assert.equal(kinds[0], "cancel", "what the list has just shown needs no GET");
  }
  assert.ok(!service.emulator.requests.some(({ operation }) => operation === unrelated));
  assertMessage(t, "the ends", scene.shown("info", "warning").join("\n"));
  assertMessage(t, "the row", scene.shown("ephemeral").join("\n"));
});

test("an operation that starts meanwhile is cancelled too", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed();
  let seeded = false;
  service.clock.onStep = () => {
    if (!seeded && service.count("cancel") > 0) {
      seeded = true;
      service.seed();
    }
  };
  await scene.delete(await scene.create());
  assert.deepEqual(scene.states, ["CANCELLED", "CANCELLED"]);
  assert.ok(service.count("list") >= 3);
});

test("the row counts the operations that have ended, of those selected so far", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  for (const cancelTime of ["15s", "30s", "45s"]) {
    service.seed({ cancelTime });
  }
  let isLate = false;
  service.clock.onStep = () => {
    if (!isLate && service.count("cancel") === 3) {
      isLate = true;
      service.seed({ cancelTime: "1m" });
    }
  };
  await scene.delete(await scene.create());
  const counts = scene.shown("ephemeral").map((row) => /^cancelling, (\d of \d) ended$/.exec(row)?.[1]);
  assert.deepEqual([...new Set(counts)], ["0 of 3", "1 of 3", "2 of 3", "3 of 3", "3 of 4", "4 of 4"]);
});

test("an empty list sends no other request", async (t) => {
  const scene = await GroupScene.open(t);
  await scene.delete(await scene.create());
  assert.equal(scene.service.wire, "list");
  assert.deepEqual(scene.lines, []);
});

test("the list is that of the operations in flight, in one page; what shows none is not believed", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed();
  await scene.delete(await scene.create());
  const lists = scene.service.emulator.requests.filter(({ kind }) => kind === "list");
  const inFlight = { filter: "done=false", pageSize: "1000" };
  assert.deepEqual(
    lists.map(({ query }) => query),
    [inFlight, inFlight, { pageSize: "1000" }],
  );
});

test("named operations: GET decides first, each form of a name once, and only these are cancelled", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  const running = service.seed();
  const ended = service.seed({ operationTime: "1s" });
  service.seed({ operationTime: "1000h" });
  const operationNames = [running, `//alloydb.googleapis.com/${running}`, ended, `${parent}/operations/none`];
  await scene.delete(await scene.create({ operationNames }));
  assert.deepEqual(scene.states, ["CANCELLED", "SUCCEEDED", "RUNNING"]);
  assert.equal(service.count("cancel"), 1);
  assert.equal(service.count("list"), 0);
  assertMessage(t, "named operations", scene.shown("info").sort().join("\n"));
});

test("partial failure: the error names the rest with the reasons, the others have ended, and the state is kept", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed();
  service.seed({ cancelTime: "3h", operationTime: "10h" });
  service.seed({ cancel: "forbid", operationTime: "10h" });
  const group = await scene.create();
  assertMessage(t, "partial failure", await scene.deleteInVain(group));
  assert.deepEqual(scene.states, ["CANCELLED", "CANCELLING", "RUNNING"]);
  await service.emulator.advance(10 * 3_600_000);
  await scene.delete(group);
});

test("many that have not ended are counted, and the error keeps the next step", async (t) => {
  const scene = await GroupScene.open(t);
  for (let operation = 0; operation < 40; operation += 1) {
    scene.service.seed({ cancelTime: "3h", operationTime: "10h" });
  }
  assertMessage(t, "many", await scene.deleteInVain(await scene.create({ timeouts: { delete: "5m" } })));
});

test("many that are refused for the same reason are named together, with one example", async (t) => {
  const scene = await GroupScene.open(t);
  for (let operation = 0; operation < 30; operation += 1) {
    scene.service.seed({ cancel: "forbid", operationTime: "10h" });
  }
  const failure = await scene.deleteInVain(await scene.create());
  assert.equal(failure.match(/PERMISSION_DENIED \(/g)?.length, 1, failure);
  assert.match(failure, / and 20 more\./);
});

test("a group that selects nothing says so if operations are in flight", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed({ operationTime: "10h" });
  await scene.delete(await scene.create({ targets: [cluster], verbs: ["exports"] }));
  assert.deepEqual(scene.states, ["RUNNING"]);
  assertMessage(t, "nothing selected", scene.shown("info").join("\n"));
});

test("above twenty, ends are counted, not named", async (t) => {
  const scene = await GroupScene.open(t);
  for (let operation = 0; operation < 25; operation += 1) {
    scene.service.seed(operation === 3 ? { cancel: "ignore" } : {});
  }
  await scene.delete(await scene.create());
  const lines = scene.shown("info");
  assert.equal(lines.length, 21);
  assertMessage(t, "the summary", lines.at(-1) ?? "");
});

test("a list that is refused, or not read to its end in time, fails the delete and cancels nothing", async (t) => {
  const scene = await GroupScene.open(t);
  const { emulator } = scene.service;
  scene.service.seed({ operationTime: "10h" });
  const group = await scene.create({ timeouts: { delete: "2m" } });
  emulator.fault({ match: { kind: "list" }, when: { nth: 1 }, fault: { kind: "status", status: 403 } });
  assertMessage(t, "a refused list", await scene.deleteInVain(group));
  emulator.fault({ match: { kind: "list" }, fault: { kind: "status", status: 503 } });
  assertMessage(t, "a list that was cut short", await scene.deleteInVain(group));
  assertMessage(t, "the row while a list fails", scene.shown("ephemeral").join("\n"));
  assert.equal(scene.service.count("cancel"), 0);
});

test("a list that lacks a location fails the delete and cancels nothing", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed({ operationTime: "10h" });
  const body = JSON.stringify({ operations: [], unreachable: ["projects/p/locations/us-central1"] });
  scene.service.emulator.fault({ match: { kind: "list" }, fault: { kind: "reply", status: 200, body } });
  const group = await scene.create({ parent: "projects/p/locations/-" });
  assertMessage(t, "a list without a location", await scene.deleteInVain(group));
  assert.equal(scene.service.count("cancel"), 0);
});

test("a page that hides its operations fails the delete and cancels nothing", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed({ operationTime: "10h" });
  const body = JSON.stringify({ operations: [5, null, { name: 5 }] });
  scene.service.emulator.fault({ match: { kind: "list" }, fault: { kind: "reply", status: 200, body } });
  const group = await scene.create({ timeouts: { delete: "2m" } });
  assertMessage(t, "a list with a page that can't be read", await scene.deleteInVain(group));
  assert.equal(scene.service.count("cancel"), 0);
});

test("a second list that fails doesn't claim that all has ended", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed();
  scene.service.emulator.fault({
    match: { kind: "list" },
    when: { nth: 2 },
    fault: { kind: "status", status: 403 },
  });
  assertMessage(t, "a refused second list", await scene.deleteInVain(await scene.create()));
});

test("an operation that deletes the resource is waited for, and one without a target is named and left alone", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.emulator.seedOperation({ service: "alloydb", method: "deleteCluster", target: cluster });
  await scene.delete(await scene.create({ targets: [`${cluster}/instances/i`] }));
  assert.deepEqual(scene.states, ["SUCCEEDED"]);
  assert.equal(scene.service.count("cancel"), 0);
  assertMessage(t, "a deletion", scene.shown("info", "warning").join("\n"));
});

test("edge case 55: what the service runs by itself is left out; what reports no target is named", async (t) => {
  const scene = await GroupScene.open(t, { client: { service: "datastore" } });
  const { emulator } = scene.service;
  const seed = {
    service: "datastore",
    method: "exportEntities",
    target: "projects/p",
    behaviour: { operationTime: "10h" },
  };
  emulator.seedOperation({ ...seed, name: "projects/p/operations/datastore-firestore-migration" });
  emulator.seedOperation(seed);
  const inputs = { service: "datastore", parent: "projects/p" };
  await scene.delete(await scene.create({ ...inputs, targets: ["projects/p/databases/d"] }));
  assert.deepEqual(scene.states, ["RUNNING", "RUNNING"]);
  assertMessage(t, "left alone", scene.shown("info", "warning").join("\n"));
  await scene.delete(await scene.create(inputs));
  assert.deepEqual(scene.states, ["RUNNING", "CANCELLED"]);
});

test("an operation that GET doesn't find, and the list still shows in flight, fails the delete", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  const name = service.seed({ operationTime: "100h" });
  const notFound = { kind: "status", status: 404 } as const;
  service.emulator.fault({ match: { kind: "get" }, fault: notFound });
  service.emulator.fault({ match: { kind: "cancel" }, fault: notFound });
  const failure = await scene.deleteInVain(await scene.create({ targets: [cluster] }));
  assert.ok(failure.includes(name), failure);
  assert.equal(service.count("list"), 3);
  assertMessage(t, "listed, but not found", failure);
});

test("a list that is older than the answer of GET is read again", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ operationTime: "1h" });
  const notFound = { kind: "status", status: 404 } as const;
  service.emulator.fault({ match: { kind: "get" }, fault: notFound });
  service.emulator.fault({ match: { kind: "cancel" }, fault: notFound });
  const ended = { kind: "reply", status: 200, body: "{}" } as const;
  service.emulator.fault({ match: { kind: "list" }, when: { from: 3 }, fault: ended });
  await scene.delete(await scene.create({ targets: [cluster] }));
  assert.equal(service.count("list"), 4);
});

test('onDelete: "cancel" lists again until no new operation appears, and cancels each once', async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ cancelTime: "1h" });
  let seeded = false;
  service.clock.onStep = () => {
    if (!seeded && service.count("cancel") > 0) {
      seeded = true;
      service.seed({ cancelTime: "1h", operationTime: "100h" });
    }
  };
  await scene.delete(await scene.create({ onDelete: "cancel" }));
  assert.deepEqual(scene.states, ["CANCELLING", "CANCELLING"]);
  assert.equal(service.count("cancel"), 2);
  assert.equal(service.count("list"), 3);
});

test("without targets, a deletion that somebody else has started is waited for", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.emulator.seedOperation({
    service: "alloydb",
    method: "deleteCluster",
    target: `${parent}/clusters/theirs`,
    behaviour: { operationTime: "10m" },
  });
  scene.service.seed();
  await scene.delete(await scene.create());
  assert.deepEqual(scene.states, ["SUCCEEDED", "CANCELLED"]);
  assert.equal(scene.service.count("cancel"), 1);
});

test("an operation that is left running doesn't count as ended", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ cancel: "unimplemented", operationTime: "100h" });
  service.emulator.fault({
    match: { kind: "list" },
    when: { nth: 2 },
    fault: { kind: "status", status: 403 },
  });
  const failure = await scene.deleteInVain(await scene.create({ whenCancelUnsupported: "abandon" }));
  assertMessage(t, "left running, and a refused second list", failure);
});

test("an operation whose state the service refuses to show is not known to have ended", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  const name = service.seed({ operationTime: "1s" });
  service.emulator.fault({ match: { kind: "get" }, fault: { kind: "status", status: 403 } });
  const failure = await scene.deleteInVain(await scene.create({ operationNames: [name] }));
  assertMessage(t, "a refused GET", failure);
});

test("onDelete decides: wait, cancel, abandon", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ operationTime: "20m" });
  await scene.delete(await scene.create({ onDelete: "abandon" }));
  assert.equal(service.wire, "");
  await scene.delete(await scene.create({ onDelete: "wait" }));
  assert.deepEqual(scene.states, ["SUCCEEDED"]);
  assert.equal(service.count("cancel"), 0);
  service.seed({ cancelTime: "10m" });
  await scene.delete(await scene.create({ onDelete: "cancel" }));
  assert.deepEqual(scene.states, ["SUCCEEDED", "CANCELLING"]);
  assertMessage(t, "policies", scene.shown("info", "warning").join("\n"));
});

test("whenCancelUnsupported decides about what can't be cancelled, and the others are cancelled all the same", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ cancel: "unimplemented", operationTime: "20m" });
  service.seed();
  const failure = await scene.deleteInVain(await scene.create({ whenCancelUnsupported: "fail" }));
  assertMessage(t, "fail", failure);
  assert.deepEqual(scene.states, ["RUNNING", "CANCELLED"]);
  scene.lines.length = 0;
  await scene.delete(await scene.create({ whenCancelUnsupported: "abandon" }));
  assertMessage(t, "abandon", scene.shown("warning").join("\n"));
  assert.deepEqual(scene.states, ["RUNNING", "CANCELLED"]);
  await scene.delete(await scene.create());
  assert.deepEqual(scene.states, ["SUCCEEDED", "CANCELLED"]);
});

test("Ctrl-C ends the waits at once, sends no further cancel, and the error says what was requested", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ cancelTime: "3h", operationTime: "10h" });
  service.clock.onStep = () => {
    if (service.count("get") >= 2) {
      scene.interrupt();
    }
  };
  assertMessage(t, "interrupted", await scene.deleteInVain(await scene.create()));
  assert.equal(service.count("cancel"), 1);
});

test("Ctrl-C before the list cancels nothing", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed();
  const group = await scene.create();
  scene.interrupt();
  assertMessage(t, "interrupted early", await scene.deleteInVain(group));
  assert.equal(scene.service.count("cancel"), 0);
});

test("the second Ctrl-C: the last output says how the operations stand", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ cancelTime: "3h", operationTime: "10h" });
  service.seed();
  let statuses: ReturnType<GroupScene["terminate"]> = [];
  service.clock.onStep = () => {
    if (scene.shown("info").length > 0 && statuses.length === 0) {
      statuses = scene.terminate();
    }
  };
  await scene.deleteInVain(await scene.create());
  assert.deepEqual(statuses, [
    { kind: "group", state: `1 of 2 operations below ${parent} ended, cancel requests accepted: 2` },
  ]);
});

test("transient failures are shown in the row and retried", async (t) => {
  const scene = await GroupScene.open(t);
  scene.service.seed({ cancelTime: "2m" });
  scene.service.emulator.fault({
    match: { kind: "get" },
    fault: { kind: "status", status: 503 },
    when: { from: 1, to: 40 },
  });
  await scene.delete(await scene.create());
  assert.deepEqual(scene.states, ["CANCELLED"]);
  assertMessage(t, "a row with failures", scene.shown("ephemeral").join("\n"));
});

test("a secret argument: nothing that the service repeats is shown, and the state is encrypted", async (t) => {
  const scene = await GroupScene.open(t);
  const { service } = scene;
  service.seed({ endsWhenCancelled: { fail: { code: 13, message: "TOP-SECRET" } } });
  service.seed({ cancel: "forbid", operationTime: "10h" });
  const secretParent = { parent, filter: 'metadata.target:"clusters/c"', __secret: true, __secretName: true };
  const group = await scene.create(secretParent);
  assert.ok(!JSON.stringify({ ...group.state, __lro: null }).includes(parent));
  assert.equal(group.id, "//alloydb.googleapis.com/operations");
  const failure = await scene.deleteInVain(group);
  const shown = [failure, ...scene.lines.map(({ message }) => message)].join("\n");
  assert.ok(!shown.includes("TOP-SECRET") && !shown.includes("projects/p"), shown);
  assertMessage(t, "secrets", shown);
});

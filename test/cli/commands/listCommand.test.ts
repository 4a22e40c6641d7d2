import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultRule, ServiceDescription } from "pulumi-gcp-lro/emulator";
import { describeService } from "#src/cli/commands/describeService.js";
import { findService } from "#src/google/catalog/catalog.js";
import catalog from "#src/google/catalog/catalog.json";
import { listParents } from "#src/google/catalog/listParents.js";
import { parent } from "../../support/emulatorScene.js";
import { assertMessage } from "../../support/golden.js";
import { CommandScene, lines } from "../commandScene.js";

const project = "projects/p";
const builtIn = ["alloydb", "cloudaicompanion", "datafusion", "datastore", "discoveryengine"];

/** Services that list all operations of a project at once by the wildcard. */
const simple = Object.keys(catalog).filter((key) => {
  const service = findService(key);
  const parents = service && listParents(service);
  return (
    parents?.places.length === 1 &&
    parents.direct.length + parents.resources.length === 0 &&
    !builtIn.includes(key) &&
    service?.operationFormat === undefined &&
    [...(service?.versions.values() ?? [])].every(({ names }) =>
      names.every(({ pattern }) => pattern.endsWith("/operations/*")),
    )
  );
});

function described(key: string, more: Partial<ServiceDescription> = {}): ServiceDescription {
  const service = findService(key);
  assert.ok(service);
  return { ...describeService(service), ...more };
}

/** The services of the lines that name one at their beginning. */
function servicesIn(text: string): string[] {
  return [...new Set(lines(text).map((line) => line.split(/[: ]/)[0] ?? ""))].sort();
}

test("a project with 60 enabled services: each operation once, and each missing part by name, with exit code 1", async (t) => {
  const keys = simple.slice(0, 56);
  const [
    failing = "",
    slow = "",
    disabled = "",
    forbidden = "",
    refusing = "",
    literal = "",
    away = "",
    off = "",
  ] = keys;
  const special: Record<string, Partial<ServiceDescription>> = {
    [refusing]: { locations: { wildcard: "refused" } },
    [literal]: { locations: { wildcard: "literal" } },
    [away]: { locations: { unreachable: ["europe-west1"] } },
    [off]: { enabled: false },
  };
  const inFlight = { most: 0 };
  const command = await CommandScene.open(t, {
    onRequest: () => {
      const pending = emulator.requests.filter(({ status }) => status === "pending").length;
      inFlight.most = Math.max(inFlight.most, pending + 1);
    },
    operationTime: "10h",
    services: keys.map((key) => described(key, special[key])),
    stall: 60_000,
  });
  const { emulator } = command;
  for (const key of keys) {
    for (const location of ["us-central1", "europe-west1"]) {
      emulator.seedOperation({
        service: key,
        method: "create",
        target: `${project}/locations/${location}/things/t`,
        age: "2h",
      });
    }
  }
  const migration = `${project}/operations/datastore-firestore-migration`;
  emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: project,
    name: migration,
  });
  const faults: Record<string, FaultRule["fault"]> = {
    [failing]: { kind: "status", status: 503 },
    [slow]: { kind: "delay", milliseconds: 60_000 },
    [disabled]: { kind: "status", status: 403, reason: "SERVICE_DISABLED" },
    [forbidden]: { kind: "status", status: 403, reason: "IAM_PERMISSION_DENIED" },
  };
  for (const [service, fault] of Object.entries(faults)) {
    emulator.fault({ match: { service }, fault });
  }

  const { code, stdout, stderr } = await command.run(["list", "--project", "p", "--format", "names"]);

  assert.equal(code, 1);
  const missing = [failing, slow, disabled, forbidden, off];
  const hosts = (key: string) => findService(key)?.host ?? "";
  const listed = lines(stdout);
  assert.equal(new Set(listed).size, listed.length);
  for (const key of keys) {
    const count = listed.filter((line) => line.startsWith(`//${hosts(key)}/`)).length;
    const expected = missing.includes(key) ? 0 : key === away ? 1 : 2;
    assert.deepEqual([key, count], [key, expected]);
  }
  assert.ok(listed.includes(`//datastore.googleapis.com/${migration}`));
  assert.equal(emulator.requests.filter(({ service }) => service === off).length, 0);
  assert.equal(emulator.requests[0]?.kind, "services");
  assert.ok(inFlight.most > 1 && inFlight.most <= 32, String(inFlight.most));
  const problems = lines(stderr).filter((line) => !/^(?:Not asked|No running)/.test(line));
  assert.deepEqual(
    servicesIn(problems.join("\n")),
    [failing, slow, disabled, forbidden, away, "discoveryengine"].sort(),
  );
  for (const [situation, key] of Object.entries({
    "failing service": failing,
    "slow service": slow,
    "wrong quota project": disabled,
    "forbidden list": forbidden,
    "unreachable location": away,
    "operations below other resources": "discoveryengine",
  })) {
    const message = problems.find((line) => line.startsWith(`${key}:`)) ?? "";
    assertMessage(
      t,
      situation,
      message.replaceAll(hosts(key), "SERVICE.googleapis.com").replaceAll(key, "SERVICE"),
    );
  }
});

test("a sweep of a project never cancels what a service runs by itself", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "10h" });
  const { emulator, scene } = command;
  scene.seed();
  const name = `${project}/operations/datastore-firestore-migration`;
  emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: project,
    name,
    age: "9h",
  });
  const { stdout, stderr } = await command.run(["cancel", "--project", "p", "--yes"]);
  assert.equal(stdout.match(/^cancelled/gm)?.length, 1);
  assert.ok(!stdout.includes(name), stdout);
  assertMessage(t, "managed operation", lines(stderr).find((line) => line.startsWith("Left out")) ?? "");
  assert.equal(
    emulator.operations.find((operation) => operation.name === name)?.cancelRequestedAt,
    undefined,
  );
});

test("without the permission to list services, the command names it and asks for --service", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  command.emulator.fault({ match: { kind: "services" }, fault: { kind: "status", status: 403 } });
  const { code, stdout, stderr } = await command.run(["list", "--project", "p"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /serviceusage\.services\.list.*--service/s);
  assertMessage(t, "no permission to list services", stderr);
  const narrowed = await command.run(["list", "--project", "p", "--service", "alloydb", "--format", "names"]);
  assert.deepEqual([narrowed.code, narrowed.stdout], [0, `//alloydb.googleapis.com/${name}\n`]);
});

test("Service Usage itself disabled in the quota project", async (t) => {
  const command = await CommandScene.open(t);
  command.emulator.fault({
    match: { kind: "services" },
    fault: { kind: "status", status: 403, reason: "SERVICE_DISABLED" },
  });
  const { code, stderr } = await command.run(["list", "--project", "p"]);
  assert.equal(code, 1);
  assertMessage(t, "Service Usage disabled", stderr);
});

test("--location lists one location only, by its name", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  command.scene.seed({}, `${project}/locations/europe-west1/clusters/c`);
  const words = [
    "list",
    "--project",
    "p",
    "--service",
    "alloydb",
    "--location",
    "us-central1",
    "--format",
    "names",
  ];
  const { code, stdout } = await command.run(words);
  assert.deepEqual([code, stdout], [0, `//alloydb.googleapis.com/${name}\n`]);
  assert.ok(command.emulator.requests.every(({ path }) => path.includes("/us-central1/")));
});

test("an empty wildcard and unknown locations: operations may be missing, and the exit code is 1", async (t) => {
  const command = await CommandScene.open(t);
  const words = ["list", "--project", "p", "--service", "alloydb"];
  command.emulator.fault({ match: { kind: "locations" }, fault: { kind: "status", status: 403 } });
  const { code, stdout, stderr } = await command.run(words);
  assert.deepEqual([code, stdout], [1, ""]);
  assertMessage(t, "unknown locations", stderr);
  command.scene.seed();
  assert.equal((await command.run(words)).code, 0, "the wildcard lists operations");
});

test("locations that fail for different reasons are reported by reason", async (t) => {
  const [key = ""] = simple;
  const services = [described(key, { locations: { wildcard: "refused" } })];
  const command = await CommandScene.open(t, { services });
  const { emulator } = command;
  for (const location of ["us-central1", "us-east1", "europe-west1", "asia-east1"]) {
    const target = `${project}/locations/${location}/things/t`;
    emulator.seedOperation({ service: key, method: "create", target });
  }
  for (const [location, status] of Object.entries({
    "us-central1": 403,
    "us-east1": 403,
    "asia-east1": 400,
  })) {
    emulator.fault({ match: { kind: "list", path: location }, fault: { kind: "status", status } });
  }
  const { code, stdout, stderr } = await command.run(["list", "--project", "p", "--service", key]);
  assert.deepEqual([code, lines(stdout).length], [1, 2]);
  const reported = lines(stderr).map((line) => [line.match(/In ([^:]*):/)?.[1], line.match(/HTTP \d+/)?.[0]]);
  assert.deepEqual(reported.sort(), [
    ["asia-east1", "HTTP 400"],
    ["us-central1, us-east1", "HTTP 403"],
  ]);
});

test("if nothing listens, the message doesn't ask for the names of services", async (t) => {
  const command = await CommandScene.open(t);
  process.env.GCP_LRO_EMULATOR_HOST = "127.0.0.1:1";
  const { code, stderr } = await command.run(["list", "--project", "p"]);
  assert.equal(code, 1);
  assertMessage(t, "nothing listens", stderr);
});

test("--json can't be combined with another format", async (t) => {
  const command = await CommandScene.open(t);
  const words = ["list", "--service", "alloydb", "--parent", parent, "--json", "--format"];
  const { code, stderr } = await command.run([...words, "table"]);
  assert.equal(code, 2);
  assertMessage(t, "two formats", stderr);
  assert.equal((await command.run([...words, "json"])).code, 0);
});

test("an empty wildcard of a service that can't list its locations: nothing is missing", async (t) => {
  const command = await CommandScene.open(t);
  command.emulator.fault({ match: { kind: "locations" }, fault: { kind: "status", status: 501 } });
  const { code, stderr } = await command.run(["list", "--project", "p", "--service", "alloydb"]);
  assert.equal(code, 0, stderr);
});

test("all pages of Service Usage are read", async (t) => {
  const services = Array.from({ length: 210 }, (_, index) => ({
    service: `made-up-${index}.googleapis.com`,
    versions: ["v1"],
  }));
  const command = await CommandScene.open(t, { services: [...services, described("workstations")] });
  const target = `${project}/locations/us-central1/workstationClusters/w`;
  command.emulator.seedOperation({ service: "workstations", method: "create", target });
  const { stdout } = await command.run(["list", "--project", "p", "--format", "names"]);
  assert.equal(lines(stdout).length, 1);
  assert.equal(command.scene.count("services"), 2);
});

test("the table has a row for each operation: its state, age, progress, and whether it can be cancelled", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  command.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: `${parent}/clusters/d`,
    age: "20m",
  });
  const { code, stdout } = await command.run([
    "list",
    "--service",
    "alloydb",
    "--parent",
    parent,
    "--state",
    "all",
  ]);
  assert.equal(code, 0);
  assertMessage(t, "table", stdout);
});

test("a service that lists no ended operations: a note with --state done", async (t) => {
  const command = await CommandScene.open(t);
  const words = ["list", "--service", "datastore", "--parent", project];
  const { code, stderr } = await command.run([...words, "--state", "done"]);
  assert.equal(code, 0);
  assertMessage(t, "no ended operations", stderr);
  assert.doesNotMatch((await command.run(words)).stderr, /datastore/);
  assert.match((await command.run(["list", "--project", "p", "--state", "all"])).stderr, /^datastore: the/m);
});

test("no operations: a note on stderr, and exit code 0", async (t) => {
  const command = await CommandScene.open(t);
  const { code, stdout, stderr } = await command.run(["list", "--service", "alloydb", "--parent", parent]);
  assert.deepEqual([code, stdout], [0, ""]);
  assertMessage(t, "no operations", stderr);
});

test("an operation that reports no target is named when --target is given, and makes the exit code 1", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.emulator.seedOperation({
    service: "datastore",
    method: "exportEntities",
    target: project,
  });
  const words = ["list", "--service", "datastore", "--parent", project, "--target", `${project}/databases/d`];
  const { code, stderr } = await command.run(words);
  assert.equal(code, 1);
  assert.ok(stderr.includes(name), stderr);
});

test("an interrupt ends a list with its reason", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  command.interrupt.abort();
  await assert.rejects(command.run(["list", "--project", "p"]), { name: "AbortError" });
});

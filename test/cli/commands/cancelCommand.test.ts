import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { runCommandLine } from "#src/cli/commandLine.js";
import { OutputError } from "#src/cli/commands/command.js";
import { describeService } from "#src/cli/commands/describeService.js";
import { findService } from "#src/google/catalog/catalog.js";
import { cluster, parent } from "../../support/emulatorScene.js";
import { assertMessage } from "../../support/golden.js";
import { CommandScene, lines } from "../commandScene.js";

const host = "//alloydb.googleapis.com";
const below = ["--service", "alloydb", "--parent", parent];

test("by full name: GET, cancel, GETs until the end; exit code 0", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  const { code, stdout } = await command.run(["cancel", `${host}/${name}`]);
  assert.deepEqual([code, stdout], [0, `cancelled   ${host}/${name}\n`]);
  assert.equal(command.scene.wire, "get cancel get");
});

test("by plain name with --service, and by names on standard input, each once", async (t) => {
  const command = await CommandScene.open(t);
  const names = [command.scene.seed(), command.scene.seed(), command.scene.seed()];
  const input = `${host}/${names[1]}\n\n${names[2]}\r\n${names[0]}\n`;
  const { code, stdout } = await command.run(["cancel", "--service", "alloydb", names[0] ?? "", "-"], input);
  assert.equal(code, 0);
  assert.deepEqual(lines(stdout).sort(), names.map((name) => `cancelled   ${host}/${name}`).sort());
  assert.equal(command.scene.count("cancel"), 3);
});

test("no names on standard input: a note, exit code 0", async (t) => {
  const command = await CommandScene.open(t);
  const { code, stdout, stderr } = await command.run(["cancel", "-"]);
  assert.deepEqual([code, stdout], [0, ""]);
  assertMessage(t, "no names", stderr);
  assert.equal((await command.run(["cancel", "-", "--quiet"])).stderr, "");
});

test("below a parent, cancel needs --yes without a terminal, and sends nothing without it", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  const { code, stderr } = await command.run(["cancel", ...below]);
  assert.equal(code, 2);
  assert.match(stderr, /--yes.*--dry-run/);
  assertMessage(t, "without confirmation", stderr);
  assert.equal(command.emulator.requests.length, 0);
});

test("the end of the input answers the question with no", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  const streams = {
    stdin: Object.assign(new PassThrough(), { isTTY: true }),
    stdout: new PassThrough(),
    stderr: Object.assign(new PassThrough(), { isTTY: true }),
  };
  streams.stdin.end();
  const { dependencies } = command.scene;
  const code = await runCommandLine(["cancel", ...below], streams, command.interrupt.signal, dependencies);
  assert.equal(code, 1);
  assert.match(streams.stderr.read()?.toString(), /\[y\/N\] .*\nNothing was cancelled\.\n$/);
  assert.equal(command.scene.count("cancel"), 0);
});

test("a version that can't cancel: the message names one that can", async (t) => {
  const composer = findService("composer");
  assert.ok(composer);
  const command = await CommandScene.open(t, { services: [describeService(composer)] });
  const name = command.emulator.seedOperation({
    service: "composer",
    method: "create",
    target: `${parent}/environments/e`,
  });
  const { code, stdout } = await command.run(["cancel", `//composer.googleapis.com/${name}`]);
  assert.equal(code, 5);
  assertMessage(t, "cancel unsupported by this version", stdout);
});

test("--dry-run shows the selection and cancels nothing", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  const { code, stdout, stderr } = await command.run(["cancel", ...below, "--dry-run"]);
  assert.equal(code, 0);
  assert.equal(lines(stdout).length, 2);
  assertMessage(t, "dry run", stderr);
  assert.equal(command.scene.wire, "list");
});

test("--older-than, --target and --verb narrow the selection; an operation without a start time is never old", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "100h" });
  const { emulator } = command;
  const seed = (method: string, target: string, age: string) =>
    emulator.seedOperation({ service: "alloydb", method, target, age });
  const old = seed("exportCluster", cluster, "7h");
  seed("exportCluster", cluster, "5h");
  seed("exportCluster", `${parent}/clusters/other`, "7h");
  seed("deleteCluster", `${parent}/clusters/third`, "7h");
  const filters = ["--older-than", "6h", "--target", cluster, "--verb", "Export"];
  const { code, stdout } = await command.run(["cancel", ...below, ...filters, "--yes"]);
  assert.deepEqual([code, stdout], [0, `cancelled   ${host}/${old}\n`]);
});

test("an operation that deletes a selected resource is waited for", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.emulator.seedOperation({
    service: "alloydb",
    method: "deleteCluster",
    target: cluster,
  });
  const { code, stdout } = await command.run(["cancel", ...below, "--target", cluster, "--yes"]);
  assert.deepEqual([code, stdout], [0, `completed   ${host}/${name}\n`]);
  assert.equal(command.scene.count("cancel"), 0);
});

const endings = [
  { what: "completed despite the cancel", behaviour: { cancel: "ignore" }, code: 3, flags: [] },
  {
    what: "failed",
    behaviour: { ends: { fail: { code: 13, message: "boom" } }, cancel: "ignore" },
    code: 4,
    flags: [],
  },
  {
    what: "still running at the time limit",
    behaviour: { cancel: "ignore", operationTime: "9h" },
    code: 6,
    flags: ["--timeout", "1m"],
  },
  { what: "not waited for", behaviour: {}, code: 0, flags: ["--no-wait"] },
] as const;

for (const { what, behaviour, code, flags } of endings) {
  test(`${what}: exit code ${code}`, async (t) => {
    const command = await CommandScene.open(t);
    const name = command.scene.seed(behaviour as never);
    const result = await command.run(["cancel", `${host}/${name}`, ...flags]);
    assert.equal(result.code, code);
    assertMessage(t, `cancel: ${what}`, result.stdout);
  });
}

for (const fault of [{ kind: "status", status: 503 }, { kind: "reset" }] as const) {
  test(`a cancel that the service never confirms (${fault.kind}) is not shown as accepted`, async (t) => {
    const command = await CommandScene.open(t, { operationTime: "9h" });
    command.emulator.fault({ match: { kind: "cancel" }, fault });
    const words = ["cancel", `${host}/${command.scene.seed()}`, "--timeout", "1m"];
    const { code, stdout, stderr } = await command.run(words);
    assert.equal(code, 6);
    assertMessage(t, `cancel: not confirmed: ${fault.kind}`, stdout);
    assert.doesNotMatch(stderr, /cancelling/);
    const { json } = await command.run([...words, "--json"]);
    const states = json().filter(({ event }) => event !== "retrying");
    assert.deepEqual([...new Set(states.map(({ state }) => state))], ["RUNNING"]);
  });
}

test("an interrupt while the response to a cancel is awaited doesn't count as accepted", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "9h", stall: 60_000 });
  command.emulator.fault({ match: { kind: "cancel" }, fault: { kind: "delay", milliseconds: 60_000 } });
  void command.scene.clock.sleep(20_000).then(() => command.interrupt.abort());
  const { code, stdout } = await command.run(["cancel", `${host}/${command.scene.seed()}`]);
  assert.equal(code, 130);
  assertMessage(t, "cancel: interrupted before the response", stdout);
});

test("only operations that have ended count as ended", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "30m" });
  const { emulator, scene } = command;
  const names = [{}, {}, {}, {}, { cancel: "ignore" } as const].map((behaviour) => scene.seed(behaviour));
  const [unsupported = "", forbidden = "", removed = ""] = names;
  emulator.fault({ match: { kind: "cancel", path: unsupported }, fault: { kind: "status", status: 501 } });
  emulator.fault({ match: { kind: "cancel", path: forbidden }, fault: { kind: "status", status: 403 } });
  emulator.fault({
    match: { kind: "get", path: removed },
    when: { from: 2 },
    fault: { kind: "status", status: 404 },
  });
  void scene.clock.sleep(30_000).then(() => command.interrupt.abort(new OutputError("stdout was closed")));
  const { code, stderr } = await command.run(["cancel", ...names.map((name) => `${host}/${name}`)]);
  assert.equal(code, 1);
  assertMessage(t, "cancel: stdout was closed", lines(stderr).at(-1) ?? "");
});

test("a search that can't write its problems cancels nothing", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  command.interrupt.abort(new OutputError("stdout was closed"));
  const words = ["cancel", "--project", "p", "--json", "--yes"];
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const { dependencies } = command.scene;
  await assert.rejects(runCommandLine(words, streams, command.interrupt.signal, dependencies));
  assertMessage(t, "cancel: stdout was closed during the search", streams.stderr.read()?.toString());
  assert.equal(command.scene.count("cancel"), 0);
});

test("an operation that can't be cancelled has code 5 and is not waited for; the others are cancelled", async (t) => {
  const command = await CommandScene.open(t, { operationTime: "30m" });
  const { emulator, scene } = command;
  const name = scene.seed();
  emulator.fault({ match: { kind: "cancel", path: name }, fault: { kind: "status", status: 501 } });
  const other = scene.seed();
  const { code, stdout } = await command.run(["cancel", ...below, "--yes"]);
  assert.equal(code, 5);
  assert.ok(stdout.includes(`cancelled   ${host}/${other}`), stdout);
  assertMessage(t, "cancel unsupported", lines(stdout).find((line) => line.includes(name)) ?? "");
  assert.equal(emulator.operations.find((operation) => operation.name === name)?.done, false);
  const waited = await command.run(["cancel", `${host}/${name}`, "--when-cancel-unsupported", "wait"]);
  assert.equal(waited.code, 3);
});

test("a refusal for one operation has code 1 and doesn't stop the others", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  const other = command.scene.seed();
  command.emulator.fault({ match: { kind: "cancel", path: name }, fault: { kind: "status", status: 403 } });
  const { code, stdout } = await command.run(["cancel", `${host}/${name}`, `${host}/${other}`]);
  assert.equal(code, 1);
  assert.ok(stdout.includes(`cancelled   ${host}/${other}`), stdout);
  assertMessage(t, "cancel refused", lines(stdout).find((line) => line.includes(name)) ?? "");
});

test("an unknown operation has code 1; one that disappears after it was seen has code 0", async (t) => {
  const command = await CommandScene.open(t);
  const unknown = await command.run(["cancel", `${host}/${parent}/operations/none`]);
  assert.equal(unknown.code, 1);
  assertMessage(t, "unknown operation", unknown.stdout);
  const name = command.scene.seed();
  command.emulator.fault({
    match: { kind: "get", path: name },
    when: { from: 2 },
    fault: { kind: "status", status: 404 },
  });
  assert.equal((await command.run(["cancel", `${host}/${name}`])).code, 0);
});

test("arguments that can't be used have code 2, and nothing is sent", async (t) => {
  const command = await CommandScene.open(t);
  for (const [situation, words] of Object.entries({
    "no selection": [],
    "two selections": ["--project", "p", "--parent", parent],
    "name without service": [`${parent}/operations/o`],
    "name of another service": ["--service", "redis", `${host}/${parent}/operations/o`],
    "filter with a name": [`${host}/${parent}/operations/o`, "--older-than", "6h"],
    "unknown service": ["--service", "aloydb", "--parent", parent],
    "target without project": [...below, "--target", "clusters/c1"],
    "target that is an ID": ["--project", "p", "--target", "c1"],
    "target in another project": ["--project", "p", "--target", "projects/q/locations/l/clusters/c"],
    "target of another service": [...below, "--target", `//redis.googleapis.com/${parent}/instances/i`],
    "key that is not JSON": [...below, "--credentials", "{"],
    "incomplete identity": [...below, "--external-credentials", "{}"],
    "bad universe": [...below, "--universe-domain=a b"],
    "no scope": [...below, "--scopes", ","],
    "unknown host": ["--service", "lro.example.com", "--parent", parent],
    "no time": [...below, "--timeout", "0"],
    "bad duration": [...below, "--older-than", "6"],
    "bad parent": ["--service", "alloydb", "--parent", `${parent}/operations`],
    "bad project": ["--project", "a/b"],
    "endpoint for a whole project": ["--project", "p", "--endpoint", "https://example.com"],
    "two services of a parent": [...below, "--service", "redis"],
  })) {
    const { code, stdout, stderr } = await command.run(["cancel", "--yes", ...words]);
    assert.deepEqual([situation, code, stdout], [situation, 2, ""]);
    assertMessage(t, situation, stderr);
  }
  assert.equal(command.emulator.requests.length, 0);
});

test("a bad GCP_LRO_EMULATOR_HOST is not blamed on an option", async (t) => {
  const command = await CommandScene.open(t);
  process.env.GCP_LRO_EMULATOR_HOST = "8085";
  const { code, stderr } = await command.run(["cancel", ...below, "--yes"]);
  assert.equal(code, 2);
  assertMessage(t, "bad emulator host", stderr);
});

test("without a terminal, progress is a summary on stderr; --quiet writes none", async (t) => {
  const command = await CommandScene.open(t);
  const names = [1, 2, 3].map(() => `${host}/${command.scene.seed()}`);
  const { stderr } = await command.run(["cancel", ...names]);
  assert.match(stderr, /of 3 operations ended/);
  assert.ok(lines(stderr).length <= 3, stderr);
  assert.equal((await command.run(["cancel", ...names, "--quiet"])).stderr, "");
});

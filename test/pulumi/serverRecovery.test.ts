import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "#src/core/json.js";
import { longRunningOperationProviderText } from "#src/pulumi/providerText.js";
import { ProviderFailure } from "../support/providerFailure.js";
import { exportInputs, type ProviderStage, setStage, urnOf } from "../support/providerStage.js";
import { Teardown } from "../support/teardown.js";

let stage: ProviderStage;
const teardown = new Teardown();
const limit = { timeout: 60_000 };

before(async () => {
  stage = await setStage(teardown, { operationTime: "1h", cancelTime: 100 });
});
after(() => teardown.run());

/** A home of its own: what these runs remember, and no others. */
async function newHome(test: TestContext): Promise<NodeJS.ProcessEnv> {
  const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-home-"));
  test.after(() => rm(home, { recursive: true, force: true }));
  return { PULUMI_HOME: home };
}

/** The start of a Gemini code repository index, which carries a request id. */
function indexInputs(name: string): JsonObject {
  const start = {
    path: "projects/p/locations/us-central1/codeRepositoryIndexes",
    query: { codeRepositoryIndexId: name },
    body: {},
    requestId: "query",
  };
  return {
    service: "cloudaicompanion",
    start,
    __provider: longRunningOperationProviderText,
    __urn: urnOf(name),
  };
}

function operationsOn(name: string) {
  return stage.emulator.operations.filter(({ target }) => target.endsWith(`/${name}`));
}

function startsOn(name: string): number {
  return stage.emulator.requests.filter(
    ({ kind, path: of, query }) =>
      kind === "start" && (of.includes(`/${name}:`) || query.codeRepositoryIndexId === name),
  ).length;
}

function isWaiting({ message }: { message: string }): boolean {
  return message.includes("running: ");
}

/** A run that is killed once it waits for the end of its operation. */
async function killedInWait(name: string, home: NodeJS.ProcessEnv): Promise<void> {
  const server = await stage.nextRun(home);
  const creating = server.create(exportInputs(name, { waitFor: "done" })).catch(() => undefined);
  await stage.engine.line(urnOf(name), isWaiting);
  kills.tried += 1;
  await server.end("SIGKILL");
  await creating;
}

/** A run that is killed while its start, which has its effect, is not answered. */
async function killedInStart(name: string, inputs: JsonObject, home: NodeJS.ProcessEnv): Promise<void> {
  const { path: startPath } = inputs.start as { path: string };
  stage.emulator.fault({
    match: { kind: "start", path: startPath },
    when: { nth: 1 },
    fault: { kind: "delay", milliseconds: 600_000, effect: "after" },
  });
  const server = await stage.nextRun(home);
  const creating = server.create(inputs).catch(() => undefined);
  while (operationsOn(name).length === 0) {
    await pause(5);
  }
  kills.tried += 1;
  await server.end("SIGKILL");
  await creating;
}

const kills = { tried: 0, recovered: 0 };

/** Counts a kill whose operation the next run has, and no second one. */
function recovered(test: TestContext): void {
  kills.recovered += 1;
  test.diagnostic(`kills before the state was saved: ${kills.tried} tried, ${kills.recovered} recovered`);
}

function linesAbout(name: string): string {
  return stage.engine
    .about(urnOf(name))
    .map(({ message }) => message)
    .join("\n");
}

test(
  "edge case 33: killed in its wait: the next run has the same operation, and says so",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("waiting", home);
    const inputs = exportInputs("waiting", { waitFor: "done" });
    const next = await stage.nextRun(home);
    const creating = next.create(inputs).catch((failure: unknown) => failure);
    const { message } = await stage.engine.line(urnOf("waiting"), (line) =>
      line.message.startsWith("adopted "),
    );
    const [operation, ...others] = operationsOn("waiting");
    assert.deepEqual(others, []);
    assert.match(message, new RegExp(`^adopted ${operation?.name}: an earlier run started it at 20`));
    await next.cancel();
    const failure = await creating;
    assert.ok(failure instanceof ProviderFailure);
    assert.equal(failure.incomplete?.state.operationName, operation?.name);
    assert.equal(startsOn("waiting"), 1);
    recovered(t);
  },
);

test(
  "edge case 33: killed in its wait, and the operation ended meanwhile: a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    stage.emulator.behave({ match: { target: "/ending", nth: 1 }, operationTime: "1s" });
    await killedInWait("ending", home);
    while (operationsOn("ending").some(({ done }) => !done)) {
      await pause(20);
    }
    const { state } = await (await stage.nextRun(home)).create(exportInputs("ending"));
    assert.equal(state.operationName, operationsOn("ending")[1]?.name);
    assert.match(linesAbout("ending"), /succeeded; a new one is started/);
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed between request and answer, with a request id: one operation",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInStart("identified", indexInputs("identified"), home);
    const { state } = await (await stage.nextRun(home)).create(indexInputs("identified"));
    assert.equal(startsOn("identified"), 2);
    const [operation, ...others] = operationsOn("identified");
    assert.deepEqual(others, []);
    assert.equal(state.operationName, operation?.name);
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed between request and answer, without a request id: found in the list",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInStart("nameless", exportInputs("nameless"), home);
    const { state } = await (await stage.nextRun(home)).create(exportInputs("nameless"));
    assert.equal(startsOn("nameless"), 1);
    assert.equal(state.operationName, operationsOn("nameless")[0]?.name);
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed before the request took effect: nothing is found, and it is sent",
  limit,
  async (t) => {
    const home = await newHome(t);
    stage.emulator.fault({
      match: { kind: "start", path: "unsent" },
      when: { nth: 1 },
      fault: { kind: "delay", milliseconds: 600_000, effect: "before" },
    });
    const server = await stage.nextRun(home);
    const creating = server.create(exportInputs("unsent")).catch(() => undefined);
    while (startsOn("unsent") === 0) {
      await pause(5);
    }
    kills.tried += 1;
    await server.end("SIGKILL");
    await creating;
    const { state } = await (await stage.nextRun(home)).create(exportInputs("unsent"));
    assert.equal(operationsOn("unsent").length, 1);
    assert.equal(state.operationName, operationsOn("unsent")[0]?.name);
    assert.match(linesAbout("unsent"), /nothing listed fits the start/);
    recovered(t);
  },
);

test(
  "edge case 33: killed in its wait, and the apiVersion changed: told once, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("versioned", home);
    const [first] = operationsOn("versioned");
    const inputs = exportInputs("versioned", { apiVersion: "v1" });
    const { id, state } = await (await stage.nextRun(home)).create(inputs);
    assert.equal(startsOn("versioned"), 2);
    assert.notEqual(state.operationName, first?.name);
    const warnings = (): string[] =>
      linesAbout("versioned")
        .split("\n")
        .filter((line) => line.includes("under http"));
    const said = linesAbout("versioned");
    assert.equal(warnings().length, 1, said);
    assert.match(
      said,
      new RegExp(
        `${first?.name}, which an earlier run started at 20\\S+ for this resource under http://127\\S+/v1beta, is still running`,
      ),
    );
    const last = await stage.nextRun(home);
    await last.diff(id, state, inputs);
    await last.delete(id, state);
    const { state: again } = await last.create(inputs);
    assert.equal(warnings().length, 1);
    assert.equal(startsOn("versioned"), 3, String(again.operationName));
    assert.equal(operationsOn("versioned")[0]?.done, false, "nothing is cancelled that no state holds");
  },
);

test(
  "edge case 33: killed in its wait, and renamed: told, unless the program still has the resource",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("renamed", home);
    const [first] = operationsOn("renamed");
    const inputs = exportInputs("renamed", { waitFor: "done" });
    const under = (name: string): JsonObject => ({ ...inputs, waitFor: "started", __urn: urnOf(name) });
    const both = await stage.nextRun(home);
    await both.check({}, inputs);
    await both.create(under("its-twin"));
    assert.doesNotMatch(linesAbout("its-twin"), /renamed or removed/);
    await (await stage.nextRun(home)).create(under("its-new-name"));
    const told = `${first?.name}, which an earlier run started at .* for the resource "renamed", is still running`;
    assert.match(linesAbout("its-new-name"), new RegExp(told));
  },
);

test(
  "edge case 33: killed in its wait, and its page is truncated: told, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("torn", home);
    const folder = path.join(String(home.PULUMI_HOME), "gcp-lro", "journal");
    const [page = ""] = await readdir(folder);
    await truncate(path.join(folder, page), 60);
    await (await stage.nextRun(home)).create(exportInputs("torn"));
    assert.equal(startsOn("torn"), 2);
    assert.match(
      linesAbout("torn"),
      /the note of an earlier start of this resource, \S+\.json .*: it is damaged\./,
    );
  },
);

const location = "projects/p/locations/us";
const withoutRequestId: [service: string, start: JsonObject][] = [
  ["alloydb", { path: `${location}/clusters/c:import`, body: { gcsUri: "gs://b/o", sqlImportOptions: {} } }],
  ["datastore", { path: "projects/p:export", body: { outputUrlPrefix: "gs://b/x", labels: { team: "a" } } }],
  ["datafusion", { path: `${location}/instances`, query: { instanceId: "i" }, body: { type: "BASIC" } }],
  ["datafusion", { path: `${location}/instances/i`, method: "PATCH", body: { labels: { a: "b" } } }],
  [
    "discoveryengine",
    {
      path: `${location}/dataStores/d/branches/default_branch/documents:import`,
      body: { gcsSource: { inputUris: ["gs://b/o"] } },
    },
  ],
];
for (const [index, [service, start]] of withoutRequestId.entries()) {
  const { method = "POST", path: of } = start;
  test(
    `edge case 27: a start whose answer is lost is found among others: ${service} ${method} ${of}`,
    limit,
    async () => {
      const inputs = { ...indexInputs(`found-${index}`), service, start };
      const others = [`other-${index}`, `another-${index}`].map((cluster) => exportInputs(cluster));
      await Promise.all(others.map((other) => stage.server.create(other)));
      const known = stage.emulator.operations.length;
      stage.emulator.fault({
        match: { kind: "start", service },
        when: { nth: 1 },
        fault: { kind: "reset", effect: "after" },
      });
      const { state } = await stage.server.create(inputs);
      const [started, ...more] = stage.emulator.operations.slice(known);
      assert.deepEqual(more, []);
      assert.equal(state.operationName, started?.name);
    },
  );
}

test("once the state is seen to hold it, nothing is remembered", limit, async (t) => {
  const home = await newHome(t);
  const inputs = exportInputs("saved");
  const { id, state } = await (await stage.nextRun(home)).create(inputs);
  const folder = path.join(String(home.PULUMI_HOME), "gcp-lro", "journal");
  assert.equal((await readdir(folder)).length, 1);
  await (await stage.nextRun(home)).diff(id, state, inputs);
  assert.deepEqual(await readdir(folder), []);
});

const spoilt: [what: string, spoil: (home: string) => Promise<unknown>][] = [
  ["that nothing can be written to", (home) => writeFile(path.join(home, "gcp-lro"), "")],
  [
    "that anybody can write to",
    async (home) => {
      await mkdir(path.join(home, "gcp-lro", "journal"), { recursive: true });
      await chmod(path.join(home, "gcp-lro", "journal"), 0o777);
    },
  ],
];
for (const [index, [what, spoil]] of spoilt.entries()) {
  test(`a journal ${what} is passed over without a word`, limit, async (t) => {
    const home = await newHome(t);
    await spoil(String(home.PULUMI_HOME));
    const name = `spoilt-${index}`;
    const server = await stage.nextRun(home);
    const { state } = await server.create(exportInputs(name));
    assert.equal(linesAbout(name), `started ${String(state.operationName)}`);
    assert.equal(server.stderr, "");
  });
}

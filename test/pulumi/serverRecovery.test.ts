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

function linesAbout(name: string): string[] {
  return stage.engine.about(urnOf(name)).map(({ message }) => message);
}

/** Warnings that belong to no resource and name a part of a path. */
function journalWarnings(part: string): string[] {
  return stage.engine
    .about("")
    .filter(({ message, severity }) => severity === "WARNING" && message.includes(part))
    .map(({ message }) => message);
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
    assert.ok(message.startsWith(`adopted ${operation?.name}, `), message);
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
    assert.match(linesAbout("ending").join("\n"), / succeeded\. A new operation is started/);
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
  "edge cases 27 and 33: killed between request and answer, without a request id: named once, then started anew",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInStart("nameless", exportInputs("nameless"), home);
    const next = await stage.nextRun(home);
    const failure = await next.create(exportInputs("nameless")).catch((error: unknown) => error);
    assert.ok(failure instanceof ProviderFailure);
    const [first] = operationsOn("nameless");
    assert.ok(first !== undefined && failure.message.includes(first.name), failure.message);
    assert.deepEqual([failure.incomplete, startsOn("nameless")], [undefined, 1]);
    const { state } = await (await stage.nextRun(home)).create(exportInputs("nameless"));
    const [one, second, ...others] = operationsOn("nameless");
    assert.deepEqual(others, []);
    assert.equal(state.operationName, second?.name);
    assert.equal(one?.cancelRequestedAt, undefined, "what the user was told about is left alone");
  },
);

test(
  "edge case 33: killed in its wait, and the apiVersion changed: said once, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("versioned", home);
    const [first] = operationsOn("versioned");
    const inputs = exportInputs("versioned", { apiVersion: "v1" });
    const { id, state } = await (await stage.nextRun(home)).create(inputs);
    const last = await stage.nextRun(home);
    await last.diff(id, state, inputs);
    await last.delete(id, state);
    const [warning = "", ...others] = linesAbout("versioned").filter((line) => line.includes("(v1beta)"));
    assert.ok(warning.startsWith(`${first?.name}, which an earlier run started at 20`), warning);
    assert.deepEqual(others, []);
    assert.deepEqual([startsOn("versioned"), first?.done], [2, false]);
  },
);

test(
  "edge case 33: killed in its wait, and its entry is cut short: one warning, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("torn", home);
    const folder = path.join(String(home.PULUMI_HOME), "gcp-lro");
    const [file = ""] = await readdir(folder);
    await truncate(path.join(folder, file), 60);
    await (await stage.nextRun(home)).create(exportInputs("torn"));
    assert.equal(startsOn("torn"), 2);
    assert.equal(journalWarnings(file).length, 1);
  },
);

test("once the state is seen to hold it, no entry is left", limit, async (t) => {
  const home = await newHome(t);
  const inputs = exportInputs("saved");
  const { id, state } = await (await stage.nextRun(home)).create(inputs);
  const folder = path.join(String(home.PULUMI_HOME), "gcp-lro");
  assert.equal((await readdir(folder)).length, 1);
  await (await stage.nextRun(home)).diff(id, state, inputs);
  assert.deepEqual(await readdir(folder), []);
});

const spoilt: [what: string, spoil: (home: string) => Promise<unknown>][] = [
  ["that nothing can be written to", (home) => writeFile(path.join(home, "gcp-lro"), "")],
  [
    "that anybody can write to",
    async (home) => {
      await mkdir(path.join(home, "gcp-lro"));
      await chmod(path.join(home, "gcp-lro"), 0o777);
    },
  ],
];
for (const [index, [what, spoil]] of spoilt.entries()) {
  test(`a journal ${what} is one warning, and the run continues`, limit, async (t) => {
    const home = await newHome(t);
    await spoil(String(home.PULUMI_HOME));
    const name = `spoilt-${index}`;
    const server = await stage.nextRun(home);
    const { state } = await server.create(exportInputs(name));
    assert.deepEqual(linesAbout(name), [`started ${String(state.operationName)}`]);
    assert.equal(journalWarnings(String(home.PULUMI_HOME)).length, 1);
    assert.equal(server.stderr, "");
  });
}

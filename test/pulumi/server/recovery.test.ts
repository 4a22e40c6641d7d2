import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "#src/core/json.js";
import { providerText } from "#src/pulumi/resources/dynamicResource.js";
import { assertMessage } from "../../support/golden.js";
import { ProviderFailure } from "../../support/providerFailure.js";
import {
  exportInputs,
  type ProviderFixture,
  startProviderFixture,
  urnOf,
} from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";

let fixture: ProviderFixture;
const teardown = new Teardown();
const limit = { timeout: 60_000 };

before(async () => {
  fixture = await startProviderFixture(teardown, { operationTime: "1h", cancelTime: 100 });
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
    __provider: providerText("longRunningOperation"),
    __urn: urnOf(name),
  };
}

function operationsOn(name: string) {
  return fixture.emulator.operations.filter(({ target }) => target.endsWith(`/${name}`));
}

function startsOn(name: string): number {
  return fixture.emulator.requests.filter(
    ({ kind, path: of, query }) =>
      kind === "start" && (of.includes(`/${name}:`) || query.codeRepositoryIndexId === name),
  ).length;
}

function isWaiting({ message }: { message: string }): boolean {
  return message.startsWith("running, ");
}

/** A run that is killed once it waits for the end of its operation. */
async function killedInWait(name: string, home: NodeJS.ProcessEnv): Promise<void> {
  const server = await fixture.nextRun(home);
  const creating = server.create(exportInputs(name, { waitFor: "done" })).catch(() => undefined);
  await fixture.engine.line(urnOf(name), isWaiting);
  kills.tried += 1;
  await server.end("SIGKILL");
  await creating;
}

/** A run that is killed while its start, which has its effect, is not answered. */
async function killedInStart(name: string, inputs: JsonObject, home: NodeJS.ProcessEnv): Promise<void> {
  const { path: startPath } = inputs.start as { path: string };
  fixture.emulator.fault({
    match: { kind: "start", path: startPath },
    when: { nth: 1 },
    fault: { kind: "delay", milliseconds: 600_000, effect: "after" },
  });
  const server = await fixture.nextRun(home);
  const creating = server.create(inputs).catch(() => undefined);
  while (operationsOn(name).length === 0) {
    await pause(5);
  }
  kills.tried += 1;
  await server.end("SIGKILL");
  await creating;
}

const kills = { tried: 0, recovered: 0 };

/** Counts a kill whose operation the next runs have named or have, and no second one of which nothing is said. */
function recovered(test: TestContext): void {
  kills.recovered += 1;
  test.diagnostic(`kills before the state was saved: ${kills.tried} tried, ${kills.recovered} recovered`);
}

/** Warnings of the stack, not of one resource. */
function warningsWithoutResource(): string[] {
  return fixture.engine
    .about("")
    .filter(({ severity }) => severity === "WARNING")
    .map(({ message }) => message);
}

function linesAbout(name: string): string {
  return fixture.engine
    .about(urnOf(name))
    .map(({ message }) => message)
    .join("\n");
}

/** The error of a create that fails. */
async function failureOf(creating: Promise<unknown>): Promise<ProviderFailure> {
  const failure = await creating.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof ProviderFailure, "it succeeded");
  return failure;
}

/** Names of the entries that a home holds. */
function entriesIn(home: NodeJS.ProcessEnv): Promise<string[]> {
  return readdir(path.join(String(home.PULUMI_HOME), "gcp-lro"));
}

test("edge case 33: killed in its wait: the next run adopts the operation, and says so", limit, async (t) => {
  const home = await newHome(t);
  await killedInWait("waiting", home);
  const next = await fixture.nextRun(home);
  const creating = failureOf(next.create(exportInputs("waiting", { waitFor: "done" })));
  const { message } = await fixture.engine.line(urnOf("waiting"), (line) =>
    line.message.startsWith("adopted "),
  );
  const [operation, ...others] = operationsOn("waiting");
  assert.deepEqual(others, []);
  assert.ok(message.includes(String(operation?.name)), message);
  await next.cancel();
  const { incomplete } = await creating;
  assert.equal(incomplete?.state.operationName, operation?.name);
  assert.equal(startsOn("waiting"), 1);
  recovered(t);
});

test(
  "edge case 33: killed in its wait, and somebody cancels it: a new one is started after its end",
  limit,
  async (t) => {
    const home = await newHome(t);
    fixture.emulator.behave({ match: { target: "/cancelled", nth: 1 }, cancelTime: "1s" });
    await killedInWait("cancelled", home);
    const [first] = operationsOn("cancelled");
    await fetch(`${fixture.emulator.url}/alloydb/v1beta/${first?.name}:cancel`, { method: "POST" });
    const { state } = await (await fixture.nextRun(home)).create(exportInputs("cancelled"));
    const [ended, second, ...others] = operationsOn("cancelled");
    assert.deepEqual(others, []);
    assert.equal(state.operationName, second?.name);
    assert.ok((second?.startedAt ?? 0) >= (ended?.endedAt ?? Number.POSITIVE_INFINITY));
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed between request and answer, with a request ID: one operation",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInStart("identified", indexInputs("identified"), home);
    const { state } = await (await fixture.nextRun(home)).create(indexInputs("identified"));
    assert.equal(startsOn("identified"), 2);
    const [operation, ...others] = operationsOn("identified");
    assert.deepEqual(others, []);
    assert.equal(state.operationName, operation?.name);
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed between request and answer, without a request ID: shown once, then started anew",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInStart("nameless", exportInputs("nameless"), home);
    const [first] = operationsOn("nameless");
    const { incomplete, message } = await failureOf(
      (await fixture.nextRun(home)).create(exportInputs("nameless")),
    );
    assert.equal(incomplete, undefined);
    for (const shown of [
      String(first?.name),
      "/v1beta/projects/p/locations/us-central1/operations",
      "operationName",
    ]) {
      assert.ok(message.includes(shown), message);
    }
    assert.equal(startsOn("nameless"), 1);
    const { state } = await (await fixture.nextRun(home)).create(exportInputs("nameless"));
    assert.equal(state.operationName, operationsOn("nameless")[1]?.name);
    assert.equal(operationsOn("nameless")[0]?.cancelRequestedAt, undefined);
    recovered(t);
  },
);

test(
  "edge cases 27 and 33: killed before the request took effect: told once, and then it is sent",
  limit,
  async (t) => {
    const home = await newHome(t);
    fixture.emulator.fault({
      match: { kind: "start", path: "unsent" },
      when: { nth: 1 },
      fault: { kind: "delay", milliseconds: 600_000, effect: "before" },
    });
    const server = await fixture.nextRun(home);
    const creating = server.create(exportInputs("unsent")).catch(() => undefined);
    while (startsOn("unsent") === 0) {
      await pause(5);
    }
    kills.tried += 1;
    await server.end("SIGKILL");
    await creating;
    await failureOf((await fixture.nextRun(home)).create(exportInputs("unsent")));
    assert.deepEqual(operationsOn("unsent"), []);
    const { state } = await (await fixture.nextRun(home)).create(exportInputs("unsent"));
    assert.equal(operationsOn("unsent").length, 1);
    assert.equal(state.operationName, operationsOn("unsent")[0]?.name);
    recovered(t);
  },
);

test(
  "edge case 33: killed in its wait, and its entry is truncated: one warning, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    await killedInWait("torn", home);
    const [entry = ""] = await entriesIn(home);
    await truncate(path.join(String(home.PULUMI_HOME), "gcp-lro", entry), 60);
    const server = await fixture.nextRun(home);
    const warnings = warningsWithoutResource();
    await server.create(exportInputs("torn"));
    assert.equal(startsOn("torn"), 2);
    const [warning, ...others] = warningsWithoutResource().slice(warnings.length);
    assert.ok(warning?.includes(entry), warning);
    assert.deepEqual(others, []);
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
    `edge case 27: a start whose response is lost is shown, not adopted: ${service} ${method} ${of}`,
    limit,
    async () => {
      const inputs = { ...indexInputs(`lost-${index}`), service, start };
      const known = fixture.emulator.operations.length;
      fixture.emulator.fault({
        match: { kind: "start", service },
        when: { nth: 1 },
        fault: { kind: "reset", effect: "after" },
      });
      const { incomplete, message } = await failureOf(fixture.server.create(inputs));
      assert.equal(incomplete, undefined);
      const [lost, ...more] = fixture.emulator.operations.slice(known);
      assert.deepEqual(more, []);
      assert.ok(message.includes(String(lost?.name)), message);
      const { state } = await (await fixture.nextRun()).create(inputs);
      assert.equal(state.operationName, fixture.emulator.operations[known + 1]?.name);
      assert.equal(lost?.cancelRequestedAt, undefined);
    },
  );
}

test(
  "edge case 27: a start whose response is lost is shown first of many that run there",
  limit,
  async () => {
    const target = "projects/p/locations/us-central1/clusters/crowded";
    for (const age of ["2m", "1m", "50s", "40s", "30s", "20s"]) {
      fixture.emulator.seedOperation({ service: "alloydb", method: "exportCluster", target, age });
    }
    const fault = { kind: "reset", effect: "after" } as const;
    fixture.emulator.fault({ match: { kind: "start", path: "crowded" }, when: { nth: 1 }, fault });
    const { message } = await failureOf(fixture.server.create(exportInputs("crowded")));
    const names = operationsOn("crowded").map(({ name }) => name);
    const shown = names.filter((name) => message.includes(name));
    assert.equal(shown.length, 5);
    assert.equal(shown.at(-1), names.at(-1), message);
  },
);

test("once the state is seen to hold it, its entry is removed", limit, async (t) => {
  const home = await newHome(t);
  const inputs = exportInputs("saved");
  const { id, state } = await (await fixture.nextRun(home)).create(inputs);
  assert.equal((await entriesIn(home)).length, 1);
  await (await fixture.nextRun(home)).diff(id, state, inputs);
  assert.deepEqual(await entriesIn(home), []);
});

test(
  "what was saved and is not in the state any more is named, and a new one is started",
  limit,
  async (t) => {
    const home = await newHome(t);
    const { state } = await (await fixture.nextRun(home)).create(exportInputs("released"));
    const { state: next } = await (await fixture.nextRun(home)).create(exportInputs("released"));
    assert.notEqual(next.operationName, state.operationName);
    const warnings = fixture.engine.about(urnOf("released")).filter(({ severity }) => severity === "WARNING");
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.message.includes(String(state.operationName)));
    assert.equal(operationsOn("released")[0]?.cancelRequestedAt, undefined);
  },
);

const spoilt: [what: string, spoil: (home: string) => Promise<unknown>][] = [
  ["that nothing can be written to", (home) => writeFile(path.join(home, "gcp-lro"), "")],
  [
    "that anybody can write to",
    async (home) => {
      await mkdir(path.join(home, "gcp-lro"), { recursive: true });
      await chmod(path.join(home, "gcp-lro"), 0o777);
    },
  ],
];
for (const [index, [what, spoil]] of spoilt.entries()) {
  test(`a journal ${what} is ignored with one warning`, limit, async (t) => {
    const home = await newHome(t);
    await spoil(String(home.PULUMI_HOME));
    const name = `spoilt-${index}`;
    const server = await fixture.nextRun(home);
    const warnings = warningsWithoutResource();
    const { state } = await server.create(exportInputs(name));
    await server.create(exportInputs(`${name}-too`));
    assert.equal(linesAbout(name), `started ${String(state.operationName)}`);
    const [warning = "", ...others] = warningsWithoutResource().slice(warnings.length);
    assert.deepEqual(others, []);
    assertMessage(t, `a journal ${what}`, warning);
    assert.equal(server.stderr, "");
  });
}

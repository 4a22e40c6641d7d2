import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import { IncompleteFailure } from "#src/pulumi/incompleteFailure.js";
import { foreign, notPermitted, rejected, reset, unavailable } from "../../support/faults.js";
import { killedAfterStart, killedDuringStart, later } from "../../support/killedRun.js";
import { MemoryJournal } from "../../support/memoryJournal.js";
import { firstGets } from "../../support/mishaps.js";
import { operationName } from "../../support/modelService.js";
import { failureOf, inputsOf, ProviderScene, startPath, urn } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";

const cluster = startPath.replace(":export", "");
const began = "2026-01-01T00:00:00.000Z";
const withId = (more: JsonObject = {}): JsonObject =>
  inputsOf({ start: { path: startPath, requestId: "query" }, ...more });

/** An export of the cluster as a list shows it, begun a second after the killed run's. */
function listed(id: string, more: JsonObject = {}, done = false): Operation {
  const metadata = { createTime: "2026-01-01T00:00:01Z", target: cluster, verb: "export", ...more };
  const name = `projects/p/locations/l/operations/${id}`;
  return done ? { name, metadata, done, result: { kind: "none" } } : { name, metadata, done };
}

const found = listed("o");

test("edge case 33: killed before the state was saved, and still in flight: the next run adopts it and says so", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({}, { journal, clock: await later(10 * minute) });
  const { state } = await scene.create();
  assert.equal(scene.wire, "GET");
  assert.equal(state.operationName, operationName);
  assert.equal(state.state, "RUNNING");
  assert.deepEqual(scene.said("info"), [
    `adopted ${operationName}: an earlier run started it at ${began} by the same request and could not save it; ` +
      "to start anew instead, change `triggers`",
  ]);
});

test("edge case 33: what was taken over is the resource's own: waited for, and replaced after a failure", async () => {
  const inputs = inputsOf({ waitFor: "done" });
  const journal = await killedAfterStart(inputsOf({ waitFor: "done" }), { endsAt: 0 });
  const script = { endsAt: 5 * minute, end: { error: { code: 13, message: "no" } } };
  const scene = new ProviderScene(script, { journal, clock: await later(minute) });
  const resource = await scene.createInVain(inputs);
  assert.equal(scene.wire, "GET");
  assert.deepEqual((await scene.diff(resource, inputs)).replaces, ["start"]);
});

test("a resource that was taken over is dropped from the journal by the next diff", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({}, { journal });
  const resource = await scene.create();
  assert.equal(journal.page.kind, "named");
  await scene.diff(resource, inputsOf());
  assert.equal(journal.pages.size, 0);
});

const ends: [what: string, script: ConstructorParameters<typeof ProviderScene>[0], said: RegExp][] = [
  ["succeeded", { endsAt: 0 }, /succeeded; a new one is started/],
  [
    "failed",
    { endsAt: 0, end: { error: { code: 13, message: "no\nroom" } } },
    /failed with INTERNAL: no room; a new/,
  ],
  [
    "cancelled",
    { endsAt: 0, end: { error: { code: 1, message: "" } } },
    /was cancelled; a new one is started/,
  ],
  [
    "no longer known",
    { goneFrom: 0 },
    /is no longer known to the service, so how it ended is unknown; a new one/,
  ],
];
for (const [what, script, said] of ends) {
  test(`killed, and the operation has ended meanwhile: a new one is started, and how the old one ended is said: ${what}`, async () => {
    const journal = await killedAfterStart();
    const scene = new ProviderScene(script, { journal, clock: await later(10 * minute) });
    await scene.create();
    assert.equal(scene.wire, "GET start");
    assert.match(scene.said("info")[0] ?? "", said);
  });
}

test("a young operation that isn't visible yet is not taken for gone", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ visibleFrom: 5_000 }, { journal });
  await scene.create();
  assert.equal(scene.wire, "GET");
});

const silences: [what: string, mishaps: NonNullable<Parameters<typeof firstGets>>[0][]][] = [
  ["refused", [notPermitted]],
  ["HTML of a front end", [foreign(404)]],
];
for (const [what, faults] of silences) {
  test(`killed, and the operation can't be looked at: nothing is started, and the entry stays: ${what}`, async () => {
    const journal = await killedAfterStart();
    const before = journal.page;
    const scene = new ProviderScene({ mishaps: firstGets(...faults) }, { journal });
    const failure = await failureOf(scene.provider.create(inputsOf()));
    assert.ok(!(failure instanceof IncompleteFailure));
    assert.equal(scene.wire, "GET");
    assert.match(
      failure.message,
      /can't be looked at, so nothing was started.*a change of `triggers` starts anew/,
    );
    assert.ok(failure.message.includes(operationName));
    assert.deepEqual(journal.page, before);
  });
}

test("killed, and the service doesn't answer: tried for two minutes, then nothing is started", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ mishaps: { get: () => unavailable } }, { journal });
  const failure = await failureOf(scene.provider.create(inputsOf()));
  assert.match(failure.message, /could not be looked at in time, so nothing was started/);
  assert.equal(scene.count("start"), 0);
  assert.ok(scene.clock.monotonic() <= 2 * minute, String(scene.clock.monotonic()));
});

test("killed, and the next run is interrupted while it looks: nothing is started, and the entry stays", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ mishaps: { get: () => unavailable } }, { journal });
  scene.interruptIn(1_000);
  const failure = await failureOf(scene.provider.create(inputsOf()));
  assert.match(failure.message, /could not be looked at before the interrupt, so nothing was started/);
  assert.equal(scene.count("start"), 0);
  assert.equal(journal.page.kind, "named");
});

test("killed, and the request has changed: what still runs is named, not cancelled, and a new one is started", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({}, { journal });
  await scene.create(inputsOf({ triggers: [2] }));
  assert.equal(scene.wire, "GET start");
  const [warning = ""] = scene.said("warning");
  assert.match(warning, /by another request, is still running\. To have it, adopt it: .*POST \S+:cancel/);
  assert.ok(warning.includes(operationName));
});

test("killed, the request has changed, and the old operation has ended: not a word about it", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ endsAt: 0 }, { journal });
  await scene.create(inputsOf({ triggers: [2] }));
  assert.deepEqual(scene.said("warning"), []);
});

test("killed, the request has changed, and the service no longer knows the old operation: that is said", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ goneFrom: 0 }, { journal, clock: await later(10 * minute) });
  await scene.create(inputsOf({ triggers: [2] }));
  assert.match(
    scene.said("warning").join("\n"),
    new RegExp(`${operationName}, .* is no longer known to the service`),
  );
});

test("killed in mid-start, and the request has changed: what to look for is said, and a new one is started", async () => {
  const journal = await killedDuringStart();
  const scene = new ProviderScene({}, { journal });
  await scene.create(inputsOf({ triggers: [2] }));
  assert.equal(scene.wire, "start");
  assert.match(
    scene.said("warning")[0] ?? "",
    /intended another start .* at 2026-01-01.*GET https:\/\/alloydb/,
  );
});

test("edge case 34: killed after its interrupt cancelled the operation: the next run waits for its end and starts anew", async () => {
  const inputs = inputsOf({ waitFor: "done" });
  const journal = new MemoryJournal();
  const interrupted = new ProviderScene({ cancelTakes: 60 * minute }, { journal });
  interrupted.interruptIn(minute);
  await interrupted.createInVain(inputs);
  assert.equal(journal.page.cancelledAt, Date.parse(began) + minute);

  const scene = new ProviderScene(
    { cancelTakes: 5 * minute, endsAt: 90 * minute },
    { journal, clock: await later(2 * minute) },
  );
  const creating = scene.create(inputs);
  await creating.catch(() => undefined);
  assert.equal(scene.wire, "GET cancel GET start GET");
  assert.deepEqual(scene.said("info").slice(0, 2), [
    `${operationName}, which an interrupted run asked to be cancelled at 2026-01-01T00:01:00.000Z, is still in flight; ` +
      "a new one is started once it has ended",
    `${operationName} was cancelled; a new one is started`,
  ]);
});

test("what a killed run has cancelled has completed all the same: a warning says so, and a new one is started", async () => {
  const inputs = inputsOf({ waitFor: "done" });
  const journal = new MemoryJournal();
  const interrupted = new ProviderScene({ cancelTakes: "ignores" }, { journal });
  interrupted.interruptIn(minute);
  await interrupted.createInVain(inputs);
  const scene = new ProviderScene({ endsAt: 0 }, { journal });
  await scene.create(inputs);
  assert.equal(scene.wire, "GET start GET");
  assert.match(
    scene.said("warning")[0] ?? "",
    /succeeded although it was asked to be cancelled: its effects exist/,
  );
});

test("what a killed run has cancelled doesn't end in time: nothing is started", async () => {
  const inputs = inputsOf({ waitFor: "done", timeouts: { create: "10m" } });
  const journal = new MemoryJournal();
  const interrupted = new ProviderScene({ cancelTakes: "ignores" }, { journal });
  interrupted.interruptIn(minute);
  await interrupted.createInVain(inputs);
  const scene = new ProviderScene({ cancelTakes: "ignores" }, { journal });
  const failure = await failureOf(scene.provider.create(inputs));
  assert.match(failure.message, /has not ended within timeouts\.create\..*Nothing was started/);
  assert.equal(scene.wire, "GET cancel GET");
  assert.equal(journal.page.kind, "named");
});

test("killed in mid-start with a request id: the same id is sent again", async () => {
  const journal = await killedDuringStart(withId());
  const scene = new ProviderScene({}, { journal, clock: await later(54 * minute) });
  const id = "00000000-0000-4000-8000-00000000000a";
  const [key = ""] = journal.pages.keys();
  await journal.write(key, { ...journal.page, requestId: id });
  await scene.create(withId());
  assert.equal(scene.wire, "start");
  assert.deepEqual(scene.connection.started[0]?.query, { requestId: id });
  assert.equal(scene.connection.listed, 0);
  assert.match(scene.said("info")[0] ?? "", /is sent with the same request id/);
});

test("a request id of nearly an hour may be forgotten: the list is searched first", async () => {
  const journal = await killedDuringStart(withId());
  const scene = new ProviderScene({ lists: [found] }, { journal, clock: await later(56 * minute) });
  const { state } = await scene.create(withId());
  assert.equal(scene.wire, "GET");
  assert.equal(scene.connection.listed, 1);
  assert.equal(state.operationName, operationName);
});

test("a repetition with the same id that is refused proves nothing about the first try", async () => {
  const journal = await killedDuringStart(withId());
  const starts = [rejected(409, "ALREADY_EXISTS")];
  const scene = new ProviderScene({ starts, lists: [found] }, { journal });
  const { state } = await scene.create(withId());
  assert.equal(scene.wire, "start");
  assert.equal(state.operationName, operationName);

  const again = await killedDuringStart(withId());
  const failing = new ProviderScene({ starts }, { journal: again });
  const { message } = await failureOf(failing.provider.create(withId()));
  assert.match(message, /^An operation may have been started at 2026-01-01T00:00:00\.000Z.*ALREADY_EXISTS/);
});

test("edge case 54: killed in mid-start without a request id, and one operation that is listed fits: adopted", async () => {
  const journal = await killedDuringStart();
  const others = [
    listed("later", { createTime: "2026-01-01T00:30:00Z" }),
    listed("other", { target: `${cluster}x` }),
  ];
  const scene = new ProviderScene(
    { lists: [...others, found] },
    { journal, clock: await later(40 * minute) },
  );
  const { state } = await scene.create();
  assert.equal(scene.wire, "GET");
  assert.equal(state.operationName, operationName);
  assert.match(scene.said("info").join(" "), /alone fits the start .* adopted /);
});

test("edge case 54: the one that fits has ended: a new one is started", async () => {
  const journal = await killedDuringStart();
  const scene = new ProviderScene({ lists: [listed("o", {}, true)], endsAt: 0 }, { journal });
  await scene.create();
  assert.equal(scene.wire, "GET start");
  assert.match(scene.said("info").join("\n"), /succeeded; a new one is started/);
});

test("what began at another time and has ended is no candidate", async () => {
  const journal = await killedDuringStart();
  const lists = [listed("o1", { createTime: "2025-03-01T00:00:00Z" }, true)];
  const scene = new ProviderScene({ lists }, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
});

test("killed before the start went out: nothing listed fits, a line says so, and it is sent", async () => {
  const journal = await killedDuringStart();
  const scene = new ProviderScene({}, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
  assert.match(scene.said("info")[0] ?? "", /^nothing listed fits the start .* a new one is sent$/);
});

const unclear: [what: string, lists: ConstructorParameters<typeof ProviderScene>[0], told: RegExp][] = [
  [
    "several fit",
    { lists: [listed("o1"), listed("o2", {}, true)] },
    /It may be: \S+\/o1 \(export, on \S+\/clusters\/c, started 2026-01-01T00:00:01Z, in flight\); \S+\/o2 \(.*, ended\)\./,
  ],
  [
    "one in flight fits but for the time: a clock may be wrong",
    { lists: [listed("o1", { createTime: "2025-03-01T00:00:00Z" })] },
    /It may be: \S+\/o1 \(export, .*started 2025-03-01T00:00:00Z, in flight\)\./,
  ],
  ["the list is refused", { lists: notPermitted }, /The search for it: .*403/],
];
for (const [what, script, told] of unclear) {
  test(`edge case 54: what can't be told is told once: ${what}; the next run starts anew`, async () => {
    const journal = await killedDuringStart();
    const scene = new ProviderScene(script, { journal });
    const first = await failureOf(scene.provider.create(inputsOf()));
    assert.match(first.message, told);
    assert.match(
      first.message,
      /adopt it: replace `start` by `operationName.*run `pulumi up` again to start anew/,
    );
    assert.equal(scene.wire, "");

    const second = await failureOf(scene.provider.create(inputsOf()));
    assert.match(second.message, told, "an engine's hook that tries again in the same run learns the same");
    assert.equal(scene.wire, "");

    const next = new ProviderScene(script, { journal });
    await next.create();
    assert.equal(next.wire, "start");
  });
}

test("edge case 27: a start whose answer is lost is looked for at once, and adopted where one alone fits", async () => {
  const scene = new ProviderScene({ starts: [reset()], lists: [found] });
  const { state } = await scene.create();
  assert.equal(scene.wire, "start");
  assert.equal(state.operationName, operationName);
  assert.match(
    scene.said("info").join("\n"),
    /^adopted \S+: it alone of what is listed fits the start of 2026/,
  );
});

test("edge case 27: what a list says of an end is a reason to look, no more", async () => {
  const scene = new ProviderScene({ starts: [reset()], lists: [listed("o", {}, true)], endsAt: 0 });
  const { state } = await scene.create();
  assert.equal(scene.wire, "start GET");
  assert.equal(state.state, "SUCCEEDED");
});

test("edge case 27: several that fit are named, and it is not sent again in the same run", async () => {
  const scene = new ProviderScene({ starts: [reset()], lists: [listed("o1"), listed("o2")] });
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(
    message,
    /may have been started at .*It may be: \S+\/o1 \(.*\); \S+\/o2 \(.*Look for it with GET/,
  );
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.wire, "start", "an engine's hook that tries again must not start a second one");
});

test("edge case 27: none found, and tried again in the same run: searched and refused again; the next run starts", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ starts: [reset()] }, { journal });
  await failureOf(scene.provider.create(inputsOf()));
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.wire, "start");
  assert.equal(scene.connection.listed, 2);
  const next = new ProviderScene({}, { journal });
  await next.create();
  assert.equal(next.wire, "start");
});

test("edge case 27: none found, but listed by the next run: adopted, so that no second one is started", async () => {
  const journal = new MemoryJournal();
  await failureOf(new ProviderScene({ starts: [reset()] }, { journal }).provider.create(inputsOf()));
  const next = new ProviderScene({ lists: [found] }, { journal });
  const { state } = await next.create();
  assert.equal(next.wire, "GET");
  assert.equal(state.operationName, operationName);
});

test("none found, but listed by the next run, which sees that it has ended: a new one is started", async () => {
  const journal = new MemoryJournal();
  await failureOf(new ProviderScene({ starts: [reset()] }, { journal }).provider.create(inputsOf()));
  const next = new ProviderScene({ lists: [listed("o", {}, true)], endsAt: 0 }, { journal });
  await next.create();
  assert.equal(next.wire, "GET start");
});

test("interrupted after the start was noted and before it was sent: nothing was sent, and nothing stays noted", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({}, { journal });
  const write = journal.write.bind(journal);
  journal.write = async (key, page) => {
    await write(key, page);
    scene.interruptIn(0);
    await scene.clock.sleep(1);
  };
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /^Interrupted before the start; nothing was started\./);
  assert.equal(scene.wire, "");
  assert.equal(journal.pages.size, 0);
});

test("the same where an earlier run may have sent it: that stays noted", async () => {
  const journal = await killedDuringStart(withId());
  const scene = new ProviderScene({}, { journal });
  const write = journal.write.bind(journal);
  journal.write = async (key, page) => {
    await write(key, page);
    scene.interruptIn(0);
    await scene.clock.sleep(1);
  };
  await failureOf(scene.provider.create(withId()));
  assert.equal(scene.wire, "");
  assert.equal(journal.page.kind, "intent");
});

test("interrupted while its start is unanswered: nothing more is asked, and the next run looks", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({ starts: [unavailable], startTakes: 1_000 }, { journal });
  scene.interruptIn(500);
  const { message } = await failureOf(scene.provider.create(inputsOf()));
  assert.match(message, /^An operation may have been started/);
  assert.equal(scene.connection.listed, 0);
  const next = new ProviderScene({ lists: [found] }, { journal });
  await next.create();
  assert.equal(next.wire, "GET");
});

test("what another resource of this machine holds is no candidate", async () => {
  const journal = await killedDuringStart();
  const holder = new ProviderScene({}, { journal });
  await holder.create({ ...inputsOf(), __urn: `${urn}-other` });
  const scene = new ProviderScene({ lists: [found] }, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
});

test("what another resource's state in the same run holds is no candidate", async () => {
  const journal = await killedDuringStart();
  const scene = new ProviderScene({ lists: [found] }, { journal });
  const other = { ...inputsOf(), __urn: `${urn}-other` };
  const holder = await new ProviderScene().create(other);
  await scene.diff(holder, other);
  await scene.create();
  assert.equal(scene.wire, "start");
});

test("what the resource had before its replacement is no candidate", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene(
    { starts: [listed("old"), reset()], lists: [listed("old"), found], endsAt: 0 },
    { journal },
  );
  const before = await scene.create();
  await scene.delete(before);
  const { state } = await scene.create(inputsOf({ triggers: [2] }));
  assert.equal(state.operationName, operationName);
});

test("two resources that look for the same operation don't both have it", async () => {
  const journal = await killedDuringStart();
  const other = { ...inputsOf(), __urn: `${urn}-other` };
  for (const [key, page] of (await killedDuringStart(other)).pages) {
    await journal.write(key, page);
  }
  const scene = new ProviderScene({ lists: [found] }, { journal });
  await Promise.all([scene.create(), scene.create(other)]);
  assert.equal(scene.count("start"), 1);
});

test("edge case 39: a start that is refused because of another operation names it, and how to adopt it", async () => {
  const busy = rejected(409, "ABORTED");
  const lists = [
    listed("busy", { verb: "update" }),
    listed("done", {}, true),
    listed("far", { target: `${cluster}x` }),
  ];
  const scene = new ProviderScene({ starts: Array.from({ length: 100 }, () => busy), lists });
  const { message } = await failureOf(scene.provider.create(inputsOf({ timeouts: { create: "10s" } })));
  assert.match(
    message,
    /^No operation was started .*409 ABORTED.*In flight there: \S+\/busy \(update, .*in flight\)\. .*adopt it/,
  );
  assert.doesNotMatch(message, /\/done|\/far/);
});

test("a cancel beyond all dates is none", async () => {
  const journal = await killedAfterStart();
  const [key = ""] = journal.pages.keys();
  await journal.write(key, { ...journal.page, cancelledAt: 1e300 });
  const scene = new ProviderScene({}, { journal });
  await scene.create();
  assert.equal(scene.wire, "GET");
});

test("an entry whose name is no operation's of the service is none", async () => {
  const journal = await killedAfterStart();
  const [key = ""] = journal.pages.keys();
  await journal.write(key, { ...journal.page, operationName: "projects/p/secrets/s" });
  const scene = new ProviderScene({ cancelSupport: "unknown" }, { journal });
  await scene.create();
  assert.equal(scene.wire, "start");
});

test("a normal create writes twice and asks nothing more", async () => {
  const journal = new MemoryJournal();
  const scene = new ProviderScene({}, { journal });
  await scene.create();
  assert.equal(journal.writes, 2);
  assert.equal(scene.wire, "start");
  assert.equal(scene.connection.listed, 0);
});

test("the journal holds no part of the request but a digest", async () => {
  const journal = await killedAfterStart(
    inputsOf({ start: { path: startPath, body: { password: "s3cr3t" }, query: { q: "s3cr3t" } } }),
  );
  assert.doesNotMatch(JSON.stringify([...journal.pages]), /s3cr3t|password/);
});

test("a start that is refused leaves nothing in the journal", async () => {
  const journal = new MemoryJournal();
  await failureOf(new ProviderScene({ starts: [notPermitted] }, { journal }).provider.create(inputsOf()));
  assert.equal(journal.pages.size, 0);
});

test("an operation that ended at once and was never stored leaves nothing in the journal", async () => {
  const journal = new MemoryJournal();
  const starts: Operation[] = [{ name: "", done: true, result: { kind: "none" } }];
  await new ProviderScene({ starts }, { journal }).create();
  assert.equal(journal.pages.size, 0);
});

for (const call of ["diff", "refresh", "update", "delete"] as const) {
  test(`an entry is dropped once ${call} shows that the state holds the operation`, async () => {
    const journal = new MemoryJournal();
    const scene = new ProviderScene({ cancelTakes: 0 }, { journal });
    const resource = await scene.create();
    const next = new ProviderScene({ cancelTakes: 0 }, { journal });
    await (call === "diff" || call === "update" ? next[call](resource, inputsOf()) : next[call](resource));
    assert.equal(journal.pages.size, 0);
  });
}

test("an entry that is younger than the state is kept: it is the replacement's", async () => {
  const old = await new ProviderScene({ starts: [listed("old")] }).create();
  const journal = new MemoryJournal();
  const killed = new ProviderScene({}, { journal, clock: await later(minute) });
  await killed.create(inputsOf({ triggers: [2] }));
  const scene = new ProviderScene({}, { journal, clock: await later(2 * minute) });
  await scene.diff(old, inputsOf({ triggers: [2] }));
  assert.equal(journal.page.operationName, operationName);
});

test("an adopted operation needs no journal", async () => {
  const journal = new MemoryJournal();
  await new ProviderScene({}, { journal }).create(inputsOf({ operationName }));
  assert.equal(journal.writes, 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { reportEvent } from "#src/core/events.js";
import type { JsonObject } from "#src/core/json.js";
import type { RunningOperation } from "#src/core/operation.js";
import { Progress } from "#src/pulumi/report/progress.js";
import { ServiceText } from "#src/pulumi/report/serviceText.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { unavailable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { inputsOf, type LogLine, ProviderScene } from "../../support/providerScene.js";

function watched() {
  const clock = new DrivenClock("whenTold");
  const lines: LogLine[] = [];
  const log = {
    write: (kind: LogLine["kind"], message: string) => void lines.push({ kind, message }),
    flush: () => Promise.resolve(),
  };
  const text = new ServiceText({ isSecret: false, isNameSecret: false });
  const progress = new Progress(log, clock, text);
  const report = (event: Parameters<typeof reportEvent>[1]) =>
    reportEvent({ clock, report: progress.report }, event);
  return { clock, lines, report };
}

function running(metadata: JsonObject = {}): { kind: "polled"; operation: RunningOperation } {
  return { kind: "polled", operation: { name: operationName, done: false, metadata } };
}

test("the first look is shown at once, in the resource's row alone", (t) => {
  const { lines, report } = watched();
  report(running());
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["ephemeral"],
  );
  assertMessage(t, "first poll", lines[0]?.message ?? "");
});

test("a line has percent, stage and elapsed time", async (t) => {
  const { clock, lines, report } = watched();
  await clock.advance(90_400);
  report(running({ progressPercent: 40, statusMessage: "copying" }));
  assertMessage(t, "percent, stage and time", lines[0]?.message ?? "");
});

test("changes are shown, but not more often than every ten seconds", async () => {
  const { clock, lines, report } = watched();
  for (let percent = 0; percent < 60; percent += 1) {
    report(running({ progressPercent: percent }));
    await clock.advance(1_000);
  }
  assert.equal(lines.length, 6);
});

test("a wait in which nothing changes says so once a minute", async (t) => {
  const { clock, lines, report } = watched();
  for (let second = 0; second < 300; second += 1) {
    report(running());
    await clock.advance(1_000);
  }
  assert.equal(lines.length, 5);
  assertMessage(t, "a wait", lines.at(-1)?.message ?? "");
});

test("a cancellation under way is told apart", (t) => {
  const { lines, report } = watched();
  report(running({ requestedCancellation: true }));
  assertMessage(t, "being cancelled", lines[0]?.message ?? "");
});

test("an accepted cancel is shown at once", (t) => {
  const { lines, report } = watched();
  report(running());
  report({ kind: "cancelAccepted", name: operationName });
  assertMessage(t, "cancel accepted", lines[1]?.message ?? "");
});

test("what can't be cancelled is a warning that stays", (t) => {
  const { lines, report } = watched();
  report({ kind: "cancelUnsupported", name: operationName, reason: "no route" });
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["warning"],
  );
  assertMessage(t, "cancel unsupported", lines[0]?.message ?? "");
});

test("trouble is shown with what was asked and what came back", (t) => {
  const { lines, report } = watched();
  report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: 500 });
  assert.match(lines[0]?.message ?? "", /503 UNAVAILABLE/);
  assertMessage(t, "retrying", lines[0]?.message ?? "");
});

test("edge case 23: a pause longer than the heartbeat is told at once, and how long it is", (t) => {
  const { lines, report } = watched();
  report(running());
  report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: 312_345 });
  assert.match(lines[1]?.message ?? "", /503 UNAVAILABLE.* 5m12s$/);
  assertMessage(t, "a long pause", lines[1]?.message ?? "");
});

test("edge case 63: a machine that slept tells how long it has been, once it is awake", (t) => {
  const { clock, lines, report } = watched();
  report(running());
  clock.jump(8 * 3_600_000);
  report(running());
  assertMessage(t, "after a sleep", lines.map(({ message }) => message).join("\n"));
});

test("edge case 63: setting the clock on the wall neither silences nor floods the lines", async (t) => {
  const year = 365 * 24 * 3_600_000;
  for (const jump of [year, -year]) {
    const { clock, lines, report } = watched();
    for (let second = 0; second < 120; second += 1) {
      if (second === 30) {
        clock.setWall(clock.wall() + jump);
      }
      report(running());
      await clock.advance(1_000);
    }
    assertMessage(t, "the clock set", lines.map(({ message }) => message).join("\n"));
  }
});

test("an end is no progress", () => {
  const { lines, report } = watched();
  const operation = { name: operationName, done: true as const, result: { kind: "none" as const } };
  report({ kind: "polled", operation });
  assert.deepEqual(lines, []);
});

test("every line of a resource's wait is one line of text", async () => {
  const scene = new ProviderScene({
    endsAt: 3_600_000,
    metadata: { statusMessage: "one\r\ntwo \u001b[31m" },
  });
  await scene.create(inputsOf({ waitFor: "done", timeouts: { create: "2h" } }));
  const said = scene.said("ephemeral");
  assert.equal(said[0], `running, one two [31m: ${operationName}`);
  assert.ok(said.length >= 55, `an hour's wait shows a heartbeat each minute, not ${said.length} lines`);
});

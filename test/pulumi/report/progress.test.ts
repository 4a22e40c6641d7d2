import assert from "node:assert/strict";
import { test } from "node:test";
import { reportEvent } from "#src/core/events.js";
import type { JsonObject } from "#src/core/json.js";
import type { RunningOperation } from "#src/core/operation.js";
import { Progress } from "#src/pulumi/report/progress.js";
import { type SecretArguments, ServiceText } from "#src/pulumi/report/serviceText.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { foreign, noCredentials, reset, unavailable, unreadable } from "../../support/faults.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import { inputsOf, type LogLine, ProviderScene } from "../../support/providerScene.js";

function watched(secrets: SecretArguments = { isSecret: false, isNameSecret: false }) {
  const clock = new DrivenClock("whenTold");
  const lines: LogLine[] = [];
  const log = {
    write: (kind: LogLine["kind"], message: string) => void lines.push({ kind, message }),
    flush: () => Promise.resolve(),
  };
  const text = new ServiceText(secrets);
  const progress = new Progress(log, clock, text);
  const report = (event: Parameters<typeof reportEvent>[1]) =>
    reportEvent({ clock, report: progress.report }, event);
  return { clock, lines, report };
}

function running(
  metadata: JsonObject = {},
  name = operationName,
): { kind: "polled"; operation: RunningOperation } {
  return { kind: "polled", operation: { name, done: false, metadata } };
}

/** The type of metadata with a percentage. */
const type = { "@type": "type.googleapis.com/google.cloud.automl.v1.OperationMetadata" };

const exporting = { verb: "export", target: "projects/p/locations/l/clusters/orders" };

test("the first poll is shown at once, in the resource's row alone", (t) => {
  const { lines, report } = watched();
  report(running(exporting));
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["ephemeral"],
  );
  assertMessage(t, "first poll", lines[0]?.message ?? "");
});

/** The lines of a wait of ten minutes that is polled each second, and the times of those lines in seconds. */
async function tenMinutes(metadataAt: (second: number) => JsonObject) {
  const { clock, lines, report } = watched();
  const times: number[] = [];
  for (let second = 0; second < 600; second += 1) {
    report(running(metadataAt(second)));
    times.push(...Array<number>(lines.length - times.length).fill(second));
    await clock.advance(1_000);
  }
  return { times, messages: lines.map(({ message }) => message) };
}

test("a wait of ten minutes in which nothing changes writes five lines", async () => {
  const { times } = await tenMinutes(() => exporting);
  assert.deepEqual(times, [0, 120, 240, 360, 480]);
});

test("a wait of ten minutes with a percent writes one line a minute and one at each quarter", async (t) => {
  const { times, messages } = await tenMinutes((second) => ({
    ...exporting,
    ...type,
    progressPercent: Math.floor(second / 6),
  }));
  assert.deepEqual(times, [0, 60, 120, 150, 210, 270, 300, 360, 420, 450, 510, 570]);
  assertMessage(t, "ten minutes with a percent", messages.join("\n"));
});

test("quarters that follow each other closely are shown every ten seconds", async () => {
  const { times } = await tenMinutes((second) => ({ ...type, progressPercent: (second * 30) % 101 }));
  assert.ok(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 10));
});

test("an accepted cancel is shown at once, and the state stays where the metadata don't show it", async (t) => {
  const { clock, lines, report } = watched();
  report(running({ ...exporting, ...type, progressPercent: 40 }));
  report({ kind: "cancelSent", name: operationName });
  report({ kind: "cancelAccepted", name: operationName });
  await clock.advance(10_000);
  report(running({ ...exporting, ...type, progressPercent: 60 }));
  assertMessage(t, "cancel accepted", lines.map(({ message }) => message).join("\n"));
});

test("an accepted cancel of an operation that this step has not polled shows its ID", (t) => {
  const { lines, report } = watched();
  report({ kind: "cancelAccepted", name: operationName });
  assertMessage(t, "cancel accepted before a poll", lines[0]?.message ?? "");
});

test("another operation after a cancel, as an undo starts one, is running", async (t) => {
  const { clock, lines, report } = watched();
  report({ kind: "cancelAccepted", name: `${operationName}-1` });
  await clock.advance(10_000);
  report(running(exporting));
  assertMessage(t, "another operation", lines[1]?.message ?? "");
});

test("a cancellation by somebody else is shown", (t) => {
  const { lines, report } = watched();
  report(running({ ...exporting, requestedCancellation: true }));
  assertMessage(t, "being cancelled", lines[0]?.message ?? "");
});

test("an operation that can't be cancelled is a warning that stays", (t) => {
  const { lines, report } = watched();
  report({ kind: "cancelUnsupported", name: operationName, isAwaited: true, reason: "no route" });
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["warning"],
  );
  assertMessage(t, "cancel unsupported", lines[0]?.message ?? "");
});

test("a failure that the next attempts repair within five seconds is not shown", async () => {
  const { clock, lines, report } = watched();
  for (let minute = 0; minute < 2; minute += 1) {
    report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: 1_000 });
    await clock.advance(1_000);
    report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: 2_000 });
    await clock.advance(2_000);
    report(running());
    await clock.advance(57_000);
  }
  assert.equal(lines.length, 1);
});

test("a failure that lasts is shown with its fact first, and so is its end", async (t) => {
  const { clock, lines, report } = watched();
  report(running(exporting));
  await clock.advance(60_000);
  for (const seconds of [1, 2, 4, 8, 16, 30, 30, 30]) {
    report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: seconds * 1_000 });
    await clock.advance(seconds * 1_000);
  }
  report(running(exporting));
  assertMessage(t, "a failure that lasts", lines.map(({ message }) => message).join("\n"));
});

test("edge case 23: a long pause is shown at once, with its length", (t) => {
  const { lines, report } = watched();
  report(running());
  report({ kind: "retrying", name: operationName, failure: unavailable, retryIn: 312_345 });
  assert.match(lines[1]?.message ?? "", /^HTTP 503 UNAVAILABLE, trying again in 5m13s/);
  assertMessage(t, "a long pause", lines[1]?.message ?? "");
});

test("every kind of failure names its fact first and its URL last", (t) => {
  const failures = [unavailable, foreign(502), unreadable(), reset(), noCredentials(true)];
  const rows = failures.map((failure) => {
    const { lines, report } = watched();
    report({ kind: "retrying", name: operationName, failure, retryIn: 30_000 });
    return lines[0]?.message ?? "";
  });
  assert.ok(rows.every((row) => row.endsWith(`(${unavailable.request})`)));
  assertMessage(t, "every kind of failure", rows.join("\n"));
});

test("edge case 63: a machine that slept shows the state as soon as it is awake", () => {
  const { clock, lines, report } = watched();
  report(running());
  clock.jump(8 * 3_600_000);
  report(running());
  assert.equal(lines.length, 2);
});

test("edge case 63: setting the wall clock neither silences nor floods the lines", async () => {
  const year = 365 * 24 * 3_600_000;
  for (const jump of [year, -year]) {
    const { clock, lines, report } = watched();
    for (let second = 0; second < 240; second += 1) {
      if (second === 30) {
        clock.setWall(clock.wall() + jump);
      }
      report(running());
      await clock.advance(1_000);
    }
    assert.equal(lines.length, 2);
  }
});

test("an end is no progress", () => {
  const { lines, report } = watched();
  const operation = { name: operationName, done: true as const, result: { kind: "none" as const } };
  report({ kind: "polled", operation });
  assert.deepEqual(lines, []);
});

test("a create that waits ends with one line about the end", async (t) => {
  const scene = new ProviderScene({
    endsAt: 3_600_000,
    metadata: { ...exporting, statusMessage: "one\r\ntwo \u001b[31m" },
  });
  await scene.create(inputsOf({ waitFor: "done", timeouts: { create: "2h" } }));
  assert.equal(scene.said("ephemeral").length, 30);
  const unlike = scene.lines.filter(({ message }, index, all) => message !== all[index - 1]?.message);
  assertMessage(t, "a wait of an hour", unlike.map(({ kind, message }) => `${kind}: ${message}`).join("\n"));
});

test("an update that resumes a wait ends with one line about the end", async (t) => {
  const scene = new ProviderScene({ endsAt: 3_600_000, metadata: exporting });
  const resource = await scene.create(inputsOf());
  scene.lines.length = 0;
  await scene.update(resource, inputsOf({ waitFor: "done", timeouts: { create: "2h" } }));
  assertMessage(t, "the end of an update's wait", scene.said("info").join("\n"));
});

test("a secret argument leaves only state, percent and ID", (t) => {
  const { lines, report } = watched({ isSecret: true, isNameSecret: false });
  const metadata = { ...exporting, ...type, progressPercent: 40, statusMessage: "copying" };
  report(running(metadata, "projects/p/locations/l/operations/operation-1"));
  assertMessage(t, "a secret argument", lines[0]?.message ?? "");
});

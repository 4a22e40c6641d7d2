import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "#src/core/operation.js";
import { notPermitted, rejected, reset } from "../../support/faults.js";
import { killedAfterStart, killedDuringStart, later } from "../../support/killedRun.js";
import { operationName } from "../../support/modelService.js";
import type { ProviderScript } from "../../support/providerConnection.js";
import { failureOf, inputsOf, ProviderScene, startPath } from "../../support/providerScene.js";
import { minute } from "../../support/scene.js";

const began = "2026-01-01T00:00:00.000Z";
const otherVersion: ProviderScript = { apiVersion: "v1" };
const otherEndpoint: ProviderScript = { baseUrl: "https://other.example.com" };

const ways: [what: string, script: ProviderScript, wire: string, told: string][] = [
  [
    "apiVersion: the same host is asked",
    otherVersion,
    "GET start",
    "is still running. Under https://alloydb.googleapis.com/v1 it is not taken over. To have it, adopt it: " +
      'replace `start` by `operationName: "<its name>"`, with apiVersion: "v1beta" as it was; ' +
      `to end it, send POST https://alloydb.googleapis.com/v1beta/${operationName}:cancel`,
  ],
  [
    "endpoint or service: nobody is asked",
    otherEndpoint,
    "start",
    "may still be running: it was not looked at there. Under https://other.example.com/v1beta it is not taken " +
      'over. To have it, adopt it: replace `start` by `operationName: "<its name>"`, with `service` or `endpoint` as it was; ' +
      "to end it, adopt it in a resource of its own and destroy that",
  ],
];
for (const [what, script, wire, told] of ways) {
  test(`edge case 33: killed, and the next run looks elsewhere: what was started is named, and a new one started: ${what}`, async () => {
    const journal = await killedAfterStart();
    const scene = new ProviderScene(script, { journal, clock: await later(minute) });
    await scene.create();
    assert.equal(scene.wire, wire);
    assert.deepEqual(scene.said("warning"), [
      `${operationName}, which an earlier run started at ${began} for this resource under ` +
        `https://alloydb.googleapis.com/v1beta, ${told}`,
    ]);
  });

  test(`it is told of once: neither by the next create, nor by one of the same run: ${what}`, async () => {
    const journal = await killedAfterStart();
    const scene = new ProviderScene(script, { journal });
    await scene.create();
    await scene.create();
    const next = new ProviderScene(script, { journal });
    await next.create();
    assert.equal(scene.said("warning").length, 1);
    assert.deepEqual(next.said("warning"), []);
  });

  test(`killed in mid-start, and the next run looks elsewhere: what to look for is said: ${what}`, async () => {
    const journal = await killedDuringStart();
    const scene = new ProviderScene(script, { journal });
    await scene.create();
    assert.equal(scene.wire, "start");
    assert.equal(scene.connection.listed, 0);
    assert.match(
      scene.said("warning").join("\n"),
      /^an earlier run intended a start for this resource at 2026\S+ under \S+\/v1beta; .* Look for it with GET \S+\/v1beta\/\S+\/operations; if it is there, adopt it/,
    );
  });
}

test("what was told of is out before the page is replaced", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene(otherEndpoint, { journal });
  let pageAtFlush: unknown;
  scene.atFlush = async () => {
    pageAtFlush ??= journal.page.operationName;
  };
  await scene.create();
  assert.equal(pageAtFlush, operationName);
});

test("elsewhere at the same host, and it has ended: not a word about it", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ ...otherVersion, endsAt: 0 }, { journal });
  await scene.create();
  assert.deepEqual(scene.said("warning"), []);
});

test("elsewhere at the same host, and it can't be looked at: it may still be running", async () => {
  const journal = await killedAfterStart();
  const scene = new ProviderScene({ ...otherVersion, mishaps: { get: () => notPermitted } }, { journal });
  await scene.create();
  assert.equal(scene.count("start"), 1);
  assert.match(scene.said("warning")[0] ?? "", /may still be running: it can't be looked at\./);
});

test("what a state of this run holds is not told of", async () => {
  const journal = await killedAfterStart();
  const held = await new ProviderScene().create({ ...inputsOf({ operationName }), __urn: "urn:other" });
  const scene = new ProviderScene(otherVersion, { journal });
  await scene.diff(held, { ...inputsOf({ operationName }), __urn: "urn:other" });
  await scene.create();
  assert.deepEqual(scene.said("warning"), []);
});

test("a replacement with another endpoint: its old operation is the state's, and not told of", async () => {
  const journal = await killedAfterStart();
  const before = await new ProviderScene().create();
  const scene = new ProviderScene(otherEndpoint, { journal });
  const inputs = inputsOf({ triggers: [2] });
  await scene.diff(before, inputs);
  await scene.delete(before);
  await scene.create(inputs);
  assert.deepEqual(scene.said("warning"), []);
});

test("a start that the user was told of before is not told of again", async () => {
  const script: ProviderScript = { starts: [reset()] };
  const journal = await killedDuringStart();
  journal.pages.clear();
  await failureOf(new ProviderScene(script, { journal }).provider.create(inputsOf()));
  const scene = new ProviderScene(otherVersion, { journal });
  await scene.create();
  assert.deepEqual(scene.said("warning"), []);
});

test("back at its endpoint before anything was started elsewhere: adopted", async () => {
  const journal = await killedAfterStart();
  const elsewhere = new ProviderScene(otherEndpoint, { journal });
  elsewhere.interruptIn(0);
  elsewhere.atFlush = () => elsewhere.clock.sleep(1);
  await failureOf(elsewhere.provider.create(inputsOf()));
  assert.equal(elsewhere.wire, "");
  const scene = new ProviderScene({}, { journal });
  await scene.create();
  assert.equal(scene.wire, "GET");
});

test("edge case 27: what was started with another version is not taken for what a start without an answer has begun", async () => {
  const journal = await killedAfterStart();
  const metadata = {
    createTime: "2026-01-01T00:00:00Z",
    target: startPath.replace(":export", ""),
    verb: "export",
  };
  const lists: Operation[] = [{ name: operationName, done: false, metadata }];
  const scene = new ProviderScene({ ...otherVersion, starts: [reset()], lists }, { journal });
  await failureOf(scene.provider.create(inputsOf()));
  assert.ok(!scene.said("info").some((line) => line.startsWith("adopted")));
  assert.deepEqual(journal.page.earlier, [operationName]);
});

test("a start that is refused elsewhere: the warning was given all the same", async () => {
  const journal = await killedAfterStart();
  const starts = [rejected(403, "PERMISSION_DENIED")];
  const scene = new ProviderScene({ ...otherEndpoint, starts }, { journal });
  await failureOf(scene.provider.create(inputsOf()));
  assert.equal(scene.said("warning").length, 1);
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { PassThroughClient } from "google-auth-library";
import {
  isListRefusedError,
  isRequestRefusedError,
  isStartRefusedError,
  OperationsClient,
} from "pulumi-gcp-lro/client";
import { certificate, certificateKey } from "../google/http/certificate.js";
import { EmulatorScene, exportRequest, parent } from "../support/emulatorScene.js";
import { assertMessage } from "../support/golden.js";
import { unsharedPort } from "../support/unsharedPort.js";

const name = `${parent}/operations/operation-1`;

/** The port of tcpmux. Nothing listens on it, and the system never gives it to a server of another test. */
const port = 1;

// The time limits of the calls are an hour and more: they end long before, or the test's own limit fails it.
const soon = { timeout: 30_000 };

test("every call fails soon if nothing listens, and says how to start the emulator", soon, async (t) => {
  const client = new OperationsClient({
    service: "alloydb",
    endpoint: `http://127.0.0.1:${port}/alloydb`,
    authClient: new PassThroughClient(),
  });
  const started = assert.rejects(client.start(exportRequest), isStartRefusedError);
  const listed = assert.rejects(client.list(parent).next(), isListRefusedError);
  const cancelledAll = client.cancelAll([name]);
  for (const call of [client.get(name), client.wait(name), client.cancel(name), client.cancelAndWait(name)]) {
    await assert.rejects(call, (error: Error) => {
      assert.ok(isRequestRefusedError(error) && error.failure.kind === "network");
      assert.equal(error.failure.setup, "nothingListens");
      assert.match(error.failure.remedy ?? "", new RegExp(`npx gcp-lro emulator --port ${port}\\b`));
      assertMessage(t, "nothing listens", error.message);
      return true;
    });
  }
  await Promise.all([started, listed]);
  const [cancelled] = await cancelledAll;
  assert.ok(cancelled?.error?.failure.kind === "network");
  assert.equal(cancelled.error.failure.setup, "nothingListens");
});

test("an untrusted certificate is named with its remedy, and nothing counts as sent", async (t: TestContext) => {
  const server = createSecureServer({ key: certificateKey, cert: certificate });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const client = new OperationsClient({
    service: "alloydb",
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authClient: new PassThroughClient(),
  });
  await assert.rejects(client.start(exportRequest, { timeout: "3s" }), (error: Error) => {
    assert.ok(isStartRefusedError(error) && error.failure.kind === "network");
    assert.deepEqual([error.failure.setup, error.failure.mayHaveArrived], ["certificate", false]);
    assert.match(error.failure.remedy ?? "", /NODE_EXTRA_CA_CERTS/);
    assertMessage(t, "an untrusted certificate", error.message.replace(error.failure.message, "<cause>"));
    return true;
  });
});

test("a wait for an operation that this client has seen goes on while nothing listens", async (t) => {
  const scene = await EmulatorScene.open(t, { port: unsharedPort() });
  const seeded = scene.seed({ operationTime: "1000h" });
  await scene.client.get(seeded);
  await scene.emulator.close();
  const outcome = await scene.client.wait(seeded, { timeout: "1m", onProgress: scene.onProgress });
  assert.ok(outcome.kind === "running" && outcome.because === "deadline");
  assert.ok(outcome.failure?.kind === "network" && outcome.failure.setup === "nothingListens");
  assert.ok(scene.progress.length > 3);
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { assertMessage } from "../support/golden.js";
import { call, startExport } from "./call.js";

test("close ends open connections, and may be called again", async () => {
  const emulator = await startEmulator();
  const socket = connect(Number(emulator.host.split(":")[1]), "127.0.0.1");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await Promise.all([emulator.close(), emulator.close()]);
  await ended;
  await emulator.close();
  await assert.rejects(fetch(emulator.url));
});

test("close ends delayed requests", async () => {
  const emulator = await startEmulator({ time: "driven" });
  emulator.fault({ fault: { kind: "delay", milliseconds: 1_000 } });
  const answer = call(emulator, "GET /datastore/v1/projects/p/operations").catch(() => "no answer");
  while (emulator.requests.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await emulator.close();
  assert.equal(await answer, "no answer");
});

test("a port that is in use is refused", async () => {
  await using emulator = await startEmulator();
  await assert.rejects(startEmulator({ port: Number(emulator.host.split(":")[1]) }), { code: "EADDRINUSE" });
});

test("real time follows the system's clock and can't be advanced", async (t) => {
  await using emulator = await startEmulator({ operationTime: 0 });
  const operation = await startExport(emulator);
  assert.equal((await call(emulator, `GET ${operation}`)).at("done"), true);
  assert.ok(Math.abs(emulator.epoch + emulator.now() - Date.now()) < 60_000);
  await assert.rejects(emulator.advance(1), (error: Error) => {
    assertMessage(t, "advance of real time", error.message);
    return true;
  });
});

test("driven time moves only by advance", async () => {
  await using emulator = await startEmulator({ time: "driven" });
  assert.equal(emulator.now(), 0);
  await emulator.advance(90_000);
  assert.equal(emulator.now(), 90_000);
  assert.equal(new Date(emulator.epoch).toISOString(), "2026-01-01T00:00:00.000Z");
});

test("the same seed forms the same names", async () => {
  const namesOf = async (seed: number) => {
    await using emulator = await startEmulator({ time: "driven", seed });
    await startExport(emulator);
    await startExport(emulator);
    return emulator.operations.map(({ name }) => name);
  };
  assert.deepEqual(await namesOf(3), await namesOf(3));
  assert.notDeepEqual(await namesOf(3), await namesOf(4));
});

test("a root service is reached with and without its prefix", async () => {
  await using emulator = await startEmulator({ rootService: "alloydb" });
  const operation = await startExport(emulator);
  assert.equal((await call(emulator, `GET ${operation}`)).status, 200);
  assert.equal((await call(emulator, `GET ${operation.replace("/alloydb", "")}`)).status, 200);
  assert.equal((await call(emulator, "GET /datastore/v1/projects/p/operations")).status, 200);
});

/** Makes an empty folder the user's Pulumi home until the test ends. */
async function usersHome(t: TestContext): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "gcp-lro-home-"));
  const { PULUMI_HOME } = process.env;
  process.env.PULUMI_HOME = home;
  t.after(async () => {
    delete process.env.PULUMI_HOME;
    Object.assign(process.env, PULUMI_HOME === undefined ? {} : { PULUMI_HOME });
    await rm(home, { recursive: true });
  });
  return home;
}

test("each environment for a stack has an empty backend of its own, which close removes", async (t) => {
  await usersHome(t);
  const emulator = await startEmulator();
  await using other = await startEmulator();
  const environments = [emulator, emulator, other].map((one) => one.stackEnvironment());
  const folders = environments.flatMap(({ PULUMI_BACKEND_URL = "", PULUMI_HOME = "" }) => [
    fileURLToPath(PULUMI_BACKEND_URL),
    PULUMI_HOME,
  ]);
  assert.equal(new Set(folders).size, 6);
  assert.deepEqual(
    environments.map(({ GCP_LRO_EMULATOR_HOST }) => GCP_LRO_EMULATOR_HOST),
    [emulator.host, emulator.host, other.host],
  );
  for (const { PULUMI_BACKEND_URL = "" } of environments) {
    assert.deepEqual(await readdir(fileURLToPath(PULUMI_BACKEND_URL)), []);
  }
  await emulator.close();
  assert.deepEqual(folders.filter(existsSync), folders.slice(4));
});

test("a stack's plugins are those of the user's Pulumi home, and stay", async (t) => {
  const home = await usersHome(t);
  const emulator = await startEmulator();
  const { PULUMI_HOME = "" } = emulator.stackEnvironment();
  await writeFile(path.join(PULUMI_HOME, "plugins", "one"), "");
  await emulator.close();
  assert.deepEqual(await readdir(path.join(home, "plugins")), ["one"]);
});

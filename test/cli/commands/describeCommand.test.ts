import assert from "node:assert/strict";
import { test } from "node:test";
import { parent } from "../../support/emulatorScene.js";
import { assertMessage } from "../../support/golden.js";
import { CommandScene } from "../commandScene.js";

const host = "//alloydb.googleapis.com";

test("describe prints everything about an operation in flight, and about one that failed", async (t) => {
  const command = await CommandScene.open(t);
  const running = await command.run(["describe", `${host}/${command.scene.seed()}`]);
  assert.equal(running.code, 0);
  assertMessage(t, "running operation", running.stdout);
  const name = command.scene.seed({ operationTime: "30s", ends: { fail: { code: 13, message: "boom" } } });
  const failed = await command.run(["describe", "--service", "alloydb", name]);
  assert.equal(failed.code, 0);
  assertMessage(t, "failed operation", failed.stdout);
});

test("an unknown operation is named on stderr and makes the exit code 1; the others are described", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  const words = ["describe", `${host}/${parent}/operations/none`, `${host}/${name}`];
  const { code, stdout, stderr } = await command.run(words);
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(name));
  assertMessage(t, "unknown operation", stderr);
});

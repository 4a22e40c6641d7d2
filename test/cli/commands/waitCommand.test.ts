import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputError } from "#src/cli/commands/command.js";
import { parent } from "../../support/emulatorScene.js";
import { assertMessage } from "../../support/golden.js";
import { CommandScene } from "../commandScene.js";

const host = "//alloydb.googleapis.com";

test("wait: completed has code 0, cancelled and failed have code 4, the time limit has code 6", async (t) => {
  const command = await CommandScene.open(t);
  const completed = command.scene.seed();
  assert.equal((await command.run(["wait", `${host}/${completed}`])).code, 0);
  const cancelled = command.emulator.seedOperation({
    service: "alloydb",
    method: "exportCluster",
    target: `${parent}/clusters/c`,
    cancelRequestedAgo: "1s",
  });
  assert.equal((await command.run(["wait", `${host}/${cancelled}`])).code, 4);
  const long = command.scene.seed({ operationTime: "9h" });
  const late = await command.run(["wait", `${host}/${long}`, "--timeout", "1m"]);
  assert.equal(late.code, 6);
  assertMessage(t, "wait: time limit", late.stdout);
});

test("wait below a parent takes the operations in flight", async (t) => {
  const command = await CommandScene.open(t);
  command.scene.seed();
  command.scene.seed();
  const { code, stdout } = await command.run(["wait", "--service", "alloydb", "--parent", parent]);
  assert.equal(code, 0);
  assert.equal(stdout.match(/^completed /gm)?.length, 2);
});

for (const action of ["leave", "cancel"] as const) {
  test(`Ctrl-C in wait with --on-interrupt ${action} has code 130`, async (t) => {
    const command = await CommandScene.open(t);
    const name = command.scene.seed();
    void command.scene.clock.sleep(20_000).then(() => command.interrupt.abort());
    const { code, stdout } = await command.run(["wait", `${host}/${name}`, "--on-interrupt", action]);
    assert.equal(code, 130);
    assertMessage(t, `interrupted: ${action}`, stdout);
    assert.equal(command.scene.count("cancel"), action === "cancel" ? 1 : 0);
  });
}

test("wait with --on-interrupt cancel reports each operation once", async (t) => {
  const command = await CommandScene.open(t);
  const names = [command.scene.seed(), command.scene.seed()].map((name) => `${host}/${name}`);
  void command.scene.clock.sleep(20_000).then(() => command.interrupt.abort());
  const { code, json } = await command.run(["wait", ...names, "--on-interrupt", "cancel", "--json"]);
  assert.equal(code, 130);
  const ended = json().filter(({ event }) => event === "ended");
  assert.deepEqual(
    ended.map(({ name, state }) => [name, state]),
    names.map((name) => [name, "CANCELLING"]),
  );
});

test("wait with --on-interrupt cancel leaves operations alone when the reader of stdout ends", async (t) => {
  const command = await CommandScene.open(t);
  const name = command.scene.seed();
  void command.scene.clock.sleep(20_000).then(() => command.interrupt.abort(new OutputError("closed")));
  const { code, stderr } = await command.run(["wait", `${host}/${name}`, "--on-interrupt", "cancel"]);
  assert.equal(code, 1);
  assert.match(stderr, /0 of 1 operation ended, 1 still running/);
  assert.equal(command.scene.count("cancel"), 0);
});

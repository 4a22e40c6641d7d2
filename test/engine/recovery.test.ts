import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Emulator } from "pulumi-gcp-lro/emulator";
import { cannotSignalParts } from "../support/engineKill.js";
import { clusterExport } from "../support/engineProgram.js";
import { asked, assertForPeople, diagnosticsOf, failing, KILLED, succeeding } from "../support/engineRun.js";
import { scenario } from "../support/engineScenario.js";
import { assertMessage } from "../support/golden.js";

/** Cancels an operation, and resolves once it has ended. */
async function endBySomebodyElse(emulator: Emulator, name: string): Promise<void> {
  await fetch(`${emulator.url}/alloydb/v1beta/${name}:cancel`, { method: "POST" });
  while (emulator.operations.some((operation) => operation.name === name && !operation.done)) {
    await pause(20);
  }
}

describe("kill -9 of CLI and provider while up waits; the next up", { skip: cannotSignalParts }, () => {
  const running = clusterExport("running", { waitFor: "done" });
  const ended = clusterExport("ended", { waitFor: "done" });
  const lost = clusterExport("lost");
  const observed = scenario({}, async ({ stack, emulator, until, count, operations }) => {
    emulator.fault({
      match: { kind: "start", path: "clusters/lost" },
      when: { nth: 1 },
      fault: { kind: "delay", milliseconds: 600_000, effect: "after" },
    });
    const creating = stack.up([running, ended, lost]);
    await until(
      creating,
      () => count("get", "running") > 0 && count("get", "ended") > 0 && operations("lost").length > 0,
    );
    await stack.kill("cli", "provider");
    const killed = await failing(creating);
    const locked = await failing(stack.destroy());
    await stack.unlock();
    const saved = await stack.exported();
    const settings = [clusterExport("running"), clusterExport("ended"), lost];
    await endBySomebodyElse(emulator, operations("ended")[0]?.name ?? "");
    const up = await failing(stack.up(settings));
    const state = await stack.exported();
    const again = await succeeding(stack.up(settings));
    await succeeding(stack.destroy());
    return {
      killed,
      locked,
      saved,
      up,
      state,
      again,
      of: Object.fromEntries(["running", "ended", "lost"].map((name) => [name, operations(name)])),
    };
  });

  test("the run ends as killed, and nothing asks about the operations any more", () => {
    const { killed, locked } = observed();
    assert.equal(killed.code, KILLED);
    assert.deepEqual(locked.requests, []);
  });

  test("the stack stays locked until `pulumi cancel`", () => {
    assert.match(observed().locked.text, /currently locked.*`pulumi cancel`/);
  });

  test("the names that were answered were printed right after the start", () => {
    const { killed, of } = observed();
    for (const name of ["running", "ended"]) {
      assert.match(killed.text, new RegExp(`started ${of[name]?.[0]?.name}`));
    }
  });

  test("the state knows of none of them", () => {
    assert.deepEqual(observed().saved, {});
  });

  test("adopts by its name what still runs, and says so", (t) => {
    const { up, state, of } = observed();
    assert.equal(asked(up, "running"), "get");
    assert.equal(of.running?.length, 1);
    assert.equal(state.running?.outputs.operationName, of.running?.[0]?.name);
    const shown = diagnosticsOf(up, "running");
    assert.ok(shown.includes(of.running?.[0]?.name ?? "none"), shown);
    assertMessage(t, "adopted", shown);
  });

  test("starts anew what has ended, and says how it ended", (t) => {
    const { up, state, of } = observed();
    assert.equal(asked(up, "ended"), "get start");
    assert.equal(state.ended?.outputs.operationName, of.ended?.[1]?.name);
    const shown = diagnosticsOf(up, "ended");
    assert.ok(shown.includes(of.ended?.[0]?.name ?? "none"), shown);
    assertMessage(t, "ended since, cancelled", shown);
  });

  test("fails once for what was started without an answer, and shows it", (t) => {
    const { up, state, of } = observed();
    assert.equal(asked(up, "lost"), "");
    assert.equal(state.lost, undefined);
    assert.ok(up.requests.some(({ kind }) => kind === "list"));
    const shown = diagnosticsOf(up, "lost");
    assert.ok(shown.includes(of.lost?.[0]?.name ?? "none"), shown);
    assertMessage(t, "start without an answer", shown);
    assertForPeople(up.text);
  });

  test("the up after it starts that one anew, and nothing else", () => {
    const { again } = observed();
    assert.deepEqual(
      again.requests.map(({ kind, target }) => `${kind} ${target?.split("/").at(-1)}`),
      ["start lost"],
    );
  });

  test("destroy cancels what the state holds, and nothing else", () => {
    const ends = Object.values(observed().of).map((operations) => operations.map(({ state }) => state));
    assert.deepEqual(ends, [["CANCELLED"], ["CANCELLED", "CANCELLED"], ["RUNNING", "CANCELLED"]]);
  });
});

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { WaitsOrder, WaitsResult } from "./concurrentWaits.js";
import { inOwnProcess } from "./ownProcess.js";

const SEED = Number(process.env.SOAK_SEED ?? 20_261_121);
const OPERATIONS = 1_000;

describe(`${OPERATIONS} waits at once by one client and one signal, 30 % of all answers 503, 429 or resets`, () => {
  let result: WaitsResult;

  before(async () => {
    result = await inOwnProcess<WaitsOrder, WaitsResult>("concurrentWaitsProgram.js", {
      seed: SEED,
      operations: OPERATIONS,
    });
  });

  it("every outcome is true", (t) => {
    const { requests, failures, sockets, mostSockets } = result;
    t.diagnostic(
      `seed ${SEED}: ${requests} requests, ${failures} faults, ${sockets} connections, at most ${mostSockets} at a time`,
    );
    assert.deepEqual(result.problems, [], `seed ${SEED}`);
  });

  it("edge case 64: at most 32 connections are open, whatever is reset", () => {
    assert.ok(result.sockets > 32, "no connection was reset");
    assert.ok(result.mostSockets <= 32, `seed ${SEED}: ${result.mostSockets} connections at a time`);
    assert.ok(result.idleConnections <= 32);
  });

  it("an abort in the middle of it brings all of them back, each with what it knows", () => {
    assert.equal(result.aborted.length, OPERATIONS);
    assert.ok(result.aborted.includes("running"));
    const known = ["running", "cancelled", "completed"];
    assert.deepEqual(
      result.aborted.filter((outcome) => !known.includes(outcome)),
      [],
    );
  });

  it("nothing is left: no listener on the signal, no timer, no connection, no warning of a leak", () => {
    assert.deepEqual(result.left, { listeners: 0, timers: 0, openSockets: 0 });
    assert.deepEqual(result.warnings, []);
  });
});

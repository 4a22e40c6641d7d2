import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cancelAll } from "#src/core/cancelAll.js";
import { Deadline } from "#src/core/deadline.js";
import type { Reply } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import { pollByGet } from "#src/core/polling.js";
import { seededRandom } from "../support/seededRandom.js";
import { Cloud, parent } from "./cloud.js";
import { exploration } from "./exploration.js";
import { script } from "./operationScripts.js";
import { SlowMachine } from "./slowMachine.js";
import { kindOf } from "./waitPromises.js";

const TIMEOUT = 600_000;

/** On a machine so slow that anything may happen before anything else, Ctrl-C included. */
const anyOrder = fc.asyncProperty(
  fc.scheduler(),
  fc.array(script, { minLength: 1, maxLength: 4 }),
  fc.integer({ min: 1, max: 3 }),
  fc.option(fc.nat(20), { nil: undefined }),
  async (scheduler, scripts, width, interruptAt) => {
    const clock = new SlowMachine(scheduler);
    const cloud = new Cloud(clock, scripts);
    const names = scripts.map(() => cloud.start({ path: `${parent}/clusters/c:export` }).name);
    const shown = new Map<string, Operation>();
    const service = {
      get: async (name: string): Promise<Reply<Operation>> => {
        const reply = await scheduler
          .schedule(Promise.resolve(name), `GET ${name}`)
          .then(() => cloud.look(name));
        if (reply.ok) {
          shown.set(name, reply.value);
        }
        return reply;
      },
      cancel: (name: string): Promise<Reply<undefined>> =>
        scheduler.schedule(Promise.resolve(name), `cancel ${name}`).then(() => cloud.cancel(name)),
    };
    const interrupt = new AbortController();
    clock.onTurn = (turn) => turn === interruptAt && interrupt.abort();
    const random = seededRandom(1);
    const context = { clock, service, polls: pollByGet(service, clock), random, report: () => undefined };
    const plan = { whenUnsupported: "wait" as const };
    const limits = { deadline: new Deadline(clock, TIMEOUT), signal: interrupt.signal };
    const working = cancelAll(
      names.map((name) => ({ name, context, plan, visibleBy: 60_000 })),
      limits,
      width,
    );
    const results = await scheduler.waitFor(working);
    assert.deepEqual(
      results.map(({ name }) => name),
      names,
    );
    for (const { name, outcome } of results) {
      const operation = shown.get(name);
      if (outcome?.kind === "running") {
        assert.ok(!operation?.done, "an end that was told is passed on");
      } else if (outcome !== undefined && outcome.kind !== "gone") {
        assert.deepEqual(outcome.operation, operation);
        assert.equal(outcome.kind, kindOf(outcome.operation));
      }
    }
  },
);

test("many cancellations at once, whatever happens first", async (t) => {
  const explored = exploration(150);
  await fc.assert(anyOrder, explored);
  t.diagnostic(`${explored.numRuns} orders`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { seedOperation } from "#src/emulator/emulatedOperation.js";
import { answerRequest } from "#src/emulator/methods/answerRequest.js";
import { BehaviourRules } from "#src/emulator/operations/behaviour.js";
import { drivenClock } from "#src/emulator/operations/emulatorClock.js";
import { OperationStore } from "#src/emulator/operations/operationStore.js";
import { seededRandom } from "#src/emulator/operations/seededRandom.js";
import { emulatedService, emulatedServices } from "#src/emulator/services/emulatedServices.js";

// No built-in service has a wait route, so these tests call the method directly.

/** Starts a wait for an operation of ten seconds, on a driven clock. */
function waiting(body: string) {
  const clock = drivenClock();
  const state = {
    clock,
    store: new OperationStore(),
    behaviours: new BehaviourRules(),
    services: emulatedServices([]),
    random: seededRandom(1),
    defaults: { operationTime: 10_000, cancelTime: 0 },
    projectNumber: "1",
    closing: new AbortController().signal,
  };
  const service = emulatedService("alloydb");
  const target = "projects/p/locations/l/clusters/c";
  const name = seedOperation(state, { service: "alloydb", method: "exportCluster", target });
  const routed = { kind: "wait", service, version: "v1", name } as const;
  const request = { routed, path: "", query: new URLSearchParams(), body, authorization: undefined };
  let answered = false;
  const outcome = answerRequest(state, "none", request).finally(() => {
    answered = true;
  });
  return { clock, outcome, answered: () => answered };
}

test("a wait answers at the operation's end", async () => {
  const wait = waiting("{}");
  await wait.clock.advance(9_999);
  assert.equal(wait.answered(), false);
  await wait.clock.advance(1);
  assert.match(JSON.stringify(await wait.outcome), /"done":true/);
});

test("a wait answers at its timeout, done or not", async () => {
  const wait = waiting('{"timeout": "3s"}');
  await wait.clock.advance(3_000);
  assert.match(JSON.stringify(await wait.outcome), /"done":false/);
});

test("a wait with an invalid timeout is refused", async () => {
  const { answer } = await waiting('{"timeout": "soon"}').outcome;
  assert.equal(answer.status, 400);
});

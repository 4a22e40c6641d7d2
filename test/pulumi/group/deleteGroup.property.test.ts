import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Behaviour, OperationSeed } from "pulumi-gcp-lro/emulator";
import { cluster } from "../../support/emulatorScene.js";
import { GroupScene } from "../../support/groupScene.js";

const behaviour: fc.Arbitrary<Behaviour> = fc.record(
  {
    operationTime: fc.constantFrom("1s", "1m", "10h"),
    cancelTime: fc.constantFrom(0, "5s", "5h"),
    cancel: fc.constantFrom("honour", "ignore", "unimplemented", "reject", "forbid"),
    goneAfter: fc.constantFrom(0, "1h"),
  },
  { requiredKeys: [] },
);

const seed: fc.Arbitrary<OperationSeed> = fc.record({
  service: fc.constant("alloydb"),
  method: fc.constantFrom("exportCluster", "importCluster", "deleteCluster"),
  target: fc.constantFrom(cluster, `${cluster}/instances/i`, `${cluster}2`),
  age: fc.constantFrom("0s", "1m"),
  behaviour,
});

const onDelete = fc.constantFrom("cancelAndWait", "wait");
const faults = fc.constantFrom(0, 0.2);

test("a delete that succeeds leaves nothing selected in flight; none cancels another operation or a deletion", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(seed, { maxLength: 6 }),
      onDelete,
      faults,
      async (seeds, policy, probability) => {
        const scene = await GroupScene.open(t);
        const { emulator } = scene.service;
        for (const one of seeds) {
          emulator.seedOperation(one);
        }
        if (probability > 0) {
          emulator.fault({ when: { probability }, fault: { kind: "status", status: 503 } });
        }
        const group = await scene.create({
          targets: [cluster],
          onDelete: policy,
          timeouts: { delete: "2m" },
        });
        const isEnded = await scene.delete(group).then(
          () => true,
          () => false,
        );
        const requests = emulator.requests.filter(({ kind }) => kind === "cancel");
        const cancelled = new Set(requests.map(({ operation }) => operation));
        for (const { name, target, method, done } of emulator.operations) {
          const isSelected = target === cluster || target.startsWith(`${cluster}/`);
          const isDeletion = method === "deleteCluster" && target === cluster;
          assert.ok(!isEnded || !isSelected || done, `${name} is still in flight`);
          assert.ok(
            !cancelled.has(name) || (isSelected && !isDeletion && policy !== "wait"),
            `${name} was cancelled`,
          );
        }
        await emulator.close();
      },
    ),
    { numRuns: 20 },
  );
});

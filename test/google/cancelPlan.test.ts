import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelPlan } from "#src/google/cancelPlan.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { assertMessage } from "../support/golden.js";
import { operationName } from "../support/modelService.js";
import { minute, Scene } from "../support/scene.js";

type CancelSupport = ReturnType<ServiceConnection["cancelSupport"]>;

function planFor(support: (verb?: string) => CancelSupport = () => "supported") {
  const connection = {
    host: "alloydb.googleapis.com",
    apiVersion: "v1",
    cancelSupport: (_name: string, verb?: string) => support(verb),
  };
  return cancelPlan(connection, operationName, "wait");
}

test("edge case 60: an upgrade past cancelling is sent no cancel", async () => {
  const metadata = { upgradeClusterStatus: { state: "IN_PROGRESS" } };
  const scene = new Scene({ metadata, endsAt: minute });
  assert.equal((await scene.cancelAndWait(planFor())).kind, "completed");
  assert.equal(scene.service.count("cancel"), 0);
});

test("edge case 60: the reason is the metadata, unless the catalog knows one", (t) => {
  const operation = {
    name: operationName,
    done: false,
    metadata: { verb: "upgrade", upgradeClusterStatus: {} },
  } as const;
  assertMessage(t, "metadata", planFor().reasonAgainst?.(operation) ?? "");
  const plan = planFor((verb) => (verb === "upgrade" ? "unsupported" : "supported"));
  assert.equal(plan.knownUnsupported, undefined);
  assertMessage(t, "catalog, by the kind", plan.reasonAgainst?.(operation) ?? "");
});

test("a name without a cancel route is known before the operation is seen", (t) => {
  assertMessage(t, "no cancel route", planFor(() => "unsupported").knownUnsupported ?? "");
});

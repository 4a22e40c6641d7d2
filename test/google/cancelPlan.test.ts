import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelPlan } from "#src/google/cancelPlan.js";
import type { ServiceConnection } from "#src/google/connection.js";
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

test("edge case 60: the reason is the metadata, unless the catalog knows one", () => {
  const operation = {
    name: operationName,
    done: false,
    metadata: { verb: "upgrade", upgradeClusterStatus: {} },
  } as const;
  assert.equal(
    planFor().reasonAgainst?.(operation),
    "its metadata says that it can't be cancelled (any more)",
  );
  const plan = planFor((verb) => (verb === "upgrade" ? "unsupported" : "supported"));
  assert.equal(plan.knownUnsupported, undefined);
  assert.match(plan.reasonAgainst?.(operation) ?? "", /of this form and kind \(upgrade\)$/);
});

test("a name without a cancel route is known before the operation is seen", () => {
  assert.match(
    planFor(() => "unsupported").knownUnsupported ?? "",
    /^alloydb\.googleapis\.com v1 has no cancel/,
  );
});

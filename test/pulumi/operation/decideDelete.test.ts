import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type DeletePlan, decideDelete } from "#src/pulumi/operation/delete.js";
import type { CancelHistory } from "#src/pulumi/recovery/cancelRecord.js";
import { readState, type SavedOperation } from "#src/pulumi/state/operationState.js";
import type { OperationState } from "#src/pulumi/state/outputs.js";
import { started } from "../../support/providerScene.js";

let saved: SavedOperation;

before(async () => {
  saved = readState((await started()).resource.state);
});

const policies = ["cancelAndWait", "cancel", "wait", "abandon"] as const;
type Policy = (typeof policies)[number];

const histories: Record<string, CancelHistory> = {
  "no earlier cancel": {},
  "a cancel by an up": { upRequestedAt: 0 },
  "a cancel by a delete": { deleteRequestedAt: 5, isReported: false },
  "a cancel by an up, reported": { upRequestedAt: 3, deleteRequestedAt: 5, isReported: true },
};

function planOf(
  state: OperationState,
  onDelete: Policy,
  history: CancelHistory,
  more: object = {},
): DeletePlan {
  const { outputs, settings } = saved;
  return decideDelete(
    { outputs: { ...outputs, state }, settings: { ...settings, onDelete, ...more } },
    history,
  );
}

const inFlight: Record<Policy, DeletePlan> = {
  cancelAndWait: { kind: "cancel", awaitsEnd: true, whenUnsupported: "wait" },
  cancel: { kind: "cancel", awaitsEnd: false, whenUnsupported: "wait" },
  wait: { kind: "wait" },
  abandon: { kind: "abandon" },
};

for (const onDelete of policies) {
  for (const [cause, history] of Object.entries(histories)) {
    test(`${onDelete}, ${cause}: by the state of the operation`, () => {
      for (const state of ["RUNNING", "CANCELLING", "GONE"] as const) {
        assert.deepEqual(planOf(state, onDelete, history), inFlight[onDelete], state);
      }
      for (const state of ["FAILED", "CANCELLED"] as const) {
        assert.deepEqual(planOf(state, onDelete, history), { kind: "nothing" }, state);
      }
      const isDue = cause !== "no earlier cancel" && onDelete !== "abandon";
      const kind = isDue ? "handleCompletion" : "nothing";
      assert.deepEqual(planOf("SUCCEEDED", onDelete, history), { kind });
    });
  }

  test(`${onDelete}: nothing is done without an operation's name`, () => {
    const outputs = { ...saved.outputs, operationName: "" };
    const settings = { ...saved.settings, onDelete };
    for (const history of Object.values(histories)) {
      assert.deepEqual(decideDelete({ outputs, settings }, history), { kind: "nothing" });
    }
  });
}

for (const whenCancelUnsupported of ["wait", "fail", "abandon"] as const) {
  test(`whenCancelUnsupported "${whenCancelUnsupported}": an operation that can't be cancelled is awaited or left`, () => {
    const whenUnsupported = whenCancelUnsupported === "wait" ? "wait" : "leave";
    const more = { whenCancelUnsupported };
    assert.deepEqual(planOf("RUNNING", "cancel", {}, more), {
      kind: "cancel",
      awaitsEnd: false,
      whenUnsupported,
    });
    assert.deepEqual(planOf("RUNNING", "wait", {}, more), { kind: "wait" });
  });
}

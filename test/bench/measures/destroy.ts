import { destroyStack, type StackKind } from "../destroyStack.js";
import type { Measure } from "../measure.js";
import type { Row } from "../table.js";

const COUNT = 1_000;

/** Milliseconds that each cancellation takes. */
const CANCEL_TIME = 3_000;

const stacks: Readonly<Record<StackKind, string>> = {
  "no group": "destroy without a group",
  "group by name": "destroy behind one group with operationNames",
  "group by parent": "destroy behind one group with parent",
};

/** `pulumi destroy` of 1,000 operations with and without a group before them. It takes ten minutes. */
export const destroy: Measure = {
  async run() {
    const rows: Row[] = [];
    for (const [kind, title] of Object.entries(stacks)) {
      const { wall, cpu, requests } = await destroyStack(kind as StackKind, COUNT, CANCEL_TIME);
      const { gets, lists, cancels } = requests;
      rows.push(
        { measure: `${title}: time`, unit: "s", ours: wall / 1_000 },
        { measure: `${title}: CPU of all processes`, unit: "s", ours: cpu / 1_000 },
        { measure: `${title}: requests`, unit: "", ours: gets + lists + cancels },
      );
    }
    return { rows };
  },
};

import type { Behaviour } from "pulumi-gcp-lro/emulator";
import type { ReportedOutcome } from "./reportedOutcome.js";

/** The behaviour of an operation in the emulator, and the outcomes that may be reported for it. */
export interface OperationPlan {
  behaviour: Behaviour;
  /** The allowed last outcomes. */
  allowed: readonly ReportedOutcome["outcome"][];
}

/** A source of random numbers of one scenario, in [0, 1): the same in every run with the same seed. */
export type Chance = () => number;

/** A number in [least, most). */
export function between(chance: Chance, least: number, most: number): number {
  return least + chance() * (most - least);
}

/** The code of every failure. */
export const FAILURE = 13;

const fail = { fail: { code: FAILURE, message: "It broke." } };

/** Age of the operations that exist before a scenario, in milliseconds. */
export const AGE = 60_000;

/** A true end for an operation that is cancelled. `age`: its age when the cancellation begins, in milliseconds. */
export function cancelPlan(chance: Chance, age: number): OperationPlan {
  const cancelTime = between(chance, 100, 2_500);
  const soon = age + between(chance, 1_000, 5_000);
  const late = 20 * 60_000;
  const never = 24 * 3_600_000;
  const plans: [weight: number, plan: OperationPlan][] = [
    [50, { behaviour: { operationTime: never, cancelTime }, allowed: ["cancelled"] }],
    [8, { behaviour: { operationTime: soon, cancelTime }, allowed: ["cancelled", "completed"] }],
    [10, { behaviour: { operationTime: soon, cancel: "ignore" }, allowed: ["completed"] }],
    [6, { behaviour: { operationTime: soon, cancel: "ignore", ends: fail }, allowed: ["failed"] }],
    [6, { behaviour: { operationTime: never, cancelTime, endsWhenCancelled: fail }, allowed: ["failed"] }],
    [6, { behaviour: { operationTime: never, cancelTime, goneAfter: 0 }, allowed: ["gone"] }],
    [6, { behaviour: { operationTime: soon, cancel: "unimplemented" }, allowed: ["completed"] }],
    [4, { behaviour: { operationTime: never, cancel: "forbid" }, allowed: ["refused"] }],
    // If an earlier attempt may have been accepted, the call waits for the end.
    [4, { behaviour: { operationTime: late, cancel: "reject" }, allowed: ["refused", "completed"] }],
  ];
  return pick(plans, chance());
}

/** A true end for an operation that is waited for. */
export function waitPlan(chance: Chance, age: number): OperationPlan {
  const operationTime = age + between(chance, 500, 7_000);
  const plans: [weight: number, plan: OperationPlan][] = [
    [50, { behaviour: { operationTime }, allowed: ["completed"] }],
    [15, { behaviour: { operationTime, ends: "without result" }, allowed: ["completed"] }],
    [20, { behaviour: { operationTime, ends: fail }, allowed: ["failed"] }],
    [15, { behaviour: { operationTime, goneAfter: 0 }, allowed: ["gone"] }],
  ];
  return pick(plans, chance());
}

function pick(plans: readonly [weight: number, plan: OperationPlan][], drawn: number): OperationPlan {
  let rest = drawn * plans.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, plan] of plans) {
    rest -= weight;
    if (rest < 0) {
      return plan;
    }
  }
  throw new Error("No plan: the number drawn is to be below 1.");
}

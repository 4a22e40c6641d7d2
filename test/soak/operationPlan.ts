import type { Behaviour } from "pulumi-gcp-lro/emulator";
import type { Claim } from "./claims.js";

/** How one of the operations is to behave, and what may truly be said of it in the end. */
export interface OperationPlan {
  behaviour: Behaviour;
  /** What the last claim may be. */
  may: readonly Claim["says"][];
}

/** Numbers of one story's own, in [0, 1): the same in every run with the same seed. */
export type Chance = () => number;

/** A number in [least, most). */
export function between(chance: Chance, least: number, most: number): number {
  return least + chance() * (most - least);
}

/** The code of every failure. */
export const FAILURE = 13;

const fail = { fail: { code: FAILURE, message: "It broke." } };

/** How long ago the operations began that are there already. */
export const AGE = 60_000;

/** A true end for an operation that is cancelled. `age` is how old it will be when the cancellation begins. */
export function cancelPlan(chance: Chance, age: number): OperationPlan {
  const cancelTime = between(chance, 100, 2_500);
  const soon = age + between(chance, 1_000, 5_000);
  const late = 20 * 60_000;
  const never = 24 * 3_600_000;
  const plans: [weight: number, plan: OperationPlan][] = [
    [50, { behaviour: { operationTime: never, cancelTime }, may: ["cancelled"] }],
    [8, { behaviour: { operationTime: soon, cancelTime }, may: ["cancelled", "completed"] }],
    [10, { behaviour: { operationTime: soon, cancel: "ignore" }, may: ["completed"] }],
    [6, { behaviour: { operationTime: soon, cancel: "ignore", ends: fail }, may: ["failed"] }],
    [6, { behaviour: { operationTime: never, cancelTime, endsWhenCancelled: fail }, may: ["failed"] }],
    [6, { behaviour: { operationTime: never, cancelTime, goneAfter: 0 }, may: ["gone"] }],
    [6, { behaviour: { operationTime: soon, cancel: "unimplemented" }, may: ["completed"] }],
    [4, { behaviour: { operationTime: never, cancel: "forbid" }, may: ["refused"] }],
    // Where an earlier try may have been accepted, its end is waited for.
    [4, { behaviour: { operationTime: late, cancel: "reject" }, may: ["refused", "completed"] }],
  ];
  return pick(plans, chance());
}

/** A true end for an operation that is waited for. */
export function waitPlan(chance: Chance, age: number): OperationPlan {
  const operationTime = age + between(chance, 500, 7_000);
  const plans: [weight: number, plan: OperationPlan][] = [
    [50, { behaviour: { operationTime }, may: ["completed"] }],
    [15, { behaviour: { operationTime, ends: "without result" }, may: ["completed"] }],
    [20, { behaviour: { operationTime, ends: fail }, may: ["failed"] }],
    [15, { behaviour: { operationTime, goneAfter: 0 }, may: ["gone"] }],
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

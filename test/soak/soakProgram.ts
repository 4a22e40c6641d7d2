import { type SoakOrder, soak } from "./soakRun.js";

/** Plays one soak in a process of its own: the test runner's bookkeeping of promises would take most of the time. */
process.once("message", (order: SoakOrder) => {
  void soak(order).then((result) => process.send?.(result, () => process.disconnect()));
});

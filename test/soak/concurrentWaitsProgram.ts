import { concurrentWaits, type WaitsOrder } from "./concurrentWaits.js";

/** Waits in a process of its own, in which nothing else opens connections or sets timers. */
process.once("message", (order: WaitsOrder) => {
  void concurrentWaits(order).then((result) => process.send?.(result, () => process.disconnect()));
});

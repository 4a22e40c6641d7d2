import { type CrowdOrder, crowd } from "./crowd.js";

/** Plays a crowd in a process of its own, where nobody else opens connections or sets timers. */
process.once("message", (order: CrowdOrder) => {
  void crowd(order).then((result) => process.send?.(result, () => process.disconnect()));
});

import type { Mishap, Mishaps } from "./modelService.js";

/** The first GETs go wrong in this order, the others don't. */
export function firstGets(...mishaps: Mishap[]): Mishaps {
  return { get: (nth) => mishaps[nth - 1] };
}

/** The first cancels go wrong in this order, the others don't. */
export function firstCancels(...mishaps: Mishap[]): Mishaps {
  return { cancel: (nth) => mishaps[nth - 1] };
}

export function everyGet(mishap: Mishap): Mishaps {
  return { get: () => mishap };
}

/** Every GET but the first goes wrong. */
export function laterGets(mishap: Mishap): Mishaps {
  return { get: (nth) => (nth > 1 ? mishap : undefined) };
}

export function everyCancel(mishap: Mishap): Mishaps {
  return { cancel: () => mishap };
}

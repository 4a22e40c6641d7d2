import type { Clock } from "./clock.js";
import type { Deadline } from "./deadline.js";
import type { OperationEvent } from "./events.js";
import type { Fault } from "./fault.js";
import { judgeFault } from "./faultVerdict.js";
import type { Operation } from "./operation.js";
import { retryPause } from "./retryPause.js";
import type { OperationWatch } from "./watch.js";

/** What a wait needs from outside: time, chance, looks, and somebody to tell. */
export interface WaitTools {
  clock: Clock;
  watch: OperationWatch;
  /** A number in [0, 1). */
  random(): number;
  report(event: OperationEvent): void;
}

/**
 * How long after a start "no such operation" may mean "not visible yet", in milliseconds: services answer 404
 * for a moment after a start.
 */
export const VISIBILITY_WINDOW = 60_000;

/** When a wait stops without an end. */
export interface WaitLimits {
  deadline: Deadline;
  signal?: AbortSignal;
  /**
   * Until then, on the monotonic clock, "no such operation" means "not visible yet"; at most
   * {@link VISIBILITY_WINDOW} after the start. Absent: the operation was seen before, or is old enough.
   */
  visibleBy?: number;
}

/** What one look brought, once passing trouble is over. */
export type Sighting =
  | { kind: "seen"; operation: Operation }
  | { kind: "missing" }
  | { kind: "refused"; fault: Fault }
  | { kind: "stopped"; because: "deadline" | "interrupted"; fault?: Fault };

/** Unreadable answers in a row after which it is no passing trouble: something sits in between. */
const UNREADABLE_LIMIT = 10;

/** Pause between looks at an operation that isn't visible yet, in milliseconds. */
const VISIBILITY_PAUSE = 1_000;

/**
 * Looks at an operation after `pause` milliseconds, and again after every passing fault, until there is an
 * answer or the limits say stop. A fault never decides anything about the operation.
 */
export async function sight(
  tools: WaitTools,
  name: string,
  pause: number,
  limits: WaitLimits,
): Promise<Sighting> {
  const { deadline, signal } = limits;
  let faults = 0;
  let unreadable = 0;
  for (let next = pause; ; ) {
    const isLastLook = deadline.clip(next) < next || deadline.isOver();
    const reply = await tools.watch.next(name, deadline.clip(next), {
      timeout: deadline.requestTimeout(),
      ...(signal && { signal }),
    });
    if (signal?.aborted) {
      return { kind: "stopped", because: "interrupted" };
    }
    if (reply.ok) {
      tools.report({ kind: "seen", operation: reply.value });
      return { kind: "seen", operation: reply.value };
    }

    const { fault } = reply;
    const verdict = judgeFault(fault);
    faults += 1;
    unreadable = fault.kind === "unreadable" ? unreadable + 1 : 0;
    if (verdict.kind === "missing") {
      if (tools.clock.monotonic() >= (limits.visibleBy ?? Number.NEGATIVE_INFINITY)) {
        return { kind: "missing" };
      }
      next = VISIBILITY_PAUSE;
    } else if (verdict.kind === "retry" && unreadable < UNREADABLE_LIMIT) {
      next = retryPause(faults, tools.random(), verdict.retryAfter);
    } else {
      return { kind: "refused", fault };
    }
    if (isLastLook || deadline.isOver()) {
      return { kind: "stopped", because: "deadline", fault };
    }
    tools.report({ kind: "trouble", name, fault, retryIn: next });
  }
}

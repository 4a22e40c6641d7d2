import { type CancelResult, cancelAll } from "../core/cancelAll.js";
import type { Deadline } from "../core/deadline.js";
import type { CancelAllOptions } from "./callOptions.js";
import type { ClientContext } from "./operationCall.js";

/** Cancels at a time: one for each connection. */
const CONCURRENCY = 32;

/**
 * Cancels operations by their names and waits for all of them, `concurrency` cancels at a time. Every name is read
 * before the first request; one that is given twice, in whatever form, counts once.
 *
 * @throws ArgumentError, TargetError
 */
export async function cancelNamed(
  calls: ClientContext,
  names: readonly string[],
  options: CancelAllOptions,
  deadline: Deadline,
): Promise<CancelResult[]> {
  const { signal, concurrency = CONCURRENCY } = options;
  const opened = names.map((text) => calls.open(text, options, deadline));
  const once = new Map(opened.map((call) => [call.name, call]));
  const cancellations = Array.from(once.values(), ({ name, tools, plan, limits }) => ({
    name,
    context: tools,
    plan: plan(options),
    ...(limits.visibleBy !== undefined && { visibleBy: limits.visibleBy }),
    ...(limits.firstContact !== undefined && { firstContact: limits.firstContact }),
  }));
  const results = await cancelAll(cancellations, { deadline, ...(signal && { signal }) }, concurrency);
  return results.map(({ name, outcome, error }) =>
    outcome === undefined ? { name, error } : { name, outcome: calls.history.conclude(name, outcome) },
  );
}

import { type CancelResult, cancelMany } from "../core/cancelMany.js";
import type { Deadline } from "../core/deadline.js";
import type { CancelAllOptions } from "./callOptions.js";
import type { Calls } from "./operationCall.js";

/**
 * Cancels operations by their names and waits for all of them, `width` cancels at a time. Every name is read
 * before the first request; one that is given twice, in whatever form, counts once.
 *
 * @throws ArgumentError, TargetError
 */
export async function cancelNamed(
  calls: Calls,
  names: readonly string[],
  options: CancelAllOptions,
  deadline: Deadline,
  width: number,
): Promise<CancelResult[]> {
  const { signal } = options;
  const opened = names.map((text) => calls.open(text, options, deadline));
  const once = new Map(opened.map((call) => [call.name, call]));
  const cancellations = Array.from(once.values(), ({ name, tools, plan, limits: { visibleBy } }) => ({
    name,
    tools,
    plan: plan(options),
    ...(visibleBy !== undefined && { visibleBy }),
  }));
  const results = await cancelMany(cancellations, { deadline, ...(signal && { signal }) }, width);
  return results.map(({ name, outcome, error }) =>
    outcome === undefined ? { name, error } : { name, outcome: calls.dealings.conclude(name, outcome) },
  );
}

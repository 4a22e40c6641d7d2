import { Deadline } from "../../core/deadline.js";
import { faultText } from "../../core/faultText.js";
import type { Operation } from "../../core/operation.js";
import { sight } from "../../core/sighting.js";
import { moment } from "../moment.js";
import { ResourceFailure } from "../resourceFailure.js";
import { openVisibility } from "../visibility.js";
import type { ObtainedOperation, WantedStart } from "./wantedStart.js";

/** How long the look at an operation of an earlier start is tried, in milliseconds, whatever longer is allowed. */
const LOOK_LIMIT = 2 * 60_000;

/**
 * Looks at an operation that an earlier start is known to have begun; `undefined` where the service knows it no
 * more.
 *
 * @throws ResourceFailure when the service won't tell: whether it runs is unknown, so nothing may be started
 */
export async function lookAtStarted(
  { step, deadline }: WantedStart,
  name: string,
  since: number,
): Promise<Operation | undefined> {
  const sighting = await sight(step.tools, name, 0, {
    deadline: new Deadline(step.clock, Math.min(LOOK_LIMIT, Math.max(0, deadline.remaining()))),
    signal: step.signal,
    ...openVisibility(step.clock, { seen: false, since }),
  });
  const which = `${name}, which an earlier start of ${moment(since)} began for this resource,`;
  switch (sighting.kind) {
    case "seen":
      return sighting.operation;
    case "missing":
      return undefined;
    case "refused":
      throw new ResourceFailure(
        `${which} can't be looked at, so nothing was started. ${faultText(sighting.fault)}. ` +
          `Run \`pulumi up\` again once that is solved; a change of \`triggers\` starts anew whatever became of it.`,
      );
    case "stopped": {
      const trouble = sighting.fault === undefined ? "" : ` ${faultText(sighting.fault)}.`;
      const why = sighting.because === "interrupted" ? "before the interrupt" : "in time";
      throw new ResourceFailure(
        `${which} could not be looked at ${why}, so nothing was started.${trouble} ` +
          `The next \`pulumi up\` looks for it again.`,
      );
    }
  }
}

/** What a list says of an operation's end is a reason to look, no more. */
export async function obtainListed(
  wanted: WantedStart,
  listed: Operation,
  since: number,
): Promise<ObtainedOperation> {
  const { name, metadata } = listed;
  const asListed: Operation = { name, done: false, ...(metadata && { metadata }) };
  const operation = listed.done ? await lookAtStarted(wanted, name, since).catch(() => undefined) : undefined;
  return { operation: operation ?? asListed, since, seen: operation !== undefined };
}

import type { Deadline } from "../../core/deadline.js";
import type { Operation } from "../../core/operation.js";
import { looksLikeOperation } from "../../google/namePattern.js";
import type { StartRequest } from "../../google/startRequest.js";
import type { IntendedStart } from "../journal/startEntry.js";
import type { InputPart } from "../savedState.js";
import type { Step } from "../step.js";

/** A start that is to be made, for a resource that has no operation in the state. */
export interface WantedStart {
  step: Step;
  part: InputPart;
  request: StartRequest;
  /** Of the inputs that say which operation it is: the same ones ask for the same operation. */
  fingerprint: string;
  deadline: Deadline;
}

/** A name from outside is asked about only if the service may have given it. */
export function isNameOfService({ step }: WantedStart, name: string): boolean {
  return looksLikeOperation(name) || step.connection.cancelSupport(name) !== "unknown";
}

/** A resource's operation, and how the resource came by it. */
export interface ObtainedOperation {
  operation: Operation;
  /** When it was started or adopted, in milliseconds since the epoch. */
  since: number;
  /** Whether GetOperation has shown it. */
  seen: boolean;
}

/** Notes under which name the start of a resource runs, until the state is seen to hold it. */
export async function rememberName(
  { step, part, fingerprint }: WantedStart,
  operationName: string,
  since: number,
): Promise<void> {
  const { seat, starts } = step;
  const awaited = part.settings.waitFor === "done" ? { awaited: true as const } : {};
  await starts.put(
    { kind: "named", urn: part.urn, endpoint: seat.endpoint, fingerprint, since, operationName, ...awaited },
    seat,
  );
}

/**
 * Notes that the user is told what an intended start may have begun: the next run may start anew. Not of a run whose
 * engine is gone: what it throws is shown to nobody.
 */
export async function rememberTold({ step }: WantedStart, intent: IntendedStart): Promise<void> {
  if (step.isHeard()) {
    await step.starts.put({ ...intent, toldBy: step.starts.run }, step.seat);
  }
  if (!step.isHeard()) {
    await step.starts.put(intent, step.seat);
  }
}

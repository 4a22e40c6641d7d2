import { type Candidates, findCandidates } from "../../google/findCandidates.js";
import type { Step } from "../context/operationContext.js";
import { ResourceFailure } from "../report/userError.js";
import type { StartContext } from "./startContext.js";

/** Candidates that a message names; more are counted. */
const MOST_NAMED = 5;

export const HOW_TO_ADOPT = 'set `operationName: "<its name>"` in place of `start`';

/** A start that may have begun an operation whose name is unknown. */
export interface LostStart {
  /** The failure in one or more sentences. */
  reason: string;
  /** When the start was first sent, in milliseconds since the epoch. */
  since: number;
  /** Endpoint and version that it was sent to. Default: those of this step. */
  at?: { endpoint: string; apiVersion: string };
}

/**
 * The failure of a create whose start may have happened. It names what the service lists, the list request, and how
 * to adopt. A later create starts a new operation, because the user knows about this one.
 */
export async function lostStart(
  context: StartContext,
  { reason, since, at }: LostStart,
): Promise<ResourceFailure> {
  const { step, part } = context;
  const { endpoint, apiVersion } = step.seat;
  const failure = (details: string): ResourceFailure =>
    new ResourceFailure(
      `${reason} An operation may be running whose name is not known. ${details} Otherwise run \`pulumi up\` again: ` +
        "it starts a new operation.",
    );
  let result: ResourceFailure;
  if (at !== undefined && (at.endpoint !== endpoint || at.apiVersion !== apiVersion)) {
    result = failure(
      `It was sent to ${at.endpoint} (${at.apiVersion}): list the operations there. If it is among them, adopt it: ` +
        `${HOW_TO_ADOPT}.`,
    );
  } else {
    const candidates = step.signal.aborted ? "" : candidatesText(step, await candidatesOf(context, since));
    result = failure(`${candidates}${howToAdopt(context)}`);
  }
  // A failure of a process whose engine is gone reaches no user.
  if (step.isHeard()) {
    step.reportedStarts.set(part.urn, result.message);
    await step.journal.remove(part.urn);
  }
  return result;
}

/** Two sentences: the list request for an operation whose name is unknown, and the way to adopt it. */
export function howToAdopt({ step, request }: StartContext): string {
  const list = step.text.request(`GET ${step.connection.listUrl(request.path)}`);
  return `List the operations with ${list}. If it is among them, adopt it: ${HOW_TO_ADOPT}.`;
}

/** Operations in flight that may be the reason why a start was refused, as a sentence; empty if none is listed. */
export async function conflictsText(context: StartContext): Promise<string> {
  const { operations } = await candidatesOf(context, Number.NEGATIVE_INFINITY);
  const inFlight = operations.filter(({ done }) => !done);
  return inFlight.length === 0 ? "" : ` In flight there: ${named(context.step, inFlight)}.`;
}

/** The request that cancels an operation which is not the resource's own, as a sentence without a full stop. */
export function howToCancel({ step }: StartContext, operationName: string): string {
  const request = step.connection.cancelRequest(operationName);
  return request === undefined ? "It can't be cancelled" : `To cancel it: ${step.text.request(request)}`;
}

function candidatesOf({ step, request, deadline }: StartContext, since: number): Promise<Candidates> {
  const tools = { ...step.tools, connection: step.connection };
  return findCandidates(tools, request.path, since, deadline.remaining(), step.signal);
}

function candidatesText(step: Step, { operations, isComplete, fault }: Candidates): string {
  const found = operations.length === 0 ? "" : `It may be one of these: ${named(step, operations)}. `;
  if (isComplete) {
    return found || "The service lists no such operation. ";
  }
  return `${found}The list is incomplete${fault === undefined ? "" : `: ${step.text.fault(fault)}`}. `;
}

function named({ text }: Step, operations: Candidates["operations"]): string {
  const shown = operations.slice(0, MOST_NAMED).map((operation) => text.candidate(operation));
  const more = operations.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

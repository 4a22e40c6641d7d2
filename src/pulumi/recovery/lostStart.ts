import { type Candidates, findCandidates } from "../../google/findCandidates.js";
import { isSameAddress, type OperationContext } from "../context/operationContext.js";
import type { StartedEntry } from "../journal/journal.js";
import { UserError } from "../report/userError.js";
import type { ServiceAddress } from "../state/outputs.js";
import type { StartContext } from "./startContext.js";

/** Candidates that a message names; more are counted. */
const MAX_NAMED = 5;

/** The way to adopt an operation, as the end of a sentence. */
export const howToAdopt = (name = "<its name>"): string =>
  `set \`operationName: "${name}"\` in place of \`start\``;

const ADOPT_LISTED = `If the start request started a listed operation (compare target and start time), adopt it: ${howToAdopt()}.`;

export const MAY_HAVE_STARTED = "The service may have started an operation. Its name is not known.";

/** A start that may have begun an operation whose name is unknown. */
export interface LostStart {
  /** The failure in one or more sentences. */
  reason: string;
  /** Time of the first attempt, in milliseconds since the epoch. */
  since: number;
  /** Endpoint and version that received it. Default: those of this step. */
  address?: ServiceAddress;
}

/**
 * The failure of a create whose start may have happened. It names what the service lists, the list request, and how
 * to adopt. A later create starts a new operation, because the user knows about this one.
 */
export async function lostStart(
  start: StartContext,
  { reason, since, address }: LostStart,
): Promise<UserError> {
  const { context, urn } = start;
  const userError = (details: string): UserError =>
    new UserError(
      `${reason} ${MAY_HAVE_STARTED} ${details} Otherwise run \`pulumi up\` again ` +
        "to start a new operation.",
    );
  let result: UserError;
  if (address !== undefined && !isSameAddress(context.address, address)) {
    result = userError(
      `The start request was prepared for ${address.endpoint} (${address.apiVersion}). To list the operations and to adopt one, use that endpoint and version. ${ADOPT_LISTED}`,
    );
  } else {
    const candidates = context.signal.aborted
      ? ""
      : candidatesText(context, await candidatesOf(start, since));
    result = userError(`${candidates}${howToFind(start)}`);
  }
  // A failure of a process whose engine is gone reaches no user.
  if (context.isEngineConnected()) {
    context.reportedStarts.set(urn, result.message);
    await context.journal.remove(urn);
  }
  return result;
}

/** Two sentences: the list request for an operation whose name is unknown, and the way to adopt it. */
export function howToFind({ context, request }: StartContext): string {
  const list = context.text.request(`GET ${context.connection.listUrl(request.path)}`);
  return `To list all operations: ${list}. ${ADOPT_LISTED}`;
}

/** Operations in flight that may be the reason why a start was refused, as a sentence; empty if none is listed. */
export async function conflictsText(start: StartContext): Promise<string> {
  const { operations } = await candidatesOf(start, Number.NEGATIVE_INFINITY);
  const running = operations.filter(({ done }) => !done);
  return running.length === 0
    ? ""
    : ` The service lists these operations: ${listText(start.context, running)}.`;
}

/** The request that cancels an operation that doesn't belong to the resource, as a sentence without a full stop. */
export function howToCancel({ context }: StartContext, { name, endpoint, apiVersion }: StartedEntry): string {
  const { connection, text } = context;
  const request = connection.cancelRequestLine(name, apiVersion)?.replace(connection.baseUrl, endpoint);
  return request === undefined
    ? "The earlier operation can't be cancelled"
    : `To cancel the earlier one: ${text.request(request)}`;
}

function candidatesOf({ context, request }: StartContext, since: number): Promise<Candidates> {
  const { core, connection, deadline, signal } = context;
  return findCandidates({ ...core, connection }, request.path, since, deadline.remaining(), signal);
}

function candidatesText(context: OperationContext, { operations, isComplete, failure }: Candidates): string {
  const found =
    operations.length === 0
      ? ""
      : `These operations match the start request: ${listText(context, operations)}. `;
  if (isComplete) {
    return (
      found ||
      "No listed operation matches the start request. The operation may appear in the list later: wait a few minutes before you " +
        "look for it. "
    );
  }
  const reason = failure === undefined ? "." : `: ${context.text.failure(failure)}. Fix the cause.`;
  return `${found}This run could not list ${found === "" ? "the" : "all"} operations${reason} `;
}

function listText({ text }: OperationContext, operations: Candidates["operations"]): string {
  const listed = operations.slice(0, MAX_NAMED).map((operation) => text.candidate(operation));
  const more = operations.length - listed.length;
  return [...listed, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

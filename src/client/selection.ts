import { cancelAll } from "../core/cancelAll.js";
import { Deadline } from "../core/deadline.js";
import type { Operation, RunningOperation } from "../core/operation.js";
import { type CommonLimits, type OperationOutcome, waitAll } from "../core/waitAll.js";
import { planForDelete } from "../google/cancelPlan.js";
import type { ListRequest } from "../google/connection.js";
import { IncompleteListError, isIncompleteListError } from "../google/listErrors.js";
import { listInFlight } from "../google/listInFlight.js";
import { type ListContext, type ListLimits, listOperations } from "../google/listOperations.js";
import { filterProblem } from "../google/restConnection.js";
import {
  type SelectedOperation,
  type SelectedOperations,
  selectOperations,
} from "../google/selectOperations.js";
import type { ResolvedService } from "../google/service.js";
import { checkParent, checkSelection } from "./arguments.js";
import type { ClientContext, OperationCall } from "./clientContext.js";
import { ArgumentError } from "./clientErrors.js";
import {
  CALL_TIMEOUT,
  type CallOptions,
  type CancelAllOptions,
  type ListOptions,
  type OperationSelection,
  WAIT_TIMEOUT,
} from "./options.js";

/** Default number of cancels at a time: one for each connection. */
const CONCURRENCY = 32;

/** Lists the operations below a parent. @throws ArgumentError, TargetError, and what listOperations throws */
export async function* list(
  context: ClientContext,
  parent: string,
  options: ListOptions,
): AsyncGenerator<Operation, void, undefined> {
  const deadline = context.deadline(options, CALL_TIMEOUT);
  const { listContext, query, limits } = prepareList(context, parent, options, deadline);
  yield* listOperations(listContext, parent, query, limits);
}

/** A list that is ready to be read. */
interface PreparedList {
  listContext: ListContext;
  resolved: ResolvedService;
  query: ListRequest;
  limits: ListLimits;
}

/** @throws ArgumentError, TargetError */
function prepareList(
  context: ClientContext,
  parent: string,
  options: ListOptions,
  deadline: Deadline,
): PreparedList {
  checkParent(parent);
  // The name of an operation chooses a version that can cancel it.
  const { connection, resolved } = context.open(`${parent}/operations/-`);
  const { clock, random } = context.dependencies;
  const report = context.reporter(parent, options);
  return {
    listContext: { clock, random, connection, report },
    resolved,
    query: listRequest(options, resolved),
    limits: { deadline, ...(options.signal && { signal: options.signal }) },
  };
}

/**
 * Cancels operations and waits for all of them, `concurrency` cancels at a time.
 *
 * @throws ArgumentError, TargetError, and what the list of a selection throws
 */
export async function cancelSelected(
  context: ClientContext,
  which: readonly string[] | OperationSelection,
  options: CancelAllOptions,
): Promise<OperationOutcome[]> {
  const { concurrency = CONCURRENCY } = options;
  const { selected, limits } = await selectCalls(context, which, options, "Nothing was cancelled.");
  const cancellations = selected.map(({ name, context, plan, firstPollLimits, lastSeen, deletesTarget }) => ({
    name,
    context,
    plan: { ...(deletesTarget ? planForDelete : plan(options)), ...(lastSeen && { lastSeen }) },
    ...firstPollLimits,
  }));
  return recordOutcomes(context, await cancelAll(cancellations, limits, concurrency));
}

/** Waits for operations in parallel. @throws ArgumentError, TargetError, and what the list of a selection throws */
export async function waitForSelected(
  context: ClientContext,
  which: readonly string[] | OperationSelection,
  options: CallOptions,
): Promise<OperationOutcome[]> {
  return recordOutcomes(context, await beginWaits(context, which, options));
}

/** A function of its own, so that the calls aren't kept until the waits end. */
async function beginWaits(...args: Parameters<typeof waitForSelected>): Promise<OperationOutcome[]> {
  const { selected, limits } = await selectCalls(...args, "Nothing was waited for.");
  const waits = selected.map(({ name, context, firstPollLimits, lastSeen }) => ({
    name,
    context,
    ...firstPollLimits,
    ...(lastSeen && { lastSeen }),
  }));
  return waitAll(waits, limits);
}

/** A call about a selected operation. */
interface SelectedCall extends OperationCall {
  /** The operation as just returned by the list. */
  lastSeen?: RunningOperation;
  deletesTarget?: boolean;
}

/**
 * Reads the names, or reads the list to its end. An operation that is named twice, even in different forms, is selected
 * once.
 */
async function selectCalls(
  context: ClientContext,
  which: readonly string[] | OperationSelection,
  options: CallOptions,
  consequence: string,
): Promise<{ selected: SelectedCall[]; limits: CommonLimits }> {
  const deadline = context.deadline(options, WAIT_TIMEOUT);
  const calls = areNames(which)
    ? which.map((text) => context.prepareCall(text, options, deadline))
    : (await selectInFlight(context, which, options, deadline, consequence)).map(
        ({ operation, deletesTarget }) => ({
          ...context.prepareCall(operation.name, options, deadline),
          lastSeen: operation,
          deletesTarget,
        }),
      );
  return {
    selected: [...new Map(calls.map((call): [string, SelectedCall] => [call.name, call])).values()],
    limits: { deadline, ...(options.signal && { signal: options.signal }) },
  };
}

function areNames(which: readonly string[] | OperationSelection): which is readonly string[] {
  return Array.isArray(which);
}

/** Lists the selected operations in flight. The list may take half of the call's time; the rest is for its operations. */
async function selectInFlight(
  context: ClientContext,
  selection: OperationSelection,
  options: CallOptions,
  { total }: Deadline,
  consequence: string,
): Promise<SelectedOperation[]> {
  checkSelection(selection, (parent) => context.open(`${parent}/operations/-`).resolved);
  const { parent, filter, matching = () => true, onUnidentified } = selection;
  const listOptions = { ...options, ...(filter !== undefined && { filter }) };
  const deadline = new Deadline(context.dependencies.clock, total / 2);
  const { listContext, resolved, query, limits } = prepareList(context, parent, listOptions, deadline);
  async function* matchingOperations(): AsyncGenerator<Operation> {
    for await (const operation of listInFlight(listContext, resolved, parent, query, limits)) {
      if (matching(operation)) {
        yield operation;
      }
    }
  }
  const connection = { cancelSupport: (name: string) => context.open(name).connection.cancelSupport(name) };
  let result: SelectedOperations;
  try {
    result = await selectOperations(connection, matchingOperations(), selection);
  } catch (error) {
    throw isIncompleteListError(error)
      ? new IncompleteListError(
          error.list,
          `${consequence} ${error.list.because === "deadline" ? "Set a longer timeout." : "Try again later."}`,
        )
      : error;
  }
  context.history.isServiceReached = true;
  for (const operation of result.unidentified) {
    onUnidentified?.(operation);
  }
  return result.selected;
}

/**
 * The query of a list. A filter that the service is known to ignore is refused, because every operation would count as a
 * match.
 */
function listRequest({ filter, pageSize }: ListOptions, { service, host }: ResolvedService): ListRequest {
  const request = {
    ...(filter !== undefined && { filter }),
    ...(pageSize !== undefined && { pageSize }),
  };
  const problem = filterProblem(request, service?.listDeviations ?? [], host);
  if (problem !== undefined) {
    throw new ArgumentError("filter", problem);
  }
  return request;
}

function recordOutcomes({ history }: ClientContext, results: OperationOutcome[]): OperationOutcome[] {
  return results.map((result) =>
    result.outcome === undefined
      ? result
      : { name: result.name, outcome: history.recordOutcome(result.name, result.outcome) },
  );
}

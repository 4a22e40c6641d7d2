import { cancelOnly } from "../../core/cancel.js";
import { type Cancellation, cancelAll } from "../../core/cancelAll.js";
import type { RunningOperation } from "../../core/operation.js";
import { classifyFailure } from "../../core/retryPolicy.js";
import { type CommonLimits, collectOutcomes, type OperationOutcome, waitAll } from "../../core/waitAll.js";
import { cancelPlan, planForDelete } from "../../google/cancelPlan.js";
import { MAX_SOCKETS } from "../../google/http/agents.js";
import { isListRefusedError } from "../../google/listErrors.js";
import { listOperations } from "../../google/listOperations.js";
import { readServiceName } from "../../google/names/operationName.js";
import { type SelectedOperations, selectOperations } from "../../google/selectOperations.js";
import type { Dependencies } from "../context/dependencies.js";
import type { StepControl } from "../engine/steps.js";
import { UserError } from "../report/userError.js";
import type { DeclaredGroup, ListSelection } from "../state/groupState.js";
import { type GroupContext, openGroupContext } from "./groupContext.js";
import { listFailure, unendedFailure } from "./groupFailures.js";

/** An operation whose end the delete of a group brings about or awaits. */
interface GroupMember {
  name: string;
  /** The operation as just returned by the list; absent for one that the user named. */
  lastSeen?: RunningOperation;
  /** True if it deletes a selected resource: its end is awaited, never brought about. */
  deletesTarget: boolean;
}

/**
 * Treats the operations of a group as `onDelete` says. The operations below a parent are listed again after all of them
 * have ended, until no new one appears.
 *
 * @throws UserError if an operation has not ended or the list can't be read to its end; the state is kept and the next
 *   delete continues
 */
export async function deleteGroup(
  dependencies: Dependencies,
  control: StepControl,
  group: DeclaredGroup,
): Promise<void> {
  const { selection, settings, urn } = group;
  const log = dependencies.log(urn);
  if (settings.onDelete === "abandon") {
    log.write("warning", 'the operations of the group are left as they are (onDelete: "abandon")');
    return;
  }
  const context = openGroupContext(dependencies, control, group);
  const waitWarning = dependencies.takeWaitWarning?.();
  if (waitWarning !== undefined) {
    log.write("warning", waitWarning);
  }
  if (selection.kind === "names") {
    await endMembers(context, namedMembers(context, selection.names));
  } else {
    const handled = new Set<string>();
    for (;;) {
      const listed = await listMembers(context, selection);
      const added = listed.filter(({ name }) => !handled.has(name));
      if (added.length === 0) {
        break;
      }
      for (const { name } of added) {
        handled.add(name);
      }
      await endMembers(context, added);
      if (settings.onDelete === "cancel") {
        break;
      }
    }
  }
  context.progress.showSummary();
}

/** The operations that the user named, each once, in whatever form. @throws UserError for a name that can't be used */
function namedMembers(context: GroupContext, texts: readonly string[]): GroupMember[] {
  const names = texts.map((text) => {
    const name = readServiceName(text, context.open(text).resolved);
    if (!name.ok) {
      throw new UserError(`operationNames: ${name.error}`);
    }
    return name.value;
  });
  return [...new Set(names)].map((name) => ({ name, deletesTarget: false }));
}

/** The operations on a page, at most. Most services lower a larger size than their own; a few refuse it. */
const PAGE_SIZE = 1_000;

/** Lists the selected operations in flight, each once. @throws UserError if the list can't be read to its end */
async function listMembers(context: GroupContext, selection: ListSelection): Promise<GroupMember[]> {
  let result: SelectedOperations;
  try {
    result = await selectInFlight(context, selection, PAGE_SIZE).catch((error: unknown) => {
      const isSizeRefused =
        isListRefusedError(error) && classifyFailure(error.failure).kind === "failedPrecondition";
      if (!isSizeRefused) {
        throw error;
      }
      return selectInFlight(context, selection);
    });
  } catch (error) {
    throw listFailure(context, error);
  }
  context.progress.showUnidentified(result.unidentified);
  const members = result.selected.map(({ operation, deletesTarget }): [string, GroupMember] => [
    operation.name,
    { name: operation.name, lastSeen: operation, deletesTarget },
  ]);
  return [...new Map(members).values()];
}

function selectInFlight(
  context: GroupContext,
  selection: ListSelection,
  pageSize?: number,
): Promise<SelectedOperations> {
  const { deadline, signal } = context;
  const { parent, filter } = selection;
  const opened = context.open(`${parent}/operations/-`);
  const { connection } = opened;
  const query = { ...(filter !== undefined && { filter }), ...(pageSize !== undefined && { pageSize }) };
  const listed = listOperations({ ...context.core(opened), connection }, parent, query, { deadline, signal });
  return selectOperations(connection, listed, selection);
}

/**
 * Cancels the operations or waits for them, as `onDelete` says.
 *
 * @throws UserError that names those that have not ended
 */
async function endMembers(context: GroupContext, members: readonly GroupMember[]): Promise<void> {
  const { onDelete, whenCancelUnsupported } = context.group.settings;
  context.progress.expect(members.length);
  const whenUnsupported = whenCancelUnsupported === "wait" ? "wait" : "leave";
  const cancellations = members.map(({ name, lastSeen, deletesTarget }) => {
    const opened = context.open(name);
    const plan = deletesTarget ? planForDelete : cancelPlan(opened.connection, name, whenUnsupported);
    return {
      name,
      context: context.core(opened),
      plan: { ...plan, ...(lastSeen && { lastSeen }) },
      isFirstContact: lastSeen === undefined,
      ...(lastSeen && { lastSeen }),
    };
  });
  // A 404 for an operation that the user named may be that of one that was just started.
  const limits = { deadline: context.deadline, signal: context.signal, confirmNotFound: true };
  let results: OperationOutcome[];
  switch (onDelete) {
    case "wait":
      results = await waitAll(cancellations, limits);
      break;
    case "cancel":
      results = await requestCancels(cancellations, limits);
      break;
    default:
      results = await cancelAll(cancellations, limits, MAX_SOCKETS);
  }
  const failure = unendedFailure(context, results);
  if (failure !== undefined) {
    throw failure;
  }
}

/** Requests cancellations without awaiting the ends. The limiter of the connections bounds the requests in flight. */
function requestCancels(
  cancellations: readonly Cancellation[],
  limits: CommonLimits,
): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, async (signal, settle) =>
    cancellations.map(({ name, context, plan, ...firstPollLimits }) =>
      settle(context, name, cancelOnly(context, name, plan, { ...limits, ...firstPollLimits, signal })),
    ),
  );
}

import { cancelOnly } from "../../core/cancel.js";
import { type Cancellation, cancelAll } from "../../core/cancelAll.js";
import type { Clock } from "../../core/clock.js";
import type { RunningOperation } from "../../core/operation.js";
import { CONFIRMATION_PAUSE } from "../../core/polling.js";
import {
  type CommonLimits,
  collectOutcomes,
  type OperationOutcome,
  type Wait,
  waitAll,
} from "../../core/waitAll.js";
import { cancelPlan, planForDelete } from "../../google/cancelPlan.js";
import { MAX_SOCKETS } from "../../google/http/agents.js";
import { listInFlight } from "../../google/listInFlight.js";
import { readServiceName } from "../../google/names/operationName.js";
import { type SelectedOperations, selectOperations } from "../../google/selectOperations.js";
import type { Dependencies } from "../context/dependencies.js";
import type { StepControl } from "../engine/steps.js";
import { UserError } from "../report/userError.js";
import type { DeclaredGroup, ListSelection } from "../state/groupState.js";
import { type GroupContext, openGroupContext } from "./groupContext.js";
import { listFailure, notFoundFailure, unendedFailure } from "./groupFailures.js";

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
 * have ended, or have been cancelled, until no new one appears.
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
    await endListed(context, selection, dependencies.clock);
  }
  context.progress.showSummary();
}

/**
 * Treats the operations of a list, and lists again until it shows no new one.
 *
 * A list that shows an operation which GET didn't find is read once more after a pause: it may be the older of the two.
 */
async function endListed(context: GroupContext, selection: ListSelection, clock: Clock): Promise<void> {
  const results = new Map<string, OperationOutcome>();
  let isConfirmed = false;
  for (;;) {
    const listed = await listMembers(context, selection);
    const added = listed.filter(({ name }) => !results.has(name));
    const notFound = listed.filter(({ name }) => results.get(name)?.outcome?.kind === "gone");
    if (added.length > 0) {
      for (const result of await endMembers(context, added)) {
        results.set(result.name, result);
      }
      isConfirmed = false;
    } else if (notFound.length === 0) {
      return;
    } else if (isConfirmed) {
      throw notFoundFailure(
        context,
        notFound.map(({ name }) => name),
      );
    } else {
      await clock.sleep(context.deadline.clip(CONFIRMATION_PAUSE), context.signal);
      isConfirmed = true;
    }
  }
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

/** Lists the selected operations in flight, each once. @throws UserError if the list can't be read to its end */
async function listMembers(context: GroupContext, selection: ListSelection): Promise<GroupMember[]> {
  let result: SelectedOperations;
  try {
    result = await selectInFlight(context, selection);
  } catch (error) {
    throw listFailure(context, error);
  }
  context.progress.showUnidentified(result.unidentified);
  if (context.progress.total === 0 && result.selected.length === 0 && result.others > 0) {
    context.progress.showNoneSelected(result.others);
  }
  const members = result.selected.map(({ operation, deletesTarget }): [string, GroupMember] => [
    operation.name,
    { name: operation.name, lastSeen: operation, deletesTarget },
  ]);
  return [...new Map(members).values()];
}

function selectInFlight(context: GroupContext, selection: ListSelection): Promise<SelectedOperations> {
  const { deadline, signal } = context;
  const { parent, filter } = selection;
  const opened = context.open(`${parent}/operations/-`);
  const { connection, resolved } = opened;
  const query = filter === undefined ? {} : { filter };
  const listContext = { ...context.core(opened), connection };
  const listed = listInFlight(listContext, resolved, parent, query, { deadline, signal });
  return selectOperations(connection, listed, selection);
}

/**
 * Cancels the operations or waits for them, as `onDelete` says.
 *
 * @throws UserError that names those that have not ended
 */
async function endMembers(
  context: GroupContext,
  members: readonly GroupMember[],
): Promise<OperationOutcome[]> {
  context.progress.expect(members.length);
  // A 404 for an operation that the user named may be that of one that was just started.
  const limits = { deadline: context.deadline, signal: context.signal, confirmNotFound: true };
  let results: OperationOutcome[];
  switch (context.group.settings.onDelete) {
    case "wait":
      results = await waitAll(
        members.map((member) => waitFor(context, member)),
        limits,
      );
      break;
    case "cancel":
      results = await requestCancels(
        members.map((member) => cancellationOf(context, member)),
        limits,
      );
      break;
    default:
      results = await cancelAll(
        members.map((member) => cancellationOf(context, member)),
        limits,
        MAX_SOCKETS,
      );
  }
  const failure = unendedFailure(context, results);
  if (failure !== undefined) {
    throw failure;
  }
  return results;
}

function waitFor(context: GroupContext, { name, lastSeen }: GroupMember): Wait {
  return {
    name,
    context: context.core(context.open(name)),
    isFirstContact: lastSeen === undefined,
    ...(lastSeen && { lastSeen }),
  };
}

function cancellationOf(context: GroupContext, { name, lastSeen, deletesTarget }: GroupMember): Cancellation {
  const opened = context.open(name);
  const whenUnsupported = context.group.settings.whenCancelUnsupported === "wait" ? "wait" : "leave";
  const plan = deletesTarget ? planForDelete : cancelPlan(opened.connection, name, whenUnsupported);
  return {
    name,
    context: context.core(opened),
    plan: { ...plan, ...(lastSeen && { lastSeen }) },
    isFirstContact: lastSeen === undefined,
  };
}

/** Requests cancellations without awaiting the ends. The limiter of the connections bounds the requests in flight. */
function requestCancels(
  cancellations: readonly Cancellation[],
  limits: CommonLimits,
): Promise<OperationOutcome[]> {
  return collectOutcomes(limits.signal, (signal, settle) =>
    cancellations.map(({ name, context, plan, ...firstPollLimits }) =>
      settle(context, name, cancelOnly(context, name, plan, { ...limits, ...firstPollLimits, signal })),
    ),
  );
}

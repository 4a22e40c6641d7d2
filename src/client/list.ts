import { Deadline } from "../core/deadline.js";
import type { Operation } from "../core/operation.js";
import { IncompleteListError, isIncompleteListError } from "../google/listErrors.js";
import { listOperations } from "../google/listOperations.js";
import { checkFields, checkParent, readListRequest } from "./arguments.js";
import {
  ASK_TIMEOUT,
  type CancelAllOptions,
  type ListOptions,
  type OperationSelection,
} from "./callOptions.js";
import type { ClientContext } from "./operationCall.js";

/** The operations below a parent. @throws ArgumentError, TargetError, and what listOperations throws */
export async function* list(
  calls: ClientContext,
  parent: string,
  options: ListOptions,
  given?: Deadline,
): AsyncGenerator<Operation, void, undefined> {
  const deadline = given ?? calls.deadline(options, ASK_TIMEOUT);
  checkParent(parent);
  // The version is to be one that can cancel what is listed.
  const { connection, resolved } = calls.connect(`${parent}/operations/-`);
  const { clock, random } = calls.surroundings;
  const report = calls.reporter(parent, options);
  yield* listOperations({ clock, random, connection, report }, parent, readListRequest(options, resolved), {
    deadline,
    ...(options.signal && { signal: options.signal }),
  });
}

/**
 * The names of those that are in flight and match, once the list was followed to its end. It may take half of the
 * time that there is, so that the other half is left to cancel them.
 */
export async function namesInFlight(
  calls: ClientContext,
  selection: OperationSelection,
  options: CancelAllOptions,
  { total }: Deadline,
): Promise<string[]> {
  checkFields("which", selection);
  const { parent, filter, matching = () => true } = selection;
  const question = { ...options, ...(filter !== undefined && { filter }) };
  const deadline = new Deadline(calls.surroundings.clock, total / 2);
  const names: string[] = [];
  try {
    for await (const operation of list(calls, parent, question, deadline)) {
      if (!operation.done && matching(operation)) {
        names.push(operation.name);
      }
    }
  } catch (error) {
    throw isIncompleteListError(error)
      ? new IncompleteListError(error.list, "Nothing was cancelled. Give it a longer timeout.")
      : error;
  }
  calls.history.reached = true;
  return names;
}

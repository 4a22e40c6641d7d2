import type { Operation } from "../core/operation.js";
import { listOperations } from "../google/listOperations.js";
import {
  ASK_TIMEOUT,
  type CancelAllOptions,
  type ListOptions,
  type OperationSelection,
  readTimeout,
} from "./callOptions.js";
import type { Calls } from "./operationCall.js";
import { checkParent, readQuestion } from "./readArguments.js";

/** The operations below a parent. @throws ArgumentError, TargetError, and what listOperations throws */
export async function* list(
  calls: Calls,
  parent: string,
  options: ListOptions,
): AsyncGenerator<Operation, void, undefined> {
  checkParent(parent);
  // The version is to be one that can cancel what is listed.
  const { connection, place } = calls.connect(`${parent}/operations/-`);
  const { clock, random } = calls.surroundings;
  const report = calls.reporter(parent, options);
  yield* listOperations({ clock, random, connection, report }, parent, readQuestion(options, place), {
    pageTimeout: readTimeout(options, ASK_TIMEOUT),
    ...(options.signal && { signal: options.signal }),
  });
}

/** The names of those that are in flight and match, once the list was followed to its end. */
export async function namesInFlight(
  calls: Calls,
  { parent, filter, matching = () => true }: OperationSelection,
  options: CancelAllOptions,
): Promise<string[]> {
  const names: string[] = [];
  for await (const operation of list(calls, parent, {
    ...options,
    ...(filter !== undefined && { filter }),
  })) {
    if (!operation.done && matching(operation)) {
      names.push(operation.name);
    }
  }
  return names;
}

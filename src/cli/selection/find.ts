import { isNoAnswerError, isRequestRefusedError } from "../../core/operationErrors.js";
import { isIncompleteListError, isListRefusedError } from "../../google/listErrors.js";
import { serviceKey } from "./clients.js";
import { mapConcurrently } from "./concurrent.js";
import type { NamedOperation, Selection } from "./readSelection.js";
import { scanProject } from "./scanProject.js";
import { Matcher, type Search } from "./search.js";

/** GETs in flight at a time. */
const WIDTH = 32;

/**
 * Finds the operations of a selection, and reports them as the responses arrive. A list or a GET that fails is reported
 * as a problem and doesn't stop the others.
 *
 * @throws the signal's reason once it aborts; ArgumentError, TargetError for arguments that can't be used
 */
export async function findOperations(search: Search, selection: Selection): Promise<void> {
  switch (selection.kind) {
    case "names":
      await mapConcurrently(selection.operations, WIDTH, (operation) => getNamed(search, operation));
      return;
    case "parent":
      return listBelowParent(search, selection);
    case "project":
      return scanProject(search, selection);
  }
}

async function getNamed(
  { clients, listener, signal, timeout }: Search,
  { service, name }: NamedOperation,
): Promise<void> {
  const fullName = clients.fullName(service, name);
  try {
    const operation = await clients.client(service).get(name, { signal, ...(timeout && { timeout }) });
    if (operation !== undefined) {
      listener.found(clients.describe(service, operation));
      return;
    }
    const message = `${fullName} does not exist. There never was such an operation, or its record has expired.`;
    listener.problem({ kind: "notFound", service: serviceKey(service), name: fullName, message });
  } catch (error) {
    if (!isRequestRefusedError(error) && !isNoAnswerError(error)) {
      throw error;
    }
    listener.problem({
      kind: "failed",
      service: serviceKey(service),
      name: fullName,
      message: error.message,
    });
  }
}

async function listBelowParent(
  search: Search,
  { service, parent }: Extract<Selection, { kind: "parent" }>,
): Promise<void> {
  const { clients, filters, listener, signal, timeout } = search;
  const matcher = new Matcher(search, [serviceKey(service)]);
  const { filter } = filters;
  const options = { signal, ...(timeout && { timeout }), ...(filter !== undefined && { filter }) };
  try {
    for await (const operation of clients.client(service).list(parent, options)) {
      matcher.add(service, parent, operation);
    }
  } catch (error) {
    if (!isListRefusedError(error) && !isIncompleteListError(error)) {
      throw error;
    }
    const isUnreachable = isIncompleteListError(error) && error.list.because === "unreachable";
    listener.problem({
      kind: isUnreachable ? "unreachable" : "failed",
      service: serviceKey(service),
      message: error.message,
    });
  }
  matcher.end();
}

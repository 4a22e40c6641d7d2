import type { Operation, RunningOperation } from "../core/operation.js";
import type { ServiceConnection } from "./connection.js";
import { matchOperation, type TargetSelection } from "./operationMatch.js";

/** An operation in flight that a selection includes, as just returned by the list. */
export interface SelectedOperation {
  operation: RunningOperation;
  /** True if it deletes a selected resource: it is waited for, never cancelled. */
  deletesTarget: boolean;
}

/** The operations in flight of a list that concern a selection. */
export interface SelectedOperations {
  selected: SelectedOperation[];
  /** Operations that may belong to the selection but report too little to decide. They are named, never cancelled. */
  unidentified: RunningOperation[];
  /** The number of other operations in flight that the list returned. */
  others: number;
}

/**
 * Reads a list to its end and selects operations in flight. Operations that the service runs by itself are left out.
 *
 * @throws what the list throws
 */
export async function selectOperations(
  connection: Pick<ServiceConnection, "cancelSupport">,
  listed: AsyncIterable<Operation>,
  selection: TargetSelection,
): Promise<SelectedOperations> {
  const result: SelectedOperations = { selected: [], unidentified: [], others: 0 };
  for await (const operation of listed) {
    if (operation.done || connection.cancelSupport(operation.name) === "serviceManaged") {
      continue;
    }
    const match = matchOperation(operation, selection);
    if (match === "unidentified") {
      result.unidentified.push(operation);
    } else if (match === "other") {
      result.others += 1;
    } else {
      result.selected.push({ operation, deletesTarget: match === "deletesTarget" });
    }
  }
  return result;
}

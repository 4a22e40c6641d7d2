import type { JsonValue } from "../../core/json.js";
import { type Operation, readOperation } from "../../core/operation.js";
import { readStatusOperation } from "../../core/statusOperation.js";
import type { CatalogService, CatalogVersion } from "../catalog.js";
import { fullName } from "./fullName.js";

/** Reads one operation out of an answer, in whichever form the service has it; `undefined` where it is none. */
export type OperationReader = (body: JsonValue) => Operation | undefined;

/** Which operations an answer may hold: the one that was asked for, or any near a path or below a parent. */
export type Expected = { name: string } | { near: string };

/** The reader for a service's operations. A service that the catalog doesn't know speaks google.longrunning. */
export function operationReader(
  service: CatalogService | undefined,
  version: CatalogVersion | undefined,
  expected: Expected,
): OperationReader {
  if (service?.form !== "status" || version === undefined) {
    return readOperation;
  }
  return (body) =>
    readStatusOperation(body, (operation) =>
      "name" in expected ? expected.name : fullName(operation, version, expected.near),
    );
}

import type { JsonObject, JsonValue } from "../../core/json.js";
import { type Operation, readOperation } from "../../core/operation.js";
import type { CatalogService, CatalogVersion } from "../catalog/catalog.js";
import { fitsPattern } from "../catalog/namePattern.js";
import { readStatusOperation } from "./statusOperation.js";

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

/**
 * The full name of an operation whose own name is a mere id: the path of its link to itself, else the id
 * below the part of a path that operations can be below. `undefined` where neither makes a name that the
 * service has.
 *
 * @param near the path of the request that started it, or the parent that was listed
 */
export function fullName(
  { name, selfLink }: JsonObject,
  { base, names }: Pick<CatalogVersion, "base" | "names">,
  near: string,
): string | undefined {
  const patterns = names.map(({ pattern }) => pattern);
  const linked = typeof selfLink === "string" ? selfLink.split(`/${base}/`)[1] : undefined;
  if (linked !== undefined && patterns.some((pattern) => fitsPattern(linked, pattern))) {
    return linked;
  }
  if (typeof name !== "string" || name === "") {
    return undefined;
  }
  const candidates = patterns.map((pattern) => below(near, pattern, name));
  return candidates.find((candidate) => candidate !== undefined);
}

/** `projects/p/zones/z/clusters/c` and `projects/*\/zones/*\/operations/*`: `projects/p/zones/z/operations/<id>`. */
function below(near: string, pattern: string, id: string): string | undefined {
  const length = pattern.split("/").length - 2;
  const [collection = ""] = pattern.split("/").slice(-2);
  const segments = [...near.split("/").slice(0, length), collection, id];
  const candidate = segments.join("/");
  return fitsPattern(candidate, pattern) && !segments.includes("-") ? candidate : undefined;
}

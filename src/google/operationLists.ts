import type { ListedParent, OperationLists } from "../core/parentList.js";
import { listedPatternOf } from "./catalog/operationRoutes.js";
import type { ServiceConnection } from "./connection.js";
import type { ResolvedService } from "./service.js";

/** The filter for operations in flight, as AIP-160 has it. Polls do without it where a service refuses it. */
const IN_FLIGHT = "done=false";

/** The lists of a service for shared polls. */
export function operationLists(
  service: ResolvedService,
  connection: Pick<ServiceConnection, "list">,
): OperationLists {
  return {
    listOf: (name) => listedParentOf(service, name),
    list: (parent, query, limits) => connection.list(parent, query, limits),
  };
}

/** The list that contains an operation: one that the catalog has, or the standard one of an unknown service. */
export function listedParentOf(
  { service, apiVersion }: ResolvedService,
  name: string,
): ListedParent | undefined {
  const version = service?.versions.get(apiVersion);
  const deviations = service?.listDeviations ?? [];
  const parent = name.split("/").slice(0, -2).join("/");
  const pattern = version && listedPatternOf(version, name);
  const isStandard = version === undefined && /\/operations\/[^/]+$/.test(name);
  if (parent === "" || deviations.includes("needsFilter") || !(pattern !== undefined || isStandard)) {
    return undefined;
  }
  const takesFilter = pattern?.filter === true && !deviations.includes("noFilter");
  return takesFilter && !deviations.includes("pendingOnly")
    ? { parent, inFlightFilter: IN_FLIGHT }
    : { parent };
}

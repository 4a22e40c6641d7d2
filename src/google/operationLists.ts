import type { ListedParent, OperationLists } from "../core/parentList.js";
import { listedPatternOf } from "./catalog/operationRoutes.js";
import type { ServiceConnection } from "./connection.js";
import type { ResolvedService } from "./service.js";

/** The filter for operations in flight, as AIP-160 has it. Polls do without it where a service refuses it. */
const IN_FLIGHT = "done=false";

/** The lists of a service for shared polls: those that the catalog has, or the standard one of an unknown service. */
export function operationLists(
  { service, apiVersion }: ResolvedService,
  connection: Pick<ServiceConnection, "list">,
): OperationLists {
  const version = service?.versions.get(apiVersion);
  const deviations = service?.listDeviations ?? [];
  return {
    listOf(name): ListedParent | undefined {
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
    },
    list: (parent, query, limits) => connection.list(parent, query, limits),
  };
}

import type { RequestFailure } from "../core/failure.js";
import type { Result } from "../core/result.js";
import { listResources, type ResourceListContext, type ResourceListLimits } from "./listResources.js";

/** The permission that {@link listEnabledServices} needs. The role Service Usage Viewer has it. */
export const LIST_SERVICES_PERMISSION = "serviceusage.services.list";

/** The most services on a page that Service Usage accepts. */
const PAGE_SIZE = "200";

/**
 * Lists the hosts of the services that are enabled in a project, such as `alloydb.googleapis.com`
 * (google.api.serviceusage.v1.ServiceUsage.ListServices).
 *
 * @param context a connection to `serviceusage` v1
 * @throws the signal's reason once it aborts
 */
export async function listEnabledServices(
  context: ResourceListContext,
  project: string,
  limits: ResourceListLimits,
): Promise<Result<string[], RequestFailure>> {
  const query = { filter: "state:ENABLED", pageSize: PAGE_SIZE, fields: "nextPageToken,services/name" };
  const list = { path: `projects/${project}/services`, entries: "services", query };
  return listResources(context, list, limits);
}

/**
 * Lists the locations of a service in a project, such as `europe-west1`
 * (google.cloud.location.Locations.ListLocations).
 *
 * @param context a connection to the service
 * @throws the signal's reason once it aborts
 */
export async function listLocations(
  context: ResourceListContext,
  project: string,
  limits: ResourceListLimits,
): Promise<Result<string[], RequestFailure>> {
  const list = { path: `projects/${project}/locations`, entries: "locations" };
  return listResources(context, list, limits);
}

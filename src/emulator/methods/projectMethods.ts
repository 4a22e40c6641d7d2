import type { JsonObject } from "../../core/json.js";
import { queryValue } from "../http/requestChecks.js";
import { type Answer, badRequest, jsonAnswer } from "../http/respond.js";
import type { ProjectRequest } from "../http/router.js";
import type { ServiceDefinition } from "../services/serviceDefinition.js";
import type { EmulatorState } from "./beginOperation.js";

/** Service Usage, which lists the services that are enabled in a project. */
export const serviceUsage: Pick<ServiceDefinition, "host"> = { host: "serviceusage.googleapis.com" };

/** The query parameters of a list of services or locations. */
export const pagedQuery = ["filter", "pageSize", "pageToken"];

/** The default number of entries on a page, as Service Usage documents it, and the largest one. */
const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** Answers with a page of the services that are enabled in a project: the emulated ones, and Service Usage. */
export function answerEnabledServices(state: EmulatorState, project: string, query: URLSearchParams): Answer {
  const hosts = state.services.filter(({ enabled }) => enabled !== false).map(({ host }) => host);
  const services = [...new Set([...hosts, serviceUsage.host])].sort().map((host) => ({
    name: `projects/${project}/services/${host}`,
    config: { name: host },
    state: "ENABLED",
    parent: `projects/${project}`,
  }));
  return answerPage("services", services, query);
}

/** Answers with a page of the locations of a service. */
export function answerLocations(
  state: EmulatorState,
  request: ProjectRequest,
  query: URLSearchParams,
): Answer {
  const { project, service } = request;
  const ids = service === undefined ? [] : locationsOf(service, state);
  const locations = ids.map((locationId) => ({
    name: `projects/${project}/locations/${locationId}`,
    locationId,
  }));
  return answerPage("locations", locations, query);
}

function locationsOf({ service, locations }: ServiceDefinition, { store }: EmulatorState): readonly string[] {
  if (locations?.ids !== undefined) {
    return locations.ids;
  }
  const ofOperations = store.all
    .filter((record) => record.service === service)
    .flatMap(({ name }) => /\/(?:locations|regions|zones)\/([^/]+)\//.exec(name)?.[1] ?? []);
  return [...new Set(["europe-west1", "us-central1", ...ofOperations])].sort();
}

function answerPage(member: string, entries: JsonObject[], query: URLSearchParams): Answer {
  const size = Number(queryValue(query, "pageSize") || PAGE_SIZE);
  const begin = Number(queryValue(query, "pageToken") || 0);
  if (!Number.isInteger(size) || size < 0 || size > MAX_PAGE_SIZE) {
    const description = `page_size must be an integer from 0 to ${MAX_PAGE_SIZE}.`;
    return badRequest([{ field: "pageSize", description }]);
  }
  const end = begin + size;
  return jsonAnswer({
    ...(entries.length > begin && { [member]: entries.slice(begin, end) }),
    ...(entries.length > end && { nextPageToken: String(end) }),
  });
}

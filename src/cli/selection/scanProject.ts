import { Deadline } from "../../core/deadline.js";
import { parseDuration } from "../../core/duration.js";
import { describeFailure, lacksPermission, type RequestFailure } from "../../core/failure.js";
import type { Result } from "../../core/result.js";
import { findService, outOfScope } from "../../google/catalog/catalog.js";
import { type ListParents, listParents } from "../../google/catalog/listParents.js";
import { LIST_SERVICES_PERMISSION, listEnabledServices } from "../../google/serviceUsage.js";
import { mapConcurrently } from "./concurrent.js";
import type { Selection } from "./readSelection.js";
import { Matcher, type Search } from "./search.js";
import { ServiceScan } from "./serviceScan.js";

type ProjectSelection = Extract<Selection, { kind: "project" }>;

/** The limit for each service, in milliseconds. */
const SERVICE_TIMEOUT = 30_000;

/** Services that are asked at a time; as many as there are connections. */
const WIDTH = 32;

/** A service to ask, and the parents below which it lists the operations of a project. */
interface ListableService {
  key: string;
  parents: ListParents;
}

/**
 * Lists the operations of a project in all of its services at once. A slow service delays only its own operations.
 *
 * @throws the signal's reason once it aborts
 */
export async function scanProject(search: Search, selection: ProjectSelection): Promise<void> {
  const { clients, listener, signal, timeout } = search;
  const limit = timeout === undefined ? SERVICE_TIMEOUT : Math.min(SERVICE_TIMEOUT, parseDuration(timeout));
  const services = await servicesToAsk(search, selection, limit);
  if (!services.ok) {
    listener.problem({ kind: "failed", message: services.error });
    return;
  }
  const listable = listableServices(search, services.value);
  const matcher = new Matcher(
    search,
    listable.map(({ key }) => key),
  );
  let done = 0;
  listener.progress(done, listable.length);
  await mapConcurrently(listable, WIDTH, async ({ key, parents }) => {
    const deadline = new Deadline(clients.dependencies.clock, limit);
    const isEnabled = selection.services === undefined;
    await new ServiceScan(search, selection, matcher, { service: key, isEnabled, deadline }).run(parents);
    signal.throwIfAborted();
    done += 1;
    listener.progress(done, listable.length);
  });
  matcher.end();
}

/** The hosts or keys of the services to ask. The error is a text for the user. */
async function servicesToAsk(
  { clients, signal }: Search,
  { project, services }: ProjectSelection,
  limit: number,
): Promise<Result<string[], string>> {
  if (services !== undefined) {
    return { ok: true, value: services };
  }
  const { clock, random } = clients.dependencies;
  const { connection } = clients.openServiceUsage(project);
  const deadline = new Deadline(clock, limit);
  const context = { clock, random, connection, report: () => {} };
  const hosts = await listEnabledServices(context, project, { deadline, signal });
  return hosts.ok ? hosts : { ok: false, error: serviceUsageProblem(hosts.error, project) };
}

const ASK_FOR_SERVICE = "Or name the services yourself, each with --service: then Service Usage isn't asked.";

function serviceUsageProblem(failure: RequestFailure, project: string): string {
  const unknown = `The enabled services of project ${project} are unknown: ${describeFailure(failure)}.`;
  if (failure.kind === "apiError" && failure.reason === "SERVICE_DISABLED") {
    return `${unknown} Enable the Service Usage API in the quota project of your requests, or set another quota project with --quota-project. ${ASK_FOR_SERVICE}`;
  }
  if (failure.kind === "apiError" && lacksPermission(failure)) {
    return `${unknown} The permission ${LIST_SERVICES_PERMISSION} is missing. Grant the role roles/serviceusage.serviceUsageViewer, which contains it. ${ASK_FOR_SERVICE}`;
  }
  // Without credentials or a connection, requests to the services themselves fail as well.
  const failsEverywhere =
    failure.kind === "credentials" || (failure.kind === "network" && failure.setup !== undefined);
  return failsEverywhere ? unknown : `${unknown} Try again later. ${ASK_FOR_SERVICE}`;
}

/** The services that list operations by project. The others of the catalog are noted. */
function listableServices({ clients, listener }: Search, services: readonly string[]): ListableService[] {
  const known = services
    .filter((service) => outOfScope(service) === undefined)
    .flatMap((service) => findService(service) ?? [])
    .map((service) => ({ key: service.key, parents: listParents(service, clients.apiVersion) }));
  const withoutLists = known.filter(({ parents }) => Object.values(parents).flat().length === 0);
  if (withoutLists.length > 0) {
    const keys = withoutLists.map(({ key }) => key).join(", ");
    listener.note(`Not asked, because they can't list operations by project: ${keys}.`);
  }
  return known.filter((service) => !withoutLists.includes(service));
}

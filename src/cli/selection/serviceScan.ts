import type { Deadline } from "../../core/deadline.js";
import { formatDuration } from "../../core/duration.js";
import { describeFailure, type RequestFailure } from "../../core/failure.js";
import type { ListParents } from "../../google/catalog/listParents.js";
import { isIncompleteListError, isListRefusedError, locationsText } from "../../google/listErrors.js";
import { listLocations } from "../../google/serviceUsage.js";
import { mapConcurrently } from "./concurrent.js";
import type { FindProblem } from "./foundOperation.js";
import type { Matcher, Search } from "./search.js";

/** Lists of one service in flight at a time, so that a slow service leaves connections to the others. */
const WIDTH = 4;

/** Parents that a message names. */
const MAX_EXAMPLES = 2;

/** The result of one list. `refused`: the service refuses it, and another way to ask may succeed. */
type ListResult =
  | { kind: "listed"; count: number }
  | { kind: "refused" | "failed"; failure: RequestFailure | undefined; message: string };

type FailedList = Exclude<ListResult, { kind: "listed" }>;

interface ScannedService {
  /** The key. */
  service: string;
  /** True if Service Usage listed it as enabled in the project. */
  isEnabled: boolean;
  deadline: Deadline;
}

/** The search for the operations of a project in one service. */
export class ServiceScan {
  readonly #search: Search;
  readonly #project: string;
  readonly #location: string | undefined;
  readonly #matcher: Matcher;
  readonly #scanned: ScannedService;
  readonly #unreachable = new Set<string>();

  constructor(
    search: Search,
    { project, location }: { project: string; location?: string },
    matcher: Matcher,
    scanned: ScannedService,
  ) {
    this.#search = search;
    this.#project = project;
    this.#location = location;
    this.#matcher = matcher;
    this.#scanned = scanned;
  }

  /** Lists below all parents, and reports what is missing. @throws the signal's reason once it aborts */
  async run({ direct, places, resources }: ListParents): Promise<void> {
    const parents = direct.map((pattern) => pattern.replace("*", this.#project));
    const inLocation =
      this.#location === undefined
        ? parents
        : parents.filter((parent) => parent.endsWith(`/${this.#location}`));
    await Promise.all([
      ...inLocation.map((parent) => this.#listDirect(parent)),
      ...places.map((place) => this.#listPlaces(`projects/${this.#project}/${place}`)),
    ]);
    if (this.#unreachable.size > 0) {
      const message = `The service could not reach ${locationsText([...this.#unreachable])}. Operations there are missing. Try again later.`;
      this.#report("unreachable", message);
    }
    if (resources.length > 0) {
      this.#report("belowResources", this.#resourcesText(resources));
    }
  }

  async #listDirect(parent: string): Promise<void> {
    const result = await this.#list(parent);
    if (result.kind !== "listed") {
      this.#report("failed", this.#failureText(result));
    }
  }

  /** Lists all locations at once by the wildcard; one by one if it is refused, or lists nothing. */
  async #listPlaces(collection: string): Promise<void> {
    if (this.#location !== undefined) {
      return this.#listDirect(`${collection}/${this.#location}`);
    }
    const wildcard = await this.#list(`${collection}/-`);
    if (wildcard.kind === "failed") {
      this.#report("failed", this.#failureText(wildcard));
    } else if (wildcard.kind !== "listed" || wildcard.count === 0) {
      await this.#listEachLocation(collection, wildcard);
    }
  }

  async #listEachLocation(collection: string, wildcard: ListResult): Promise<void> {
    const { clients, signal } = this.#search;
    const { service, deadline } = this.#scanned;
    const { clock, random } = clients.dependencies;
    const { connection } = clients.open(service, `projects/${this.#project}/locations/-/operations/-`);
    const context = { clock, random, connection, report: () => {} };
    const locations = await listLocations(context, this.#project, { deadline, signal });
    if (!locations.ok) {
      if (wildcard.kind !== "listed") {
        this.#report("failed", this.#failureText(wildcard));
      } else if (!hasNoSuchMethod(locations.error)) {
        const reason = `its locations are unknown: ${describeFailure(locations.error)}`;
        this.#report(
          "failed",
          `Operations may be missing, because ${reason}. Name a location with --location.`,
        );
      }
      return;
    }
    const failed = new Map<string, { locations: string[]; result: FailedList }>();
    await mapConcurrently(locations.value, WIDTH, async (location) => {
      const result = await this.#list(`${collection}/${location}`);
      if (result.kind !== "listed") {
        const reason = reasonOf(result);
        failed.set(reason, {
          result,
          ...failed.get(reason),
          locations: [...(failed.get(reason)?.locations ?? []), location],
        });
      }
    });
    for (const { locations: names, result } of failed.values()) {
      const place = names.length === locations.value.length ? "" : `In ${locationsText(names)}: `;
      this.#report("failed", `${place}${this.#failureText(result)}`);
    }
  }

  async #list(parent: string): Promise<ListResult> {
    const { clients, filters, signal } = this.#search;
    const { service, deadline } = this.#scanned;
    const { filter } = filters;
    let count = 0;
    try {
      const timeout = formatDuration(Math.max(1, deadline.remaining()));
      const options = { signal, timeout, ...(filter !== undefined && { filter }) };
      for await (const operation of clients.client(service).list(parent, options)) {
        count += 1;
        this.#matcher.add(service, parent, operation);
      }
      return { kind: "listed", count };
    } catch (error) {
      signal.throwIfAborted();
      if (isIncompleteListError(error) && error.list.because === "unreachable") {
        for (const location of error.list.unreachable ?? []) {
          this.#unreachable.add(location);
        }
        return { kind: "listed", count };
      }
      if (isListRefusedError(error)) {
        const { failure, message } = error;
        return { kind: isAboutParent(failure) ? "refused" : "failed", failure, message };
      }
      if (!(error instanceof Error)) {
        throw error;
      }
      const failure = isIncompleteListError(error) ? error.list.failure : undefined;
      return { kind: "failed", failure, message: error.message };
    }
  }

  #failureText({ failure, message }: FailedList): string {
    const { isEnabled } = this.#scanned;
    return isEnabled && failure?.kind === "apiError" && failure.reason === "SERVICE_DISABLED"
      ? `The API is enabled in project ${this.#project}, but not in the quota project of your requests. Set --quota-project ${this.#project}. The response: ${describeFailure(failure)}.`
      : message;
  }

  #resourcesText(patterns: readonly string[]): string {
    const { service } = this.#scanned;
    const examples = patterns.slice(0, MAX_EXAMPLES).map((pattern) => exampleParent(pattern, this.#project));
    const others = patterns.length - examples.length;
    const more =
      others > 0
        ? `, or with one of ${others} more forms of --parent, which gcp-lro services ${service} lists`
        : "";
    return `With --project, operations below other resources than locations are not listed. Run gcp-lro list --service ${service} --parent ${examples.join(", or ")}${more}.`;
  }

  #report(kind: FindProblem["kind"], message: string): void {
    this.#search.listener.problem({ kind, service: this.#scanned.service, message });
  }
}

/** The reason of a failure, apart from the texts that differ between locations. */
function reasonOf({ failure }: FailedList): string {
  if (failure === undefined) {
    return "";
  }
  switch (failure.kind) {
    case "apiError":
      return `${failure.status} ${failure.reason}`;
    case "network":
      return failure.code;
    case "credentials":
      return failure.kind;
    default:
      return String(failure.httpStatus);
  }
}

/** Checks for a refusal that may be due to the parent: the wildcard, or a location. */
function isAboutParent(failure: RequestFailure): boolean {
  if (failure.kind === "nonApiResponse") {
    return failure.httpStatus === 404 || failure.httpStatus === 400;
  }
  return (
    failure.kind === "apiError" &&
    failure.reason !== "SERVICE_DISABLED" &&
    ["INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "UNIMPLEMENTED", "FAILED_PRECONDITION"].includes(
      failure.status,
    )
  );
}

function hasNoSuchMethod(failure: RequestFailure): boolean {
  return (
    (failure.kind === "nonApiResponse" && failure.httpStatus === 404) ||
    (failure.kind === "apiError" && ["UNIMPLEMENTED", "NOT_FOUND"].includes(failure.status))
  );
}

/** A parent of a pattern, with words in capitals for the user to replace: `projects/p/instances/INSTANCE`. */
export function exampleParent(pattern: string, project: string): string {
  const segments = pattern.replace("projects/*", `projects/${project}`).split("/");
  return segments
    .map((segment, index) => (segment === "*" ? placeholder(segments[index - 1] ?? "") : segment))
    .join("/");
}

function placeholder(collection: string): string {
  const singular = collection.replace(/ies$/, "y").replace(/s$/, "");
  return singular.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
}

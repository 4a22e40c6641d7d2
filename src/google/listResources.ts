import type { Deadline } from "../core/deadline.js";
import type { RequestFailure } from "../core/failure.js";
import { isJsonObject, type JsonValue } from "../core/json.js";
import type { Result } from "../core/result.js";
import { classifyFailure, type RetryContext, sendRepeatedly } from "../core/retryPolicy.js";
import type { ServiceConnection } from "./connection.js";
import { PageCycleDetector } from "./listOperations.js";

/** The dependencies of a list of resources. */
export interface ResourceListContext extends RetryContext {
  connection: Pick<ServiceConnection, "getJson" | "baseUrl">;
}

/** The limits of a list of resources: all pages and their retries. */
export interface ResourceListLimits {
  deadline: Deadline;
  signal?: AbortSignal;
}

/** A list of resources to read: its path, the member of a page that has the entries, and the query. */
export interface ResourceList {
  path: string;
  entries: string;
  query?: Record<string, string>;
}

/** The last segment of a name that can be put into a request. */
const ID = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;

/**
 * Lists the IDs of resources, from all pages. Transient failures are retried within the limits. A page that may hide a
 * resource is a failure.
 *
 * @throws the signal's reason once it aborts
 */
export async function listResources(
  context: ResourceListContext,
  { path, entries, query = {} }: ResourceList,
  { deadline, signal }: ResourceListLimits,
): Promise<Result<string[], RequestFailure>> {
  const cycleDetector = new PageCycleDetector();
  const found: string[] = [];
  let page: Record<string, string> = {};
  for (;;) {
    const reply = await sendRepeatedly<JsonValue>(context, {
      name: path,
      isFirstContact: true,
      deadline,
      ...(signal && { signal }),
      send: () =>
        context.connection.getJson(
          path,
          { ...query, ...page },
          { timeout: deadline.requestTimeout(), ...(signal && { signal }) },
        ),
      classify: classifyFailure,
      mayRetry: () => !deadline.isFinalPoll(0),
    });
    signal?.throwIfAborted();
    if (!reply.ok) {
      return { ok: false, error: reply.error };
    }
    const ids = readIds(reply.value, entries);
    if (!ids.ok) {
      return { ok: false, error: unusablePage(context, path, ids.error) };
    }
    found.push(...ids.value);
    const nextPageToken = isJsonObject(reply.value) ? reply.value.nextPageToken : undefined;
    if (typeof nextPageToken !== "string" || nextPageToken === "") {
      return { ok: true, value: found };
    }
    const problem = cycleDetector.check(nextPageToken, ids.value.length);
    if (problem !== undefined) {
      return { ok: false, error: unusablePage(context, path, problem) };
    }
    page = { pageToken: nextPageToken };
  }
}

/** The last segments of the names on a page. The error is a text about the page. */
function readIds(page: JsonValue, entries: string): Result<string[], string> {
  if (!isJsonObject(page)) {
    return { ok: false, error: "the response is not a page of a list" };
  }
  // Absent and null mean an empty list in the JSON of Protocol Buffers.
  const resources = page[entries] ?? [];
  if (!Array.isArray(resources)) {
    return { ok: false, error: `the ${entries} in the response are not a list` };
  }
  const ids = resources.map(idOf);
  return ids.every((id) => ID.test(id))
    ? { ok: true, value: ids }
    : { ok: false, error: "an entry of the list is not a resource with a usable name" };
}

/** The last segment of a resource's name; empty if it has none. */
function idOf(resource: JsonValue): string {
  const name = isJsonObject(resource) ? resource.name : undefined;
  return typeof name === "string" ? (name.split("/").at(-1) ?? "") : "";
}

function unusablePage({ connection }: ResourceListContext, path: string, problem: string): RequestFailure {
  const request = `GET ${connection.baseUrl}/${path}`;
  return { kind: "unreadable", request, httpStatus: 200, problem, excerpt: "" };
}

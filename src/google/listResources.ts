import type { Deadline } from "../core/deadline.js";
import type { RequestFailure } from "../core/failure.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.js";
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

/**
 * Reads all pages of a list of resources. Transient failures are retried within the limits.
 *
 * @throws the signal's reason once it aborts
 */
export async function listResources(
  context: ResourceListContext,
  { path, entries, query = {} }: ResourceList,
  { deadline, signal }: ResourceListLimits,
): Promise<Result<JsonObject[], RequestFailure>> {
  const cycleDetector = new PageCycleDetector();
  const found: JsonObject[] = [];
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
    const body = isJsonObject(reply.value) ? reply.value : {};
    const resources = Array.isArray(body[entries]) ? body[entries].filter(isJsonObject) : [];
    found.push(...resources);
    const { nextPageToken } = body;
    if (typeof nextPageToken !== "string" || nextPageToken === "") {
      return { ok: true, value: found };
    }
    const problem = cycleDetector.check(nextPageToken, resources.length);
    if (problem !== undefined) {
      return { ok: false, error: unusablePage(context, path, problem) };
    }
    page = { pageToken: nextPageToken };
  }
}

function unusablePage({ connection }: ResourceListContext, path: string, problem: string): RequestFailure {
  const request = `GET ${connection.baseUrl}/${path}`;
  return { kind: "unreadable", request, httpStatus: 200, problem, excerpt: "" };
}

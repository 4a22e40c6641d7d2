import { type ApiError, lacksPermission, type Reply, type RequestFailure } from "../core/failure.js";
import type { JsonValue } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import type { RequestLimits } from "../core/operationsService.js";
import { authClientCredentials, noCredentials, sharedCredentials } from "./auth/credentials.js";
import { type CancelSupport, cancelSupport } from "./catalog/cancelSupport.js";
import { type CatalogVersion, documentedCancelPermission } from "./catalog/catalog.js";
import type { ListDeviation } from "./catalog/catalogFile.js";
import {
  cancelRouteOf,
  listRouteOf,
  nearestListParent,
  routeOf,
  standardRouteOf,
} from "./catalog/operationRoutes.js";
import type { ListRequest, ServiceConnection } from "./connection.js";
import { hostHint, isNotFound, versionHint, withHint } from "./hints.js";
import { userAgent } from "./http/headers.js";
import { describeRequest, sendRequest, type TransportOptions } from "./http/transport.js";
import type { WireRequest } from "./http/wire.js";
import {
  type JsonResponse,
  type OperationPage,
  readGetResponse,
  readJsonResponse,
  readListResponse,
  readOptionalOperation,
  readStartResponse,
  type StartResponseReader,
} from "./json/responses.js";
import { type Expected, type OperationReader, operationReader } from "./json/statusOperation.js";
import { isUsableName } from "./names/operationName.js";
import { pathProblem, quoted, readRequestPath } from "./names/resourceName.js";
import { quotaProjectFor, type ResolvedService, type ServiceTarget } from "./service.js";
import { credentialsAs } from "./settings/credentialsSettings.js";
import { type HttpRequest, lacksRequestId, type StartRequest } from "./startRequest.js";

/** The default limit of a request, in milliseconds: as long as most services' gRPC configurations give GetOperation. */
const REQUEST_TIMEOUT = 30_000;

/** A connection over REST, by the catalog's routes, and by the standard ones if the catalog has none. */
export class RestConnection implements ServiceConnection {
  readonly host: string;
  readonly apiVersion: string;
  readonly baseUrl: string;
  readonly versionHint: string | undefined;
  readonly #resolved: ResolvedService;
  readonly #headers: Omit<WireRequest, "kind" | "method" | "url" | "body">;
  readonly #transport: TransportOptions;

  constructor(
    resolved: ResolvedService,
    target: ServiceTarget,
    { clock, limiter }: Pick<TransportOptions, "clock" | "limiter">,
  ) {
    this.host = resolved.host;
    this.apiVersion = resolved.apiVersion;
    this.baseUrl = resolved.endpoint.baseUrl;
    this.#resolved = resolved;
    this.versionHint = versionHint(resolved);
    const { authClient } = target;
    const { credentials, requestReason, requestTimeout, universeDomain } = resolved.settings;
    const openCredentials = () =>
      authClient === undefined
        ? sharedCredentials(credentialsAs(credentials, target))
        : authClientCredentials(authClient, universeDomain);
    const quotaProject = quotaProjectFor(resolved.settings, target);
    this.#headers = {
      toEmulator: resolved.endpoint.credentials === "none",
      userAgent: userAgent(resolved.settings),
      ...(quotaProject !== undefined && { quotaProject }),
      ...(requestReason !== undefined && { requestReason }),
    };
    this.#transport = {
      clock,
      limiter,
      credentials: resolved.endpoint.credentials === "none" ? noCredentials : openCredentials,
      requestTimeout: target.requestTimeout ?? requestTimeout ?? REQUEST_TIMEOUT,
    };
  }

  async get(name: string, limits?: RequestLimits): Promise<Reply<Operation>> {
    const route = routeOf(this.#resolved.service, this.apiVersion, name)?.get;
    const { method, path } = route ?? standardRouteOf(this.#pathBase, name).get;
    const request = this.#request("get", method, path);
    if (!isUsableName(name)) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, `${quoted(name)} is not an operation's name.`);
    }
    const reply = await this.#send(request, limits);
    return reply.ok
      ? readGetResponse(describeRequest(request), reply.value, this.#reader({ name }), name)
      : reply;
  }

  async cancel(name: string, limits?: RequestLimits): Promise<Reply<undefined>> {
    const route = routeOf(this.#resolved.service, this.apiVersion, name);
    const { method, path } = route?.cancel ?? standardRouteOf(this.#pathBase, name).cancel;
    const request = this.#request("cancel", method, path);
    if (!isUsableName(name)) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, `${quoted(name)} is not an operation's name.`);
    }
    if (route !== undefined && route.cancel === undefined) {
      return refuseLocally(request, "UNIMPLEMENTED", 501, this.#unsupportedReason(name, route.pattern));
    }
    const reply = await this.#send(request, limits);
    return reply.ok ? { ok: true, value: undefined } : this.#withPermission(reply);
  }

  /** Adds the missing permission, as the service documents it, to a refused cancel that names none. */
  #withPermission({ error: failure }: { error: RequestFailure }): Reply<never> {
    const permission = documentedCancelPermission(this.host);
    return failure.kind === "apiError" && lacksPermission(failure) && permission !== undefined
      ? { ok: false, error: { permission, ...failure } }
      : { ok: false, error: failure };
  }

  async start(start: StartRequest, limits?: RequestLimits): Promise<Reply<Operation>> {
    if (lacksRequestId(start)) {
      throw new Error(`The start of ${start.path} has no request ID. Add one with withRequestId.`);
    }
    return this.#dispatch("start", start, limits, readStartResponse);
  }

  send(request: HttpRequest, limits?: RequestLimits): Promise<Reply<Operation | undefined>> {
    return this.#dispatch("send", request, limits, readOptionalOperation);
  }

  async list(parent: string, query: ListRequest = {}, limits?: RequestLimits): Promise<Reply<OperationPage>> {
    const deviations = this.#resolved.service?.listDeviations ?? [];
    const { method, path } = listRouteOf(this.#version, this.#pathBase, parent);
    const request = this.#request("list", method, path, listParameters(query, deviations));
    if (parent !== "" && pathProblem(parent) !== undefined) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, `${quoted(parent)} is not a resource name.`);
    }
    const problem = filterProblem(query, deviations, this.host);
    if (problem !== undefined) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, problem);
    }
    const reply = await this.#send(request, limits);
    return reply.ok
      ? readListResponse(describeRequest(request), reply.value, this.#reader({ near: parent }))
      : reply;
  }

  async getJson(
    path: string,
    query?: Record<string, string>,
    limits?: RequestLimits,
  ): Promise<Reply<JsonValue>> {
    const request = this.#request("list", "GET", `${this.#pathBase}/${path}`, query);
    const checkedPath = readRequestPath(path);
    if (!checkedPath.ok) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, checkedPath.error);
    }
    const reply = await this.#send(request, limits);
    return reply.ok ? { ok: true, value: reply.value.value } : reply;
  }

  listUrl(path: string): string {
    return `${this.baseUrl}/${listRouteOf(this.#version, this.#pathBase, this.listParent(path)).path}`;
  }

  listParent(path: string): string {
    return nearestListParent(this.#version, path);
  }

  cancelSupport(operationName: string, verb?: string): CancelSupport {
    return cancelSupport(this.#resolved.service, this.apiVersion, operationName, verb);
  }

  cancelRequestLine(operationName: string, apiVersion = this.apiVersion): string | undefined {
    const route = cancelRouteOf(this.#resolved.service, apiVersion, operationName);
    return route && `${route.method} ${this.baseUrl}/${route.path}`;
  }

  #unsupportedReason(name: string, pattern: string): string {
    return this.cancelSupport(name) === "serviceManaged"
      ? `${name} can't be cancelled: ${this.host} started it by itself.`
      : `${this.host} ${this.apiVersion} can't cancel operations named ${pattern}.`;
  }

  /** The part of a path between base URL and resource name. */
  get #pathBase(): string {
    return this.#version?.base ?? this.apiVersion;
  }

  get #version(): CatalogVersion | undefined {
    return this.#resolved.service?.versions.get(this.apiVersion);
  }

  #reader(expected: Expected): OperationReader {
    return operationReader(this.#resolved.service, this.#version, expected);
  }

  #request(
    kind: WireRequest["kind"],
    method: WireRequest["method"],
    path: string,
    query?: Record<string, string>,
  ): WireRequest {
    const url = new URL(`${this.baseUrl}/${path}`);
    url.search = new URLSearchParams(query).toString();
    return { kind, method, url, ...this.#headers };
  }

  async #dispatch<T>(
    kind: "start" | "send",
    { method = "POST", path, query, body }: HttpRequest,
    limits: RequestLimits | undefined,
    readResponse: StartResponseReader<T>,
  ): Promise<Reply<T>> {
    const request = this.#request(kind, method, `${this.#pathBase}/${path}`, query);
    const checkedPath = readRequestPath(path);
    if (!checkedPath.ok) {
      return refuseLocally(request, "INVALID_ARGUMENT", 400, checkedPath.error);
    }
    const complete = body === undefined ? request : { ...request, body: JSON.stringify(body) };
    const reply = await this.#send(complete, limits);
    const isCatalogued = (name: string) =>
      routeOf(this.#resolved.service, this.apiVersion, name) !== undefined;
    return reply.ok
      ? readResponse(describeRequest(request), reply.value, this.#reader({ near: path }), isCatalogued)
      : withHint(reply, (failure) => (isNotFound(failure) ? this.versionHint : undefined));
  }

  async #send(request: WireRequest, limits?: RequestLimits): Promise<Reply<JsonResponse>> {
    const reply = await sendRequest(request, this.#transport, limits);
    const read = reply.ok
      ? readJsonResponse(reply.value, describeRequest(request), this.#transport.clock.wall())
      : reply;
    return withHint(read, (failure) => hostHint(this.#resolved, failure));
  }
}

/** The failure for a request that must not be sent: the error that the service would return. */
function refuseLocally(
  request: WireRequest,
  status: ApiError["status"],
  httpStatus: number,
  problem: string,
): Reply<never> {
  const message = `${problem} Nothing was sent.`;
  return {
    ok: false,
    error: { kind: "apiError", request: describeRequest(request), httpStatus, status, message },
  };
}

/**
 * The query parameters of a list, by the service's names. A page size that the service ignores or refuses is left out:
 * some services refuse an unknown parameter with 400.
 */
function listParameters(
  { filter, pageSize, pageToken }: ListRequest,
  deviations: readonly ListDeviation[],
): Record<string, string> {
  const sizeParameter = deviations.includes("maxResults") ? "maxResults" : "pageSize";
  const page = {
    ...(pageSize !== undefined && { [sizeParameter]: String(pageSize) }),
    ...(pageToken !== undefined && pageToken !== "" && { pageToken }),
  };
  return {
    ...(filter !== undefined && filter !== "" && { filter }),
    ...(deviations.includes("noPaging") ? {} : page),
  };
}

/**
 * Refuses a filter that the service ignores or refuses: the caller would take the whole list for the
 * selection.
 */
export function filterProblem(
  { filter }: ListRequest,
  deviations: readonly ListDeviation[],
  host: string,
): string | undefined {
  return filter !== undefined && filter !== "" && deviations.includes("noFilter")
    ? `The list method of ${host} takes no filter. Leave filter out.`
    : undefined;
}

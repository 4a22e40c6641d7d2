import type { Reply } from "../core/failure.js";
import type { JsonValue } from "../core/json.js";
import type { Operation } from "../core/operation.js";
import type { OperationsService, RequestLimits } from "../core/operationsService.js";
import type { CancelSupport } from "./catalog/cancelSupport.js";
import type { OperationPage } from "./json/responses.js";
import type { HttpRequest, StartRequest } from "./startRequest.js";

/** A connection to one service in one API version. Each method sends one request; failures are data. */
export interface ServiceConnection extends OperationsService {
  /** The host in full resource names; requests may go to another one. */
  readonly host: string;
  readonly apiVersion: string;
  /** The base of request URLs: scheme, host and possibly a path. */
  readonly baseUrl: string;
  /** The hint for a 404 if the API version was chosen by default and the service has others. */
  readonly versionHint?: string | undefined;
  /** Sends a start. A response that is no operation, or one without a usable name, is a failure. */
  start(request: StartRequest, limits?: RequestLimits): Promise<Reply<Operation>>;
  /**
   * Sends any other request, long-running or not. Returns the operation in its response; `undefined` if the response is
   * something else, and the work is done.
   */
  send(request: HttpRequest, limits?: RequestLimits): Promise<Reply<Operation | undefined>>;
  list(parent: string, query?: ListRequest, limits?: RequestLimits): Promise<Reply<OperationPage>>;
  /** Sends a GET of any other resource or list. */
  getJson(path: string, query?: Record<string, string>, limits?: RequestLimits): Promise<Reply<JsonValue>>;
  /** The URL of the list that contains an operation started by a request to `path`. */
  listUrl(path: string): string;
  /** The parent of that list. */
  listParent(path: string): string;
  /** @param verb the operation's verb from its metadata, if known */
  cancelSupport(operationName: string, verb?: string): CancelSupport;
  /**
   * The method and URL that cancel an operation, for a user who cancels by hand; `undefined` if the service can't cancel
   * it, or runs it by itself.
   *
   * @param apiVersion default: that of the connection
   */
  cancelRequestLine(operationName: string, apiVersion?: string): string | undefined;
}

export interface ListRequest {
  filter?: string;
  pageSize?: number;
  /** The token of the previous page. */
  pageToken?: string;
}

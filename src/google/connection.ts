import type { Reply } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import type { OperationsService, RequestLimits } from "../core/operationsService.js";
import type { CancelSupport } from "./catalog/cancelSupport.js";
import type { OperationPage } from "./json/answers.js";
import type { HttpRequest, StartRequest } from "./startRequest.js";

/** One service in one version, ready to be asked. Each method is one request, failures are data. */
export interface ServiceConnection extends OperationsService {
  /** As it stands in full resource names, whatever host the requests go to. */
  readonly host: string;
  readonly apiVersion: string;
  /** Where requests go: scheme, host and possibly a path. */
  readonly baseUrl: string;
  /** For a 404: that the version was our choice, and which others there are. Absent where that is not so. */
  readonly versionHint?: string | undefined;
  /** An answer that is no operation, or one without a usable name, is a failure. */
  start(request: StartRequest, limits?: RequestLimits): Promise<Reply<Operation>>;
  /**
   * Any other request, long-running or not: the operation in its answer, `undefined` where the answer is
   * something else, and the work thus done.
   */
  send(request: HttpRequest, limits?: RequestLimits): Promise<Reply<Operation | undefined>>;
  list(parent: string, question?: ListRequest, limits?: RequestLimits): Promise<Reply<OperationPage>>;
  /** Where the operations are listed among which one started at `path` would be. */
  listUrl(path: string): string;
  /** The parent of that list. */
  listParent(path: string): string;
  /** @param verb as the operation reports it, where it is known */
  cancelSupport(operationName: string, verb?: string): CancelSupport;
  /**
   * Method and URL by which a version of this service cancels an operation, for whoever does so by hand; `undefined`
   * where it can't, or is not to. Default: this version.
   */
  cancelRequest(operationName: string, apiVersion?: string): string | undefined;
}

export interface ListRequest {
  filter?: string;
  pageSize?: number;
  /** From the page before. */
  pageToken?: string;
}

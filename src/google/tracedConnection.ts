import type { Reply } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import type { RequestLimits } from "../core/operationsService.js";
import type { ListRequest } from "./connection.js";
import type { OperationPage } from "./json/responses.js";
import { type RequestMessage, requestChannel } from "./requestChannel.js";
import { RestConnection } from "./restConnection.js";
import type { HttpRequest, StartRequest } from "./startRequest.js";

/** A connection that publishes the begin and the end of each request. */
export class TracedConnection extends RestConnection {
  override get(name: string, limits?: RequestLimits): Promise<Reply<Operation>> {
    return this.#trace({ kind: "get", name }, () => super.get(name, limits));
  }

  override cancel(name: string, limits?: RequestLimits): Promise<Reply<undefined>> {
    return this.#trace({ kind: "cancel", name }, () => super.cancel(name, limits));
  }

  override start(request: StartRequest, limits?: RequestLimits): Promise<Reply<Operation>> {
    const { path: name, method = "POST" } = request;
    return this.#trace({ kind: "start", name, method }, () => super.start(request, limits));
  }

  override send(request: HttpRequest, limits?: RequestLimits): Promise<Reply<Operation | undefined>> {
    const { path: name, method = "POST" } = request;
    return this.#trace({ kind: "send", name, method }, () => super.send(request, limits));
  }

  override list(parent: string, query?: ListRequest, limits?: RequestLimits): Promise<Reply<OperationPage>> {
    return this.#trace({ kind: "list", name: parent }, () => super.list(parent, query, limits));
  }

  #trace<T>(
    request: Pick<RequestMessage, "kind" | "name" | "method">,
    send: () => Promise<Reply<T>>,
  ): Promise<Reply<T>> {
    const { host, baseUrl } = this;
    return requestChannel.tracePromise(send, { ...request, host, baseUrl });
  }
}

import type { Reply } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import type { CancelSupport } from "#src/google/catalog/cancelSupport.js";
import type { ListRequest, ServiceConnection } from "#src/google/connection.js";
import type { OperationPage } from "#src/google/json/responses.js";
import type { HttpRequest, StartRequest } from "#src/google/startRequest.js";
import { parent, requestIdOf } from "./cloud.js";
import type { Network, Sender } from "./network.js";

/** One sender's way to the cloud, over the network with its mishaps. */
export class ModelConnection implements ServiceConnection {
  readonly host = "alloydb.googleapis.com";
  readonly apiVersion = "v1beta";
  readonly baseUrl = "https://alloydb.googleapis.com";
  readonly #network: Network;
  readonly #sender: Sender;

  constructor(network: Network, sender: Sender) {
    this.#network = network;
    this.#sender = sender;
  }

  start(request: StartRequest, limits: RequestLimits = {}): Promise<Reply<Operation>> {
    const { cloud, clock } = this.#network;
    const facts = { kind: "start", name: request.path, requestId: requestIdOf(request) } as const;
    return this.#network.request(this.#sender, facts, limits, ({ began }) => {
      const operation = cloud.start(request);
      began.push(operation);
      return { ok: true, value: operation.asStarted(clock.monotonic()) };
    });
  }

  get(name: string, limits: RequestLimits = {}): Promise<Reply<Operation>> {
    return this.#network.request(this.#sender, { kind: "GET", name }, limits, () =>
      this.#network.cloud.look(name),
    );
  }

  cancel(name: string, limits: RequestLimits = {}): Promise<Reply<undefined>> {
    limits.onSent?.();
    return this.#network.request(this.#sender, { kind: "cancel", name }, limits, () =>
      this.#network.cloud.cancel(name),
    );
  }

  list(of: string, _question?: ListRequest, limits: RequestLimits = {}): Promise<Reply<OperationPage>> {
    return this.#network.request(this.#sender, { kind: "list", name: of }, limits, () => ({
      ok: true,
      value: { operations: this.#network.cloud.listed },
    }));
  }

  send(request: HttpRequest, limits: RequestLimits = {}): Promise<Reply<Operation | undefined>> {
    return this.#network.request(this.#sender, { kind: "send", name: request.path }, limits, () => ({
      ok: true,
      value: this.#network.cloud.undo(),
    }));
  }

  getJson(): Promise<never> {
    throw new Error("A resource lists no other resources.");
  }

  listUrl(): string {
    return `${this.baseUrl}/${this.apiVersion}/${parent}/operations`;
  }

  cancelRequestLine(name: string): string {
    return `POST ${this.baseUrl}/${this.apiVersion}/${name}:cancel`;
  }

  listParent(): string {
    return parent;
  }

  cancelSupport(): CancelSupport {
    return "supported";
  }
}

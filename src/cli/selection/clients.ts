import { type ClientDependencies, withDependencies } from "../../client/clientContext.js";
import { OperationsClient } from "../../client/operationsClient.js";
import { type OperationsClientOptions, readOptions } from "../../client/options.js";
import type { Operation } from "../../core/operation.js";
import { cancelPlan } from "../../google/cancelPlan.js";
import { cancellableVersions } from "../../google/catalog/cancelSupport.js";
import { findService } from "../../google/catalog/catalog.js";
import type { OpenService } from "../../google/connectionPool.js";
import { readMetadata } from "../../google/json/metadata.js";
import type { ServiceTarget } from "../../google/service.js";
import type { CancelAnswer, FoundOperation } from "./foundOperation.js";

/** The options of every client of a command: identity, endpoint and limits, without the service. */
export type ClientSettings = Omit<OperationsClientOptions, "service">;

/** The clients of a command, one for each service. */
export class Clients {
  readonly dependencies: ClientDependencies;
  readonly #settings: ClientSettings;
  readonly #clients = new Map<string, OperationsClient>();
  /** Connections are shared by targets with the same settings, so each service's target is read once. */
  readonly #targets = new Map<string, ServiceTarget>();

  constructor(settings: ClientSettings, dependencies: ClientDependencies) {
    this.#settings = settings;
    this.dependencies = dependencies;
  }

  /** The only API version to use, if the user named one. */
  get apiVersion(): string | undefined {
    return this.#settings.apiVersion;
  }

  /** True if the settings have an endpoint or a version, which belong to one service. */
  get isForOneService(): boolean {
    return this.#settings.endpoint !== undefined || this.#settings.apiVersion !== undefined;
  }

  /** The client of a service, by its key or host. @throws TargetError */
  client(service: string): OperationsClient {
    const key = serviceKey(service);
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = new OperationsClient(withDependencies({ ...this.#settings, service }, this.dependencies));
      this.#clients.set(key, client);
    }
    return client;
  }

  /** Opens a service for requests about a resource. @throws TargetError */
  open(service: string, resourceName: string): OpenService {
    const key = serviceKey(service);
    const target = this.#targets.get(key) ?? readOptions({ ...this.#settings, service });
    this.#targets.set(key, target);
    return this.dependencies.pool.open({ ...target, resourceName });
  }

  /** Opens Service Usage, which has an endpoint and a version of its own. @throws TargetError */
  openServiceUsage(project: string): OpenService {
    const { apiVersion: _, endpoint: __, ...settings } = this.#settings;
    const target = readOptions({ ...settings, service: "serviceusage", apiVersion: "v1" });
    return this.dependencies.pool.open({ ...target, resourceName: `projects/${project}/services` });
  }

  /** The full name of an operation, which each command accepts. */
  fullName(service: string, name: string): string {
    return `//${this.open(service, name).connection.host}/${name}`;
  }

  /** The newest version of the catalog that can cancel an operation, if the version in use can't. */
  cancellingVersion(service: string, name: string): string | undefined {
    const { connection, resolved } = this.open(service, name);
    return resolved.service === undefined || connection.cancelSupport(name) !== "unsupported"
      ? undefined
      : cancellableVersions(resolved.service, name).at(-1);
  }

  /** Describes an operation that a service returned. */
  describe(service: string, operation: Operation): FoundOperation {
    const { connection } = this.open(service, operation.name);
    return {
      service: serviceKey(service),
      fullName: `//${connection.host}/${operation.name}`,
      operation,
      report: readMetadata(operation.metadata),
      cancel: cancelAnswer(connection, operation),
    };
  }
}

/** The key of a service in the catalog; the name of the host for one that isn't in it. */
export function serviceKey(service: string): string {
  return findService(service)?.key ?? service.toLowerCase();
}

function cancelAnswer(connection: OpenService["connection"], operation: Operation): CancelAnswer {
  const { verb } = readMetadata(operation.metadata);
  const support = connection.cancelSupport(operation.name, verb);
  if (operation.done || support === "unsupported") {
    return "no";
  }
  if (support === "serviceManaged") {
    return "managed";
  }
  const { reasonAgainst } = cancelPlan(connection, operation.name, "leave");
  return reasonAgainst?.(operation) === undefined ? (support === "supported" ? "yes" : "unknown") : "no";
}

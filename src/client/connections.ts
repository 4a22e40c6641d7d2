import type { ServiceConnection } from "../google/connection.js";
import {
  quotaProjectFor,
  type ResolvedService,
  resolveService,
  type ServiceTarget,
  TargetError,
} from "../google/service.js";

/** A connection, and what is known of the service at its other end. */
export interface Connected {
  connection: ServiceConnection;
  resolved: ResolvedService;
}

/**
 * One service's connections: what an operation is called decides on the version, the regional host and who pays, so
 * that one client may need several.
 */
export class ConnectionPool {
  readonly #target: ServiceTarget;
  readonly #connect: (target: ServiceTarget) => ServiceConnection;
  readonly #open = new Map<string, ServiceConnection>();

  constructor(target: ServiceTarget, connect: (target: ServiceTarget) => ServiceConnection) {
    this.#target = target;
    this.#connect = connect;
  }

  /**
   * The connection for an operation's name (with or without `//host/`), or for a request's path.
   *
   * @throws TargetError where there is none, such as for want of a location that the endpoint has a place for
   */
  about(nameOrPath: string): Connected {
    const target = { ...this.#target, resourceName: nameOrPath };
    const result = resolveService(target);
    if (!result.ok) {
      throw new TargetError(result.error);
    }
    const resolved = result.value;
    const payer = quotaProjectFor(resolved.settings, target) ?? "";
    const key = `${resolved.endpoint.baseUrl} ${resolved.apiVersion} ${payer}`;
    const connection = this.#open.get(key) ?? this.#connect(target);
    this.#open.set(key, connection);
    return { connection, resolved };
  }
}

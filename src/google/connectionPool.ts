import type { CancelContext } from "../core/cancel.js";
import { type Clock, systemClock } from "../core/clock.js";
import { type PollSource, pollByGet } from "../core/polling.js";
import type { ServiceConnection } from "./connection.js";
import { MAX_SOCKETS } from "./http/agents.js";
import { RequestLimiter } from "./http/limiter.js";
import type { TransportOptions } from "./http/transport.js";
import { RestConnection } from "./restConnection.js";
import {
  quotaProjectFor,
  type ResolvedService,
  resolveService,
  type ServiceTarget,
  TargetError,
} from "./service.js";
import type { GoogleSettings } from "./settings/settings.js";

/** A service that is ready to be used: its connection, and the polls of all waits through it. */
export interface OpenService {
  connection: ServiceConnection;
  resolved: ResolvedService;
  polls: PollSource;
}

/** The clock and the limiter that the connections of one pool share. */
type SharedTransport = Pick<TransportOptions, "clock" | "limiter">;

export interface PoolDependencies {
  clock: Clock;
  /** Makes a connection that uses the clock and the limiter of the pool. */
  connect(target: ServiceTarget, shared: SharedTransport): ServiceConnection;
}

/**
 * A pool of open services. Callers share a service if its host, API version, identity, quota project and settings are the
 * same. A process has one pool, because the pool limits the requests in flight.
 */
export class ConnectionPool {
  readonly #shared: SharedTransport;
  readonly #connect: PoolDependencies["connect"];
  /** Open services by settings, by client or settings that give the credentials, and by the remaining options. */
  readonly #opened = new WeakMap<GoogleSettings, WeakMap<object, Map<string, OpenService>>>();

  constructor({ clock = systemClock, connect = connectService }: Partial<PoolDependencies> = {}) {
    this.#shared = { clock, limiter: new RequestLimiter(MAX_SOCKETS) };
    this.#connect = connect;
  }

  /**
   * Opens the service of a target. Nothing is sent.
   *
   * @throws TargetError if checkTarget finds a problem
   */
  open(target: ServiceTarget): OpenService {
    const resolved = resolveOrThrow(target);
    const services = this.#servicesOf(resolved.settings, target.authClient ?? resolved.settings);
    const key = keyOf(resolved, target);
    const pooled = services.get(key);
    if (pooled !== undefined) {
      return pooled;
    }
    const connection = this.#connect(target, this.#shared);
    const opened = { connection, resolved, polls: pollByGet(connection, this.#shared.clock) };
    services.set(key, opened);
    return opened;
  }

  #servicesOf(settings: GoogleSettings, credentials: object): Map<string, OpenService> {
    const bySettings = this.#opened.get(settings) ?? new WeakMap<object, Map<string, OpenService>>();
    this.#opened.set(settings, bySettings);
    const services = bySettings.get(credentials) ?? new Map<string, OpenService>();
    bySettings.set(credentials, services);
    return services;
  }
}

/**
 * Connects to a service. Sends nothing: credentials and the network are first used by the first request.
 *
 * @throws TargetError if checkTarget finds a problem
 */
export function connectService(
  target: ServiceTarget,
  { clock = systemClock, limiter = new RequestLimiter(MAX_SOCKETS) }: Partial<SharedTransport> = {},
): ServiceConnection {
  return new RestConnection(resolveOrThrow(target), target, { clock, limiter });
}

/** The context of a wait or a cancellation by an open service. */
export function cancelContext(
  { connection, polls }: OpenService,
  { clock, random, report }: Pick<CancelContext, "clock" | "random" | "report">,
): CancelContext {
  return { clock, random, report, polls, service: connection };
}

function resolveOrThrow(target: ServiceTarget): ResolvedService {
  const result = resolveService(target);
  if (!result.ok) {
    throw new TargetError(result.error);
  }
  return result.value;
}

/** A key of everything that a connection depends on, apart from settings and credentials. */
function keyOf(
  { host, apiVersion, endpoint, isDefault, settings }: ResolvedService,
  target: ServiceTarget,
): string {
  return JSON.stringify([
    host,
    apiVersion,
    endpoint,
    isDefault,
    quotaProjectFor(settings, target),
    target.impersonateServiceAccount,
    target.impersonateServiceAccountDelegates,
    target.requestTimeout,
  ]);
}

import type { CancelContext } from "../core/cancel.js";
import { type Clock, systemClock } from "../core/clock.js";
import { type PollSource, pollByGet } from "../core/polling.js";
import type { ServiceConnection } from "./connection.js";
import { MAX_SOCKETS } from "./http/agents.js";
import { RequestLimiter } from "./http/limiter.js";
import type { Sending } from "./http/transport.js";
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
  service: ResolvedService;
  polls: PollSource;
}

/** What the connections of one pool share. */
type Shared = Pick<Sending, "clock" | "limiter">;

export interface PoolDependencies {
  clock: Clock;
  /** Makes a connection that sends its requests as the pool says. */
  connect(target: ServiceTarget, shared: Shared): ServiceConnection;
}

/**
 * Opens services, once for all who talk to the same one in the same way: to the same host in the same version, as the
 * same identity, for the same payer, by the same settings. A process has one pool, since the limit of requests in
 * flight is the pool's.
 */
export class ConnectionPool {
  readonly #shared: Shared;
  readonly #connect: PoolDependencies["connect"];
  /** Open services by settings, by whose credentials, and by the rest. Collected together with the settings. */
  readonly #opened = new WeakMap<GoogleSettings, WeakMap<object, Map<string, OpenService>>>();

  constructor({ clock = systemClock, connect = connectService }: Partial<PoolDependencies> = {}) {
    this.#shared = { clock, limiter: new RequestLimiter(MAX_SOCKETS) };
    this.#connect = connect;
  }

  /**
   * Opens the service of a target. Nothing is sent.
   *
   * @throws TargetError where checkTarget finds a problem
   */
  open(target: ServiceTarget): OpenService {
    const service = resolved(target);
    const services = this.#servicesOf(service.settings, target.authClient ?? service.settings);
    const key = keyOf(service, target);
    const known = services.get(key);
    if (known !== undefined) {
      return known;
    }
    const connection = this.#connect(target, this.#shared);
    const opened = { connection, service, polls: pollByGet(connection, this.#shared.clock) };
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
 * Connects to a service. Nothing is sent: neither credentials nor the network are touched before the first
 * request.
 *
 * @throws TargetError where checkTarget finds a problem
 */
export function connectService(
  target: ServiceTarget,
  { clock = systemClock, limiter = new RequestLimiter(MAX_SOCKETS) }: Partial<Shared> = {},
): ServiceConnection {
  return new RestConnection(resolved(target), target, { clock, limiter });
}

/** The context of a wait or a cancellation by an open service. */
export function cancelContext(
  { connection, polls }: OpenService,
  { clock, random, report }: Pick<CancelContext, "clock" | "random" | "report">,
): CancelContext {
  return { clock, random, report, polls, service: connection };
}

function resolved(target: ServiceTarget): ResolvedService {
  const result = resolveService(target);
  if (!result.ok) {
    throw new TargetError(result.error);
  }
  return result.value;
}

/** Everything but settings and credentials that a connection depends on. */
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
